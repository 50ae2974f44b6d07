import type { Metadata } from "next";
import { AnnotationsPage } from "@/components/costs/annotations-page";
import { PageTitle } from "@/components/shell/page-title";
import { toOwnPath } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import { listCampaigns } from "@/lib/campaigns/server";
import { mayChange, readFormZone } from "@/lib/costs";
import { getAnnotation, listAnnotations, reportingZone } from "@/lib/costs/server";
import { firstParam, neighbours, readTrail } from "@/lib/kernel/trail";

export const metadata: Metadata = { title: "Notes on the charts" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ searchParams }: Props) {
  const actor = await requireActor();
  const params = await searchParams;
  const trail = readTrail(params);
  const edited = firstParam(params, "edit");
  const zone = readFormZone(params, reportingZone());
  const [page, campaigns, found] = await Promise.all([
    listAnnotations(actor, trail.cursor ? { cursor: trail.cursor } : {}),
    listCampaigns(actor, { limit: 100 }),
    edited === undefined ? null : getAnnotation(actor, edited),
  ]);
  const notes = page.ok ? page.value : { data: [], nextCursor: null };
  const now = new Date();
  return (
    <>
      <PageTitle>Notes on the charts</PageTitle>
      <AnnotationsPage
        notes={notes.data.map((note) => ({ ...note, mayChange: mayChange(note, actor) }))}
        pages={neighbours(trail, notes.nextCursor)}
        edited={found?.ok && mayChange(found.value, actor) ? found.value : null}
        campaigns={campaigns.ok ? campaigns.value.data.map(({ key, name }) => ({ key, name })) : []}
        back={toOwnPath(firstParam(params, "back"))}
        zone={zone}
        now={now.toISOString()}
      />
    </>
  );
}
