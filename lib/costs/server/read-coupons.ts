import "server-only";
import type { Campaign } from "../../campaigns";
import { listCampaigns } from "../../campaigns/server";
import { countIssuedBetween, countIssuedInAll } from "../../coupons/server";
import { ok, type Result } from "../../kernel/result";
import { getSwitch } from "../../switch/server";
import { outlookOf, paceWindow } from "../campaign-pace";
import { sameTimeOfDay, startOfDay } from "../day";
import type { Overview, RunningCampaign } from "../overview-view";
import type { Scope } from "./scope";

const MINUTES = 10;
const TEN_MINUTES_MS = MINUTES * 60_000;
/** What the overview lists at most; the page of campaigns has them all. */
const MOST_CAMPAIGNS = 20;

const total = (counts: Map<string, number> | undefined) =>
  [...(counts?.values() ?? [])].reduce((sum, count) => sum + count, 0);
const rate = (counts: Map<string, number> | undefined) => total(counts) / MINUTES;

type Coupons = { coupons: Overview["coupons"]; campaigns: RunningCampaign[] };

async function listRunning({ actor }: Scope): Promise<Result<Campaign[]>> {
  const pages = await Promise.all(
    (["active", "paused"] as const).map((status) => listCampaigns(actor, { status, limit: MOST_CAMPAIGNS })),
  );
  const running: Campaign[] = [];
  for (const page of pages) {
    if (!page.ok) return page;
    running.push(...page.value.data);
  }
  return ok(running);
}

/**
 * Coupons a minute now, a week before and before the pause that stands, and where each running campaign is heading.
 * `firstLaunch` (milliseconds): when the first campaign went live; null when none did.
 */
export async function readCoupons(scope: Scope, firstLaunch: number | null): Promise<Result<Coupons>> {
  const { actor, now, today, view } = scope;
  const [running, state, inAll] = await Promise.all([
    listRunning(scope),
    getSwitch(actor),
    countIssuedInAll(actor),
  ]);
  if (!running.ok) return running;
  if (!state.ok) return state;
  if (!inAll.ok) return inAll;
  const weekBefore = sameTimeOfDay(now, -7, view.timeZone);
  const pausedAt = state.value.issuance === "paused" ? Date.parse(state.value.changedAt) : null;
  const lastTen = (to: number) => ({ from: new Date(to - TEN_MINUTES_MS), to: new Date(to) });
  const counted = await countIssuedBetween(actor, [
    lastTen(now),
    lastTen(weekBefore),
    { from: new Date(startOfDay(today, view.timeZone)), to: new Date(now) },
    lastTen(pausedAt ?? now),
    ...running.value.map((campaign) => paceWindow(campaign, new Date(now))),
  ]);
  if (!counted.ok) return counted;
  const [recent, before, sinceMidnight, beforePause, ...paces] = counted.value;
  return ok({
    coupons: {
      perMinute: rate(recent),
      weekBeforePerMinute: firstLaunch !== null && firstLaunch <= weekBefore ? rate(before) : null,
      today: total(sinceMidnight),
      inAll: inAll.value,
      pause:
        pausedAt === null
          ? null
          : { since: new Date(pausedAt).toISOString(), perMinuteBefore: rate(beforePause) },
    },
    campaigns: running.value.map((campaign, nth) => ({
      campaign,
      perMinute: (recent?.get(campaign.key) ?? 0) / MINUTES,
      outlook: outlookOf(campaign, paces[nth]?.get(campaign.key) ?? 0, new Date(now)),
    })),
  });
}
