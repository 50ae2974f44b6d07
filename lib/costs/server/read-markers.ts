import "server-only";
import { listAuditEntries } from "../../audit/server";
import { listCampaignMarks } from "../../campaigns/server";
import { ok, type Result } from "../../kernel/result";
import { listPauseBands } from "../../switch/server";
import { listPrices } from "../../usage/server";
import { type Day, dayAt, dayEdges } from "../day";
import { toMarkers } from "../markers";
import type { Marker } from "../overview-view";
import type { LiveSpan } from "../user-cost";
import { listAnnotationsWithin } from "./annotations";
import type { Scope } from "./scope";

export type MarkersOfRange = {
  markers: Marker[];
  /** When campaigns were live since `since`, in days of the view's calendar. */
  spans: LiveSpan[];
  /** The first launch among them, in milliseconds; null without. */
  firstLaunch: number | null;
};

/** What happened from `from` to `to`, and the lives of the campaigns since `since`. */
export async function readMarkers(
  { actor, view }: Scope,
  { from, to, since }: { from: Day; to: Day; since: Day },
): Promise<Result<MarkersOfRange>> {
  const edges = dayEdges(since < from ? since : from, to, view.timeZone);
  const rangeEdges = dayEdges(from, to, view.timeZone);
  const begin = new Date(edges[0] ?? 0);
  const acts = (action: "campaign.launched" | "campaign.started" | "campaign.ended") =>
    listAuditEntries(actor, { limit: 100, filter: { action } });
  const [campaigns, pauses, prices, annotations, launched, started, ended] = await Promise.all([
    listCampaignMarks(actor, begin),
    listPauseBands(actor, begin),
    listPrices(actor, { limit: 100 }),
    listAnnotationsWithin(actor, { from: rangeEdges[0], to: rangeEdges.at(-1) }),
    acts("campaign.launched"),
    acts("campaign.started"),
    acts("campaign.ended"),
  ]);
  if (!campaigns.ok) return campaigns;
  if (!pauses.ok) return pauses;
  if (!prices.ok) return prices;
  if (!annotations.ok) return annotations;
  if (!launched.ok) return launched;
  if (!started.ok) return started;
  if (!ended.ok) return ended;
  const sources = {
    campaigns: campaigns.value,
    pauses: pauses.value,
    prices: prices.value.data,
    annotations: annotations.value,
    acts: [...launched.value.data, ...started.value.data, ...ended.value.data],
  };
  const dayOf = (at: string) => dayAt(Date.parse(at), view.timeZone);
  return ok({
    markers: toMarkers(sources, {
      from: rangeEdges[0] ?? 0,
      to: rangeEdges.at(-1) ?? 0,
      zone: view.timeZone,
    }),
    spans: campaigns.value.map(({ name, launchedAt, endedAt }) => ({
      name,
      launched: dayOf(launchedAt),
      ended: endedAt ? dayOf(endedAt) : null,
    })),
    firstLaunch: campaigns.value[0] ? Date.parse(campaigns.value[0].launchedAt) : null,
  });
}
