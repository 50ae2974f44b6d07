import { z } from "zod";
import type { Campaign } from "./campaign-view";

/** Nobody looks further ahead than this, however long a campaign or a coupon lasts. */
export const MOST_SERVE_DAYS = 30;

const micros = z.string();

/** What one user costs in inference from the first request on, as learned from users of the past. */
export const serveForecastSchema = z.object({
  /** The reporting currency, in which the micro-units are. */
  currency: z.string(),
  /** The nth: over the first n + 1 days; as many as the past tells, at most 30. 90 % interval of the mean. */
  days: z.array(z.object({ micros, lowMicros: micros, highMicros: micros })),
  /** Whose cost it is: new users of these days (first and last); null without any. */
  restsOn: z.object({ users: z.int(), from: z.string(), to: z.string(), words: z.string() }).nullable(),
  /** Requests of theirs without a price, which are in no figure here. */
  unpricedRequests: z.int(),
  /** Full days of usage that there are, and how many it takes for the first days, the nth for n + 1. */
  usageDays: z.int(),
  needed: z.array(z.int()),
});
export type ServeForecast = z.infer<typeof serveForecastSchema>;

type Lasting = Pick<Campaign, "couponValidHours" | "startsAt" | "endsAt"> & {
  launchedAt?: string | undefined;
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * For how many days a coupon user is counted: as long as a coupon lasts (its own validity, else the campaign's length
 * when both its ends are known), rounded up; 30 days at most.
 */
export function serveDays({ couponValidHours, startsAt, endsAt, launchedAt }: Lasting): number {
  const from = startsAt ?? launchedAt;
  const lasts =
    couponValidHours !== undefined
      ? couponValidHours * HOUR_MS
      : from && endsAt
        ? Date.parse(endsAt) - Date.parse(from)
        : Number.POSITIVE_INFINITY;
  return Math.min(MOST_SERVE_DAYS, Math.max(1, Math.ceil(lasts / DAY_MS)));
}

type Counted = Pick<Campaign, "discount" | "limits">;

/** How many coupons there can be at most: by their number, and by what the discount budget holds; undefined: no end. */
export function mostCoupons({ discount, limits }: Counted): number | undefined {
  const each =
    discount.kind === "amount_off"
      ? discount.value
      : discount.kind === "percent_off"
        ? discount.maxAmount
        : undefined;
  const byMoney =
    limits.discount === undefined || each === undefined ? undefined : Math.floor(limits.discount / each);
  if (limits.coupons === undefined) return byMoney;
  return byMoney === undefined ? limits.coupons : Math.min(limits.coupons, byMoney);
}

/** A mean with its 90 % interval, micro-units. */
export type ServeAmount = { micros: bigint; lowMicros: bigint; highMicros: bigint };

export type ServeCost =
  | {
      known: true;
      horizonDays: number;
      perCoupon: ServeAmount;
      coupons: number | null;
      total: ServeAmount | null;
    }
  | { known: false; horizonDays: number; detail: string };

const number = new Intl.NumberFormat("en");

/** What a campaign will cost to serve: of each coupon, and of all when there is an end of them. */
export function serveCostOf(campaign: Counted & Lasting, forecast: ServeForecast | null): ServeCost {
  const horizonDays = serveDays(campaign);
  if (!forecast) {
    return {
      known: false,
      horizonDays,
      detail: "What users cost is being learned from usage; look again in a moment.",
    };
  }
  const day = forecast.days[horizonDays - 1];
  if (!day) return { known: false, horizonDays, detail: tooLittle(forecast, horizonDays) };
  const perCoupon = {
    micros: BigInt(day.micros),
    lowMicros: BigInt(day.lowMicros),
    highMicros: BigInt(day.highMicros),
  };
  const coupons = mostCoupons(campaign);
  if (coupons === undefined) return { known: true, horizonDays, perCoupon, coupons: null, total: null };
  const times = BigInt(coupons);
  const total = {
    micros: perCoupon.micros * times,
    lowMicros: perCoupon.lowMicros * times,
    highMicros: perCoupon.highMicros * times,
  };
  return { known: true, horizonDays, perCoupon, coupons, total };
}

function tooLittle({ usageDays, needed, unpricedRequests }: ServeForecast, horizonDays: number): string {
  const over = `what a user costs over ${horizonDays === 1 ? "a day" : `${horizonDays} days`}`;
  const takes = needed[horizonDays - 1] ?? 0;
  if (usageDays < takes) {
    const there = usageDays === 1 ? "there is 1" : `there are ${number.format(usageDays)}`;
    return `Not enough data to say ${over}: it takes ${takes} full days of usage; ${there}.`;
  }
  const priced = unpricedRequests > 0 ? " whose requests have a price" : "";
  return `Not enough data to say ${over}: it takes new users${priced} on seven days, a hundred in all.`;
}
