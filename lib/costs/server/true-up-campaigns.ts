import "server-only";
import type pg from "pg";
import { remainingMicros, serveDays } from "../../campaigns";
import { loadServeBasis, type ServeBasis } from "../../campaigns/server";
import { pool } from "../../platform/db";
import { getLateVersion, getUsagePulse } from "../../usage/server";
import { listServedCampaigns, type Metered, readCouponUsers, type ServedCampaign } from "./true-up-queries";
import { saveTrueUp } from "./true-up-store";

/** Days pass without usage too: what is still expected falls with them. */
const ANYWAY_MS = 60_000;
/** A reading that takes long is not begun again at once: the database has other work. */
const REST = 10;

/** What is known of one campaign: its usage up to some hours ago, and what would have it read again. */
type Known = {
  /** The days that the sum holds for, and the version of everything late in it. */
  key: string;
  late: string;
  settledTo: Date;
  settled: Metered;
  pulse: string;
  restUntil: number;
};
const unread = { key: "", late: "", settledTo: new Date(0), settled: { micros: 0n, unpriced: 0 } };
const known = new WeakMap<pg.Pool, Map<string, Known>>();

function knownHere(): Map<string, Known> {
  const here = known.get(pool()) ?? new Map<string, Known>();
  known.set(pool(), here);
  return here;
}

const plus = (a: Metered, b: Metered): Metered => ({
  micros: a.micros + b.micros,
  unpriced: a.unpriced + b.unpriced,
});

const nothing: Metered = { micros: 0n, unpriced: 0 };

/** All usage of a campaign's coupon users: what is settled is read once, as long as nothing late comes. */
async function readUsers(campaign: ServedCampaign, days: number, late: string, before: Known | undefined) {
  const key = String(days);
  const holds = before?.key === key && before.late === late ? before : undefined;
  const now = await readCouponUsers(campaign.id, days, holds?.settledTo ?? null);
  const until = holds?.settled ?? nothing;
  return {
    now,
    metered: plus(until, now.metered),
    kept: { key, late, settled: plus(until, now.settled), settledTo: now.settledTo },
  };
}

/** One campaign, by usage up to now. */
async function trueUp(
  campaign: ServedCampaign,
  { forecast, rates }: ServeBasis,
  late: string,
  before: Known | undefined,
): Promise<Omit<Known, "pulse" | "restUntil">> {
  const at = (time: Date | null) => time?.toISOString();
  const days = serveDays({
    couponValidHours: campaign.couponValidHours ?? undefined,
    startsAt: at(campaign.startsAt),
    endsAt: at(campaign.endsAt),
    launchedAt: at(campaign.launchedAt),
  });
  const { now, metered, kept } = await readUsers(campaign, days, late, before);
  const curve = (forecast?.days ?? []).map(({ micros }) => BigInt(micros));
  const expectedMicros = campaign.statedMicros ?? curve[days - 1] ?? campaign.expectedMicros;
  const rate = campaign.currency === null ? undefined : rates[campaign.currency];
  await saveTrueUp({
    campaignId: campaign.id,
    termsVersion: campaign.termsVersion,
    at: now.at,
    counted: now.issued,
    expectedMicros,
    rate: rate === undefined ? campaign.rate : BigInt(rate),
    meteredMicros: metered.micros,
    remainingMicros: remainingMicros(now.ages, expectedMicros, days, curve),
    unpriced: metered.unpriced,
  });
  return kept;
}

/**
 * Holds what campaigns may cost against what usage tells: for the worker, every few seconds. A campaign is read when usage or
 * its coupons moved, and once a minute; one without the limit costs nothing. Any number of workers may do it.
 */
export async function trueUpCampaigns(now: Date = new Date()): Promise<void> {
  const served = await listServedCampaigns();
  const here = knownHere();
  for (const id of here.keys()) if (!served.some((one) => one.id === id)) here.delete(id);
  if (served.length === 0) return;
  // before anything is read: what moves meanwhile is read again
  const [usage, late, basis] = await Promise.all([getUsagePulse(), getLateVersion(), loadServeBasis()]);
  let failed: unknown;
  const minute = Math.floor(now.getTime() / ANYWAY_MS);
  for (const { seen, ...campaign } of served) {
    const pulse = [usage, seen, basis.learnedAt?.getTime(), minute].join(" ");
    const before = here.get(campaign.id);
    if (before && (before.pulse === pulse || now.getTime() < before.restUntil)) continue;
    const began = Date.now();
    const rest = () => now.getTime() + REST * (Date.now() - began);
    try {
      const kept = await trueUp(campaign, basis, late, before);
      here.set(campaign.id, { ...kept, pulse, restUntil: rest() });
    } catch (error) {
      // the others are not held up by one
      here.set(campaign.id, {
        ...(before ?? unread),
        pulse: "",
        restUntil: Math.max(rest(), now.getTime() + ANYWAY_MS),
      });
      failed ??= error;
    }
  }
  if (failed) throw failed;
}
