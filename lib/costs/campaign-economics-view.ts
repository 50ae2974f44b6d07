import { z } from "zod";
import { aboutSchema } from "./overview-view";
import { PAYBACK_DAYS } from "./payback";
import { daysMadeSchema } from "./user-distribution-view";
import { type View, viewFields } from "./view";

const micros = z.string();
const count = z.int();

/** Days that users of campaigns are looked at: a payback within PAYBACK_DAYS can be seen. */
export const ECONOMICS_DAYS = PAYBACK_DAYS + 2;
/** The first days of a user, of which cost to serve is told by itself. */
export const FIRST_DAYS = 30;

/** Query of the figures of users over the last days: whose, and on which clock. */
export const economicsQuery = z.strictObject({
  source: viewFields.source.optional(),
  timeZone: viewFields.timeZone.optional(),
});
export type EconomicsQuery = z.output<typeof economicsQuery>;

export const paybackSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("day"), age: count }),
  z.object({ kind: z.literal("at_pace"), age: count }),
  z.object({ kind: z.literal("not_within") }),
  z.object({ kind: z.literal("unknown"), detail: z.string() }),
]);

export const campaignEconomicsRowSchema = z.object({
  campaign: z.string(),
  name: z.string(),
  /** It gave coupons before the days that are looked at; only users who came in them are here. */
  startedBefore: z.boolean(),
  hasHoldout: z.boolean(),
  /** Users by their first coupon (first redemption of a shared code), and those who redeemed. */
  users: count,
  redeemed: count,
  /** Those of them seen on that day or later, and never before. */
  newUsers: count,
  /** Discounts of these users' redemptions that stand. */
  acquireMicros: micros,
  /** Inference of these users from the day they came on, with whatever they use. */
  serveMicros: micros,
  /** The same of the first FIRST_DAYS days, the day itself among them. */
  serveFirstMicros: micros,
  /** Users whose first FIRST_DAYS days are over, and what they cost in them. */
  firstOver: z.object({ users: count, micros }),
  /** A user: half up. null without users. */
  each: z.object({ acquireMicros: micros, serveMicros: micros, totalMicros: micros }).nullable(),
  perNewUserMicros: micros.nullable(),
  /** null: no revenue is given for all its days. */
  payback: paybackSchema.nullable(),
  /** By week of coming (its Monday), as far as there are enough users. */
  weeks: z.array(z.object({ week: z.iso.date(), users: count, payback: paybackSchema.nullable() })),
  /** A mean user up to each age, everything added up. */
  curve: z.array(
    z.object({
      age: count,
      users: count,
      activeShare: z.number(),
      serveMicros: micros,
      revenueMicros: micros.nullable(),
    }),
  ),
});
export type CampaignEconomicsRow = z.infer<typeof campaignEconomicsRowSchema>;

export const campaignEconomicsSchema = z.object({
  about: aboutSchema,
  /** Full days that ended ninety minutes ago; null without any. */
  days: z.object({ from: z.iso.date(), to: z.iso.date() }).nullable(),
  progress: daysMadeSchema,
  /** The campaign with most users first; null until the days are worked out. */
  campaigns: z.array(campaignEconomicsRowSchema).nullable(),
  /** Discounts without a rate, in no figure. Minor units. */
  unconverted: z.array(z.object({ currency: z.string(), amount: z.string(), redemptions: count })),
  /** Requests of users without a price in these days, in no cost. */
  unpricedRequests: count,
});
export type CampaignEconomics = z.infer<typeof campaignEconomicsSchema>;

/** Where the figures come from, for the screen that fills them in. */
export function toEconomicsUrl(
  path: "campaign-economics" | "coupon-comparison",
  { source, timeZone }: View,
): string {
  return `/api/v1/${path}?${new URLSearchParams({ timeZone, ...(source ? { source } : {}) })}`;
}
