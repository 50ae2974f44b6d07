import type { Campaign } from "./campaign-view";
import { mostDiscount } from "./describe";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Counted = Pick<Campaign, "issued" | "limits">;
type Priced = Pick<Campaign, "discount" | "limits" | "discountSpent" | "discountOpen">;
type Timed = Pick<Campaign, "startsAt" | "endsAt" | "launchedAt" | "createdAt">;
type Running = Counted & Timed & Pick<Campaign, "status">;

/** Share of the coupons that are issued, 0–1; undefined without a limit. */
export function couponBurn({ issued, limits }: Counted): number | undefined {
  return limits.coupons === undefined ? undefined : issued / limits.coupons;
}

/**
 * Discounts that stand, and those that coupons still open may cause, as shares (0–1) of the most that all can come to
 * (minor units); undefined when nothing bounds them.
 */
export function discountBurn(campaign: Priced): { spent: number; open: number; most: number } | undefined {
  const most = mostDiscount(campaign);
  if (!most) return undefined;
  return { spent: campaign.discountSpent / most, open: campaign.discountOpen / most, most };
}

/**
 * Of the limit on all costs, as shares (0–1): what discounts and metered usage take, and what is still expected; undefined
 * without that limit. More than 1 when usage cost more than was expected.
 */
export function costBurn({ costs }: Pick<Campaign, "costs">): { used: number; expected: number } | undefined {
  if (!costs) return undefined;
  const share = (micros: bigint) => Number(micros) / Number(costs.limitMicros);
  const used = BigInt(costs.discountMicros) + BigInt(costs.meteredMicros);
  return { used: share(used), expected: share(BigInt(costs.committedMicros) - used) };
}

/** When issuing began: the later of launch and start; undefined before. */
function began({ startsAt, launchedAt }: Timed, now: Date): number | undefined {
  if (!launchedAt) return undefined;
  const at = Math.max(Date.parse(launchedAt), startsAt ? Date.parse(startsAt) : 0);
  return at <= now.getTime() ? at : undefined;
}

/** How much of its time has passed, in days and as a share (0–1); undefined without an end or before it began. */
export function timeUsed(
  campaign: Timed,
  now: Date,
): { share: number; passedDays: number; days: number } | undefined {
  const from = began(campaign, now);
  if (from === undefined || !campaign.endsAt) return undefined;
  const to = Date.parse(campaign.endsAt);
  if (to <= from) return undefined;
  const passed = Math.min(now.getTime(), to) - from;
  return { share: passed / (to - from), passedDays: passed / DAY_MS, days: (to - from) / DAY_MS };
}

/**
 * When the last coupon goes if issuing keeps the pace that it has had since it began, pauses counted in (a straight
 * line, no forecast); undefined unless it is active, has a limit and coupons left, and has run for an hour.
 */
export function projectRunOut(campaign: Running, now: Date): { at: string; perDay: number } | undefined {
  const from = began(campaign, now);
  const { coupons } = campaign.limits;
  if (campaign.status !== "active" || coupons === undefined || from === undefined) return undefined;
  const left = coupons - campaign.issued;
  const passed = now.getTime() - from;
  if (left <= 0 || campaign.issued === 0 || passed < HOUR_MS) return undefined;
  const at = now.getTime() + (left * passed) / campaign.issued;
  // Date ends in the year 275760
  if (at > 8.64e15) return undefined;
  return { at: new Date(at).toISOString(), perDay: (campaign.issued * DAY_MS) / passed };
}
