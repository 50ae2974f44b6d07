import { z } from "zod";
import { aboutSchema } from "./overview-view";
import { daysMadeSchema } from "./user-distribution-view";

const count = z.int();

/** How many days of each user are compared. */
export const firstDaysCompared = [7, 30] as const;

export const comparedMeasures = ["active_days", "requests", "cost", "retained"] as const;
export type ComparedMeasure = (typeof comparedMeasures)[number];

/** Days, requests, micro-units (`cost`) or a share (`retained`), all of a mean user: estimates, so not whole. */
const measure = z.object({
  measure: z.enum(comparedMeasures),
  coupon: z.number(),
  organic: z.number(),
  difference: z.number(),
  low: z.number(),
  high: z.number(),
});
const group = z.object({
  users: count,
  /** What a user cost in these days, by nearest rank, those without a known cost at 0; null without users. */
  p50Micros: z.string().nullable(),
  p95Micros: z.string().nullable(),
});

export const couponComparisonSchema = z.object({
  about: aboutSchema,
  /** Full days that ended ninety minutes ago; null without any. */
  days: z.object({ from: z.iso.date(), to: z.iso.date() }).nullable(),
  progress: daysMadeSchema,
  /** One for each of 7 and 30 days; null until the days are worked out. */
  comparisons: z
    .array(
      z.object({
        days: count,
        /** First and last week of coming (Mondays) that have users of both groups whose days are over. */
        weeks: z.object({ from: z.iso.date(), to: z.iso.date(), count }).nullable(),
        coupon: group,
        organic: group,
        /** Empty when there are not enough users of both groups. */
        measures: z.array(measure),
      }),
    )
    .nullable(),
});
export type CouponComparison = z.infer<typeof couponComparisonSchema>;
export type Compared = NonNullable<CouponComparison["comparisons"]>[number];
