import { z } from "zod";
import { watchedFigures } from "./anomaly";
import { causeDimensions, splitParts } from "./anomaly-cause";
import { aboutSchema } from "./overview-view";

const day = z.iso.date();
const instant = z.iso.datetime();
/** Micro-units for spend, a count for requests and new users; decimal strings in both. */
const amount = z.string();

export const anomalousFigureSchema = z.object({
  figure: z.enum(watchedFigures),
  actual: amount,
  expected: amount,
  /** What would still have been usual. */
  low: amount,
  high: amount,
  difference: amount,
  /** Of what was expected, in percent; null when that was nothing. */
  percent: z.number().nullable(),
  /** Robust spreads off the middle. */
  score: z.number(),
  /** Against the same weekday of the weeks before, or all days before while there are too few weeks. */
  basis: z.enum(["weekday", "days"]),
});
export type AnomalousFigure = z.infer<typeof anomalousFigureSchema>;

export const anomalySchema = z.object({
  day,
  /** Judged up to here, against the same hours of the days before; null: the whole day. */
  until: instant.nullable(),
  /** Spend first, where it is among them. */
  figures: z.array(anomalousFigureSchema).min(1),
  /** What carries most of the first figure's difference; null: it is spread as usual, or it is about users. */
  cause: z
    .object({
      parts: z.array(z.object({ dimension: z.enum(causeDimensions), value: z.string() })),
      difference: amount,
      share: z.number(),
    })
    .nullable(),
  /** The difference of spend, in the order in which it is split; the parts add up to it. */
  split: z.array(z.object({ part: z.enum(splitParts), micros: z.string() })),
  unpricedRequests: z.int(),
});
export type Anomaly = z.infer<typeof anomalySchema>;

export const anomaliesSchema = z.object({
  about: aboutSchema,
  /** The latest first. */
  data: z.array(anomalySchema),
  /** Days that were judged, and days with too few days before them to be. */
  judgedDays: z.int(),
  unjudgedDays: z.int(),
  /** Why some or all were not judged; null when all were. */
  detail: z.string().nullable(),
});
export type AnomaliesView = z.infer<typeof anomaliesSchema>;

/** As many as are told at once. */
export const MOST_ANOMALIES = 12;
