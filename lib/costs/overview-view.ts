import { z } from "zod";
import { campaignSchema, exhaustions } from "../campaigns";
import { groupings } from "../usage";
import { comparisons, rangeDays } from "./view";

const instant = z.iso.datetime();
const day = z.iso.date();
/** Millionths of the reporting currency. */
const micros = z.string();
const count = z.int();

export const viewSchema = z.object({
  from: day,
  to: day,
  range: z.literal([...rangeDays]).nullable(),
  compare: z.enum(comparisons),
  source: z.string(),
  timeZone: z.string(),
  groupBy: z.enum(groupings),
});

/** What every figure of an answer carries: when, on which clock, in which money, from whom. */
export const aboutSchema = z.object({
  view: viewSchema,
  /** Today on the clock of the view. */
  today: day,
  asOf: instant,
  timeZone: z.string(),
  currency: z.string(),
  /** The sources that the figures are from: one, all, or all but the demo. */
  sources: z.object({
    chosen: z.enum(["one", "all", "without_demo"]),
    /** In words: "chatbot", "all sources". */
    words: z.string(),
    names: z.array(z.string()),
    /** The same as a filter of GET /api/v1/usage.csv. */
    filter: z.object({ source: z.string().optional(), exceptSource: z.string().optional() }),
  }),
  /** The first and the last event of these sources; null before the first: then nothing is connected yet. */
  firstEventAt: instant.nullable(),
  lastEventAt: instant.nullable(),
});
export type About = z.infer<typeof aboutSchema>;

export const baselineSchema = z.object({ from: day, to: day, launch: z.string().nullable() });

/** What one more user costs, or why that cannot be told. */
export const userCostSchema = z.discriminatedUnion("known", [
  z.object({
    known: z.literal(true),
    micros,
    lowMicros: micros,
    highMicros: micros,
    from: day,
    to: day,
    baseline: baselineSchema,
    moreUsers: count,
    moreSpendMicros: micros,
    moreDiscountMicros: micros,
  }),
  z.object({
    known: z.literal(false),
    reason: z.enum(["too_few_days", "no_more_users", "too_few_users", "too_uncertain"]),
    detail: z.string(),
  }),
]);
export type UserCostView = z.infer<typeof userCostSchema>;

export const userCostFigureSchema = z.object({
  cost: userCostSchema,
  /** As of the day before; null when it could not be told then. */
  dayBeforeMicros: micros.nullable(),
  targetMicros: micros.nullable(),
  /** Discounts that no exchange rate was known for: in no figure. Minor units. */
  unconvertedDiscounts: z.array(z.object({ currency: z.string(), amount: z.string(), redemptions: count })),
});
export type UserCostFigure = z.infer<typeof userCostFigureSchema>;

/** Where eight of ten lie, and how often such an interval held when it was tried on the past; or why there is none. */
export const forecastIntervalSchema = z.discriminatedUnion("known", [
  z.object({
    known: z.literal(true),
    percent: count,
    lowMicros: micros,
    highMicros: micros,
    tested: count,
    held: count,
  }),
  z.object({ known: z.literal(false), detail: z.string() }),
]);

export const forecastSchema = z.discriminatedUnion("known", [
  z.object({
    known: z.literal(true),
    month: z.string(),
    micros,
    interval: forecastIntervalSchema,
    soFarMicros: micros,
    paceDays: count,
    perDayMicros: micros,
    daysLeft: count,
    budgetMicros: micros.nullable(),
  }),
  z.object({
    known: z.literal(false),
    month: z.string(),
    soFarMicros: micros,
    detail: z.string(),
    budgetMicros: micros.nullable(),
  }),
]);
export type ForecastView = z.infer<typeof forecastSchema>;

/** Spend in the last sixty minutes, and the median of the same hour of the last seven days. */
export const hourSchema = z.object({ micros, usualMicros: micros.nullable(), days: count });

const users = z.object({
  active: count,
  new: count,
  retained: count,
  returned: count,
  /** null until the bucket is over. */
  churned: count.nullable(),
});

/** null is missing: a day before the first event, or a full one after the last. A zero is a zero. */
export const bucketSchema = z.object({
  start: instant,
  label: z.string(),
  isCurrent: z.boolean(),
  users: users.nullable(),
  spend: z.array(z.object({ model: z.string(), micros })).nullable(),
});
export type ChartBucket = z.infer<typeof bucketSchema>;

export const markerSchema = z.object({
  kind: z.enum(["launch", "end", "pause", "price", "annotation", "anomaly"]),
  from: instant,
  to: instant.nullable().optional(),
  label: z.string(),
  detail: z.string(),
});
export type Marker = z.infer<typeof markerSchema>;

export const chartSchema = z.object({
  buckets: z.array(bucketSchema),
  comparison: z.array(bucketSchema).nullable(),
  comparisonLabel: z.string().nullable(),
  markers: z.array(markerSchema),
});

const outlook = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("paused") }),
  z.object({ kind: z.literal("exhausted"), by: z.enum(exhaustions) }),
  z.object({
    kind: z.literal("runs_out"),
    at: instant,
    by: z.enum(["coupons", "budget"]),
    beforeEndMs: z.number().nullable(),
  }),
  z.object({ kind: z.literal("ends"), at: instant, leftOver: count.nullable() }),
  z.object({ kind: z.literal("open") }),
]);

export const runningCampaignSchema = z.object({
  campaign: campaignSchema,
  /** Over the last ten minutes. */
  perMinute: z.number(),
  outlook,
});
export type RunningCampaign = z.infer<typeof runningCampaignSchema>;

export const overviewSchema = z.object({
  about: aboutSchema,
  spendToday: z.object({
    micros,
    /** Today's share of the month's budget; null without a budget. */
    budgetMicros: micros.nullable(),
    /** The same weekday a week before, by the same time of day; null where usage does not reach back. */
    weekBefore: z.object({ day, micros }).nullable(),
    hour: hourSchema,
    unpricedRequests: count,
    unconvertedRequests: count,
  }),
  usersToday: z.object({
    newUsers: count,
    returnedUsers: count,
    retainedUsers: count,
    activeUsers: count,
    weekBefore: z.object({ day, newUsers: count, activeUsers: count }).nullable(),
  }),
  userCost: userCostFigureSchema,
  coupons: z.object({
    /** Over the last ten minutes. */
    perMinute: z.number(),
    /** In the ten minutes before the same time a week before; null when no campaign had begun by then. */
    weekBeforePerMinute: z.number().nullable(),
    today: count,
    inAll: count,
    /** The pause that stands, and the rate in the ten minutes before it. */
    pause: z.object({ since: instant, perMinuteBefore: z.number() }).nullable(),
  }),
  forecast: forecastSchema,
  chart: chartSchema,
  campaigns: z.array(runningCampaignSchema),
});
export type Overview = z.infer<typeof overviewSchema>;

/** Spend in the last hour, and where the month ends. */
export const spendPaceSchema = z.object({ about: aboutSchema, hour: hourSchema, forecast: forecastSchema });
export type SpendPaceView = z.infer<typeof spendPaceSchema>;
