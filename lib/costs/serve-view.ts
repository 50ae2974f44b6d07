import { z } from "zod";
import {
  type Campaign,
  campaignSchema,
  type ServeForecast,
  serveBasisWords,
  serveCostOf,
} from "../campaigns";

const micros = z.string();

/** What a campaign is expected to cost to serve, in micro-units of the reporting currency; null where it is not known. */
export const costToServeSchema = z.object({
  campaign: z.string(),
  currency: z.string().nullable(),
  /** For how many days each coupon user is counted. */
  horizonDays: z.int(),
  /** Inference of one coupon user: the mean of users like them and its 90 % interval. */
  expectedPerCouponMicros: micros.nullable(),
  lowMicros: micros.nullable(),
  highMicros: micros.nullable(),
  /** The most coupons that the limits allow; null: no end of them, and then no total either. */
  coupons: z.int().nullable(),
  totalMicros: micros.nullable(),
  totalLowMicros: micros.nullable(),
  totalHighMicros: micros.nullable(),
  /** Whose cost it rests on. */
  restsOn: z.object({ users: z.int(), from: z.string(), to: z.string() }).nullable(),
  /** Requests of theirs without a price, which are in no figure here. */
  unpricedRequests: z.int(),
  /** What counts for issuing where limits.costToServe is set. */
  budget: campaignSchema.shape.costs.unwrap().nullable(),
  /** In words: what it rests on, or what it takes. */
  detail: z.string(),
});
export type CostToServe = z.infer<typeof costToServeSchema>;

/** The forecast of one campaign. */
export function toCostToServe(campaign: Campaign, forecast: ServeForecast | null): CostToServe {
  const cost = serveCostOf(campaign, forecast);
  const perCoupon = cost.known ? cost.perCoupon : null;
  const total = cost.known ? cost.total : null;
  const text = (amount: bigint | undefined) => (amount === undefined ? null : String(amount));
  const { restsOn } = forecast ?? {};
  return {
    campaign: campaign.key,
    currency: forecast?.currency ?? null,
    horizonDays: cost.horizonDays,
    expectedPerCouponMicros: text(perCoupon?.micros),
    lowMicros: text(perCoupon?.lowMicros),
    highMicros: text(perCoupon?.highMicros),
    coupons: cost.known ? cost.coupons : null,
    totalMicros: text(total?.micros),
    totalLowMicros: text(total?.lowMicros),
    totalHighMicros: text(total?.highMicros),
    restsOn: cost.known && restsOn ? { users: restsOn.users, from: restsOn.from, to: restsOn.to } : null,
    unpricedRequests: forecast?.unpricedRequests ?? 0,
    budget: campaign.costs ?? null,
    detail: serveBasisWords(cost, forecast),
  };
}
