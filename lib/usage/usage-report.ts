import { z } from "zod";
import { ok, type Result, refuse } from "../kernel/result";
import { isTimeZone } from "../kernel/time-zone";
import { earlierBucket, floorToBucket, type Interval, intervals, listBuckets, nextBucket } from "./calendar";

/** A year of hours fits. */
export const MOST_REPORT_BUCKETS = 10_000;
export const groupings = ["model", "campaign", "region", "source", "provider", "serviceTier"] as const;
export type Grouping = (typeof groupings)[number];

const instant = z
  .string("must be a time such as 2026-11-27T00:00:00Z")
  // a + that was not encoded in the address arrives as a space
  .transform((value) => value.replace(/ (\d\d:\d\d)$/, "+$1"))
  .pipe(z.iso.datetime({ offset: true, message: "must be a time such as 2026-11-27T00:00:00Z" }))
  .transform((value) => new Date(value).toISOString())
  .refine((value) => value >= "1999-12" && value < "2101-02", "must lie between the years 2000 and 2100");
/** Given and empty is the same as not given. */
const filter = z
  .string()
  .max(400, "is too long")
  .transform((value) => value || undefined)
  .optional();

/** Query of GET /api/v1/usage. */
export const usageQuery = z.strictObject({
  from: instant,
  to: instant,
  interval: z.enum(intervals, { message: `must be one of ${intervals.join(", ")}` }).default("day"),
  timeZone: z.string().refine(isTimeZone, "must be a time zone such as Asia/Shanghai").optional(),
  groupBy: z.enum(groupings, { message: `must be one of ${groupings.join(", ")}` }).optional(),
  source: filter,
  model: filter,
  campaign: filter,
  region: filter,
  provider: filter,
  serviceTier: filter,
});
export type UsageQuery = z.output<typeof usageQuery> & {
  /** For screens: every source but this one. */
  exceptSource?: string | undefined;
};

const count = z.int();
const figures = z.object({
  requests: count,
  inputTokens: count,
  outputTokens: count,
  cachedInputTokens: count,
  reasoningTokens: count,
  gpuSeconds: z.number(),
  /** Micro-units of `currency`; what is unpriced or unconverted is not in it. */
  costMicros: z.string(),
  unpricedRequests: count,
  unconvertedRequests: count,
  activeUsers: count,
  newUsers: count,
  retainedUsers: count,
  returnedUsers: count,
  churnedUsers: count,
});
export type UsageFigures = z.infer<typeof figures>;

const group = z.string().nullable().optional();
const row = z.object({
  start: z.iso.datetime(),
  model: group,
  campaign: group,
  region: group,
  source: group,
  provider: group,
  serviceTier: group,
  ...figures.shape,
});
export type UsageRow = z.infer<typeof row>;

/**
 * Rows in the order of time, then of the group's name (null = none). A bucket in which nothing happened, and to which
 * nobody was lost, has no row. `totals` take the whole range as one bucket: users are distinct over it, and the bucket
 * before it is the stretch of as many buckets just before.
 */
export const usageReportSchema = z.object({
  data: z.array(row),
  totals: figures,
  timeZone: z.string(),
  currency: z.string(),
  asOf: z.iso.datetime(),
});
export type UsageReport = z.infer<typeof usageReportSchema>;

/** All in milliseconds since 1970. */
export type ReportRange = {
  /** Starts of the buckets, and the end of the last. */
  edges: number[];
  /** Start of the bucket before the range. */
  bucketBefore: number;
  /** Start of the stretch of as many buckets before the range. */
  periodBefore: number;
};

function refuseEdge(field: "from" | "to", at: number, interval: Interval, zone: string) {
  const start = floorToBucket(at, interval, zone);
  const next = nextBucket(start, interval, zone);
  const detail = `cuts a ${interval} of ${zone}; take ${new Date(start).toISOString()} or ${new Date(next).toISOString()}`;
  return refuse("invalid_request", `query.${field}: ${detail}.`, [{ pointer: `#/query/${field}`, detail }]);
}

/** The buckets of a range, or 422 when an edge cuts one, nothing lies between, or they are too many. */
export function decideRange(from: number, to: number, interval: Interval, zone: string): Result<ReportRange> {
  if (from >= to) {
    const detail = "must be after from";
    return refuse("invalid_request", `query.to: ${detail}.`, [{ pointer: "#/query/to", detail }]);
  }
  if (floorToBucket(from, interval, zone) !== from) return refuseEdge("from", from, interval, zone);
  if (floorToBucket(to, interval, zone) !== to) return refuseEdge("to", to, interval, zone);
  const edges = listBuckets(from, to, interval, zone, MOST_REPORT_BUCKETS);
  if (!edges) {
    const detail = `gives more than ${MOST_REPORT_BUCKETS} buckets; take a longer one or a shorter range`;
    return refuse("invalid_request", `query.interval: ${detail}.`, [{ pointer: "#/query/interval", detail }]);
  }
  const bucketBefore = earlierBucket(from, interval, zone);
  const periodBefore = earlierBucket(bucketBefore, interval, zone, edges.length - 2);
  return ok({ edges, bucketBefore, periodBefore });
}
