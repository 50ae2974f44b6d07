import "server-only";
import type pg from "pg";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { pool } from "../../platform/db";
import { readEnv } from "../../platform/env";
import { fromScaled, toScaled } from "../decimal";
import { GrowthCounter, type GrowthFigures, type When } from "../growth";
import {
  decideRange,
  type Grouping,
  type ReportRange,
  type UsageFigures,
  type UsageQuery,
  type UsageReport,
  type UsageRow,
} from "../usage-report";
import { reportingCurrency } from "./reporting-currency";
import * as sql from "./usage-report-sql";

const QUARTER_MS = 900_000;

type Sums = {
  requests: bigint;
  inputTokens: bigint;
  outputTokens: bigint;
  cachedInputTokens: bigint;
  reasoningTokens: bigint;
  gpuNanos: bigint;
  costMicros: bigint;
  unpricedRequests: bigint;
  unconvertedRequests: bigint;
};

const noSums = (): Sums => ({
  requests: 0n,
  inputTokens: 0n,
  outputTokens: 0n,
  cachedInputTokens: 0n,
  reasoningTokens: 0n,
  gpuNanos: 0n,
  costMicros: 0n,
  unpricedRequests: 0n,
  unconvertedRequests: 0n,
});

function toSums(row: sql.SumRow): Sums {
  return {
    requests: BigInt(row.requests),
    inputTokens: BigInt(row.input_tokens),
    outputTokens: BigInt(row.output_tokens),
    cachedInputTokens: BigInt(row.cached_input_tokens),
    reasoningTokens: BigInt(row.reasoning_tokens),
    gpuNanos: toScaled(row.gpu_seconds, 9) ?? 0n,
    costMicros: BigInt(row.cost_micros),
    unpricedRequests: BigInt(row.unpriced_requests),
    unconvertedRequests: BigInt(row.unconverted_requests),
  };
}

function addSums(total: Sums, more: Sums): void {
  for (const key of Object.keys(total) as (keyof Sums)[]) total[key] += more[key];
}

function toFigures(sums: Sums, growth: GrowthFigures): UsageFigures {
  return {
    requests: Number(sums.requests),
    inputTokens: Number(sums.inputTokens),
    outputTokens: Number(sums.outputTokens),
    cachedInputTokens: Number(sums.cachedInputTokens),
    reasoningTokens: Number(sums.reasoningTokens),
    gpuSeconds: Number(fromScaled(sums.gpuNanos, 9)),
    costMicros: String(sums.costMicros),
    unpricedRequests: Number(sums.unpricedRequests),
    unconvertedRequests: Number(sums.unconvertedRequests),
    ...growth,
  };
}

/** Dimensions by group; without groupBy all are one group of no name. */
function groupDimensions(dimensions: sql.DimensionRow[], groupBy: Grouping | undefined) {
  const names = [...new Set(dimensions.map((dimension) => (groupBy ? dimension[groupBy] : "")))].sort();
  const numbers = new Map(names.map((name, index) => [name, index]));
  const grouped: sql.Grouped = {
    dimensionIds: dimensions.map(({ id }) => id),
    groups: dimensions.map((dimension) => numbers.get(groupBy ? dimension[groupBy] : "") ?? 0),
  };
  return { names, grouped };
}

type Counters = { byGroup: GrowthCounter[]; all: GrowthCounter };

function see({ byGroup, all }: Counters, rows: sql.PresenceRow[], whenOf: (at: number) => When): void {
  for (const { group, quarter, subjects } of rows) {
    const when = whenOf(quarter * QUARTER_MS);
    const counter = byGroup[group];
    sql.eachSubject(subjects, (subject) => {
      counter?.see(subject, when);
      if (counter !== all) all.see(subject, when);
    });
  }
}

/** Users of each group and of all together, from the first event ever to the end of the range. */
async function countUsers(
  client: pg.PoolClient,
  grouped: sql.Grouped,
  groups: number,
  range: ReportRange,
): Promise<Counters> {
  const buckets = range.edges.length - 1;
  const all = new GrowthCounter(buckets);
  const byGroup = groups === 1 ? [all] : Array.from({ length: groups }, () => new GrowthCounter(buckets));
  const counters = { byGroup, all };
  const [from = 0] = range.edges;
  const to = range.edges.at(-1) ?? from;
  for await (const rows of sql.streamPresence(client, grouped, null, from, false)) {
    see(counters, rows, (at) =>
      at >= range.bucketBefore ? "bucket_before" : at >= range.periodBefore ? "period_before" : "long_ago",
    );
  }
  let bucket = 0;
  for await (const rows of sql.streamPresence(client, grouped, from, to, true)) {
    see(counters, rows, (at) => {
      while (at >= (range.edges[bucket + 1] ?? Number.POSITIVE_INFINITY)) bucket += 1;
      return bucket;
    });
  }
  return counters;
}

const isEmpty = (figures: UsageFigures) => figures.requests === 0 && figures.churnedUsers === 0;

function toReportRows(
  names: string[],
  groupBy: Grouping | undefined,
  range: ReportRange,
  sums: Map<string, Sums>,
  growth: GrowthFigures[][],
): UsageRow[] {
  return range.edges.slice(0, -1).flatMap((start, bucket) =>
    names.flatMap((name, group): UsageRow[] => {
      const users = growth[group]?.[bucket];
      const figures = users && toFigures(sums.get(`${bucket} ${group}`) ?? noSums(), users);
      if (!figures || isEmpty(figures)) return [];
      return [
        { start: new Date(start).toISOString(), ...(groupBy ? { [groupBy]: name || null } : {}), ...figures },
      ];
    }),
  );
}

/** The report of GET /api/v1/usage and of the screens. `invalid_request` for a range that cuts a bucket. */
export async function getUsageReport(actor: Actor, query: UsageQuery): Promise<Result<UsageReport>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const timeZone = query.timeZone ?? readEnv("REPORTING_TIME_ZONE").REPORTING_TIME_ZONE;
  const decided = decideRange(Date.parse(query.from), Date.parse(query.to), query.interval, timeZone);
  if (!decided.ok) return decided;
  const range = decided.value;
  const currency = await reportingCurrency();
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    const asOf = await sql.beginReading(client);
    const dimensions = await sql.findMatchingDimensions(client, query);
    const { names, grouped } = groupDimensions(dimensions, query.groupBy);
    const rows = await sql.sumRollup(client, grouped, range.edges);
    const counters = await countUsers(client, grouped, names.length, range);
    await client.query("COMMIT");
    const totals = noSums();
    const sums = new Map(rows.map((row) => [`${row.bucket} ${row.group}`, toSums(row)]));
    for (const one of sums.values()) addSums(totals, one);
    const growth = counters.byGroup.map((counter) => counter.buckets());
    return ok({
      data: toReportRows(names, query.groupBy, range, sums, growth),
      totals: toFigures(totals, counters.all.total()),
      timeZone,
      currency,
      asOf: asOf.toISOString(),
    });
  } catch (error) {
    await client.query("ROLLBACK").catch((lost) => {
      broken = lost;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
