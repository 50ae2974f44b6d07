import type { Campaign, Exhaustion } from "../campaigns";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Where a campaign is heading. */
export type CampaignOutlook =
  | { kind: "paused" }
  | { kind: "exhausted"; by: Exhaustion }
  /** All coupons, or all the money, gone at `at`; `beforeEndMs` before its end, null when it has none. */
  | { kind: "runs_out"; at: string; by: "coupons" | "budget"; beforeEndMs: number | null }
  /** Over at its end, with about so many coupons left; null without a limit or a pace. */
  | { kind: "ends"; at: string; leftOver: number | null }
  | { kind: "open" };

/** The stretch that the pace is taken from: the last 24 hours, or since the launch. */
export function paceWindow(
  { launchedAt }: Pick<Campaign, "launchedAt">,
  now: Date,
): { from: Date; to: Date } {
  const launched = launchedAt ? Date.parse(launchedAt) : now.getTime();
  return { from: new Date(Math.min(now.getTime(), Math.max(launched, now.getTime() - DAY_MS))), to: now };
}

type Heading = Pick<
  Campaign,
  | "status"
  | "exhaustedBy"
  | "issued"
  | "limits"
  | "launchedAt"
  | "endsAt"
  | "discount"
  | "discountSpent"
  | "discountOpen"
>;

/** How many coupons are left: of the count, and of the money at what a coupon has come to hold so far. */
function leftOf({ limits, issued, discount, discountSpent, discountOpen }: Heading) {
  const byCount =
    limits.coupons === undefined ? Number.POSITIVE_INFINITY : Math.max(0, limits.coupons - issued);
  const held = discountSpent + discountOpen;
  if (limits.discount === undefined || discount.currency === undefined || issued === 0 || held === 0)
    return { left: byCount, by: "coupons" as const };
  const byMoney = Math.max(0, limits.discount - held) / (held / issued);
  return byMoney < byCount
    ? { left: byMoney, by: "budget" as const }
    : { left: byCount, by: "coupons" as const };
}

/**
 * Where it ends if it goes on as in its pace window (a straight line). `issuedInWindow`: coupons issued in it. With less
 * than an hour, or without a coupon, there is no pace to go by.
 */
export function outlookOf(campaign: Heading, issuedInWindow: number, now: Date): CampaignOutlook {
  if (campaign.status === "paused") return { kind: "paused" };
  if (campaign.exhaustedBy) return { kind: "exhausted", by: campaign.exhaustedBy };
  const { from, to } = paceWindow(campaign, now);
  const ran = to.getTime() - from.getTime();
  const { left, by } = leftOf(campaign);
  const hasPace = ran >= HOUR_MS && issuedInWindow > 0 && Number.isFinite(left);
  const runsOut = hasPace ? now.getTime() + (left * ran) / issuedInWindow : Number.POSITIVE_INFINITY;
  const ends = campaign.endsAt ? Date.parse(campaign.endsAt) : null;
  // Date ends in the year 275760
  if (runsOut <= (ends ?? 8.64e15)) {
    const beforeEndMs = ends === null ? null : ends - runsOut;
    return { kind: "runs_out", at: new Date(runsOut).toISOString(), by, beforeEndMs };
  }
  if (ends === null || !campaign.endsAt) return { kind: "open" };
  const until = Math.max(0, ends - now.getTime());
  const leftOver = hasPace ? Math.max(0, Math.round(left - (until * issuedInWindow) / ran)) : null;
  return { kind: "ends", at: campaign.endsAt, leftOver };
}
