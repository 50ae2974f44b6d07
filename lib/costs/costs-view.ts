import { z } from "zod";
import {
  aboutSchema,
  chartSchema,
  forecastSchema,
  userCostFigureSchema,
  userCostSchema,
} from "./overview-view";
import { unitKinds } from "./unit-costs";

const instant = z.iso.datetime();
const day = z.iso.date();
/** Millionths of the reporting currency. */
const micros = z.string();
const count = z.int();

const rowFigures = {
  requests: count,
  /** By the index of `groups`; they add up to `micros`. */
  byGroup: z.array(micros),
  micros,
  unpricedRequests: count,
  unconvertedRequests: count,
};

export const dayRowSchema = z.object({
  day,
  start: instant,
  isCurrent: z.boolean(),
  /** Nothing is known of this day, and that is no zero: its figures are 0 in no sum. */
  isMissing: z.boolean(),
  activeUsers: count,
  newUsers: count,
  ...rowFigures,
  /** The day's share of the budget; null without one. */
  planMicros: micros.nullable(),
});
export type DayRow = z.infer<typeof dayRowSchema>;

export const unpricedModelSchema = z.object({
  model: z.string(),
  unpricedRequests: count,
  unconvertedRequests: count,
  /** First and last day of the range with such a request. */
  firstDay: day,
  lastDay: day,
});
export type UnpricedModel = z.infer<typeof unpricedModelSchema>;

export const unitRowSchema = z.object({
  kind: z.enum(unitKinds),
  micros: micros.nullable(),
  /** The same over as many days before; null where usage does not reach back, or there was none. */
  beforeMicros: micros.nullable(),
});
export type UnitRow = z.infer<typeof unitRowSchema>;

export const curveDaySchema = z.object({
  day,
  planMicros: micros.nullable(),
  /** null: not here yet, or nothing is known of it. */
  spentMicros: micros.nullable(),
  forecast: z.object({ micros, lowMicros: micros.nullable(), highMicros: micros.nullable() }).nullable(),
});
export type CurveDayView = z.infer<typeof curveDaySchema>;

export const costsReportSchema = z.object({
  about: aboutSchema,
  /** The three that cost most, and "other" for the rest; "not named" for usage without one. */
  groups: z.array(z.string()),
  rows: z.array(dayRowSchema),
  totals: z.object({
    ...rowFigures,
    /** Distinct over the range, not the sum of the rows. */
    activeUsers: count,
    newUsers: count,
    /** Shares of the days that have one; null when none has. */
    planMicros: micros.nullable(),
  }),
  /** Full days that have a share of a budget: what they were to cost and what they did. */
  againstPlan: z.object({ days: count, planMicros: micros, micros }).nullable(),
  /** Full days and those they are compared with; null when none is over, or not all that is compared with is known. */
  againstCompared: z
    .object({
      days: count,
      /** Of the days compared with. */ from: day,
      to: day,
      comparedMicros: micros,
      micros,
    })
    .nullable(),
  /** Spend over all days that the view is compared with; null when not all of it is known. */
  comparedMicros: micros.nullable(),
  /** The days of `againstCompared`, else all that the view is compared with. */
  comparedWords: z.string().nullable(),
  forecast: forecastSchema,
  /** The month day by day, everything added up from its first day on. */
  curve: z.array(curveDaySchema),
  userCost: userCostFigureSchema,
  /** As of each full day of the range. */
  userCostByDay: z.array(z.object({ day, cost: userCostSchema })),
  unpriced: z.object({
    requests: count,
    unconvertedRequests: count,
    models: z.array(unpricedModelSchema),
  }),
  units: z.object({
    days: count,
    from: day.nullable(),
    to: day.nullable(),
    beforeFrom: day.nullable(),
    beforeTo: day.nullable(),
    rows: z.array(unitRowSchema),
  }),
  chart: chartSchema,
});
export type CostsReport = z.infer<typeof costsReportSchema>;
