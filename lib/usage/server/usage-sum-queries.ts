import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { pool } from "../../platform/db";
import type { Grouping } from "../usage-report";
import {
  addEvents,
  type EventSum,
  noEvents,
  type Quarter,
  SettledQuarters,
  type SummedSecond,
  splitSeconds,
  sumWithin,
} from "./settled-quarters";
import { numberArray } from "./sql-array";
import { getLateVersion } from "./usage-queries";
import type { DimensionFilter } from "./usage-report-sql";
import { SPAN_AFTER_MS } from "./usage-span-sql";

/** Additive figures alone: cheap, since no user is counted. Micro-units of the reporting currency. */
export type UsageSum = EventSum;
export type GroupedSum = UsageSum & {
  /** Index of the bucket. */
  bucket: number;
  /** "" = none. */
  group: string;
};

const QUARTER_MS = 900_000;

type SumRow = Record<keyof UsageSum, string>;

function toSum(row: SumRow): UsageSum {
  return {
    requests: Number(row.requests),
    inputTokens: Number(row.inputTokens),
    outputTokens: Number(row.outputTokens),
    costMicros: BigInt(row.costMicros),
    unpricedRequests: Number(row.unpricedRequests),
    unconvertedRequests: Number(row.unconvertedRequests),
  };
}

const sums = (from: string) => `coalesce(sum(${from}.requests), 0)::text AS requests,
  coalesce(sum(${from}.input_tokens), 0)::text AS "inputTokens",
  coalesce(sum(${from}.output_tokens), 0)::text AS "outputTokens",
  coalesce(sum(${from}.cost_micros), 0)::text AS "costMicros",
  coalesce(sum(${from}.unpriced_requests), 0)::text AS "unpricedRequests",
  coalesce(sum(${from}.unconverted_requests), 0)::text AS "unconvertedRequests"`;

const matching = `SELECT id FROM usage_dimension
  WHERE ($1::text IS NULL OR source = $1) AND ($2::text IS NULL OR model = $2)
    AND ($3::text IS NULL OR campaign = $3) AND ($4::text IS NULL OR region = $4)
    AND ($5::text IS NULL OR provider = $5) AND ($6::text IS NULL OR service_tier = $6)
    AND ($7::text IS NULL OR source <> $7)`;

const valuesOf = ({ exceptSource, ...filter }: DimensionFilter) =>
  [
    filter.source,
    filter.model,
    filter.campaign,
    filter.region,
    filter.provider,
    filter.serviceTier,
    exceptSource,
  ].map((value) => value ?? null);
/** As the table names it. */
const columnOf = (groupBy: Grouping) => (groupBy === "serviceTier" ? "service_tier" : groupBy);

/**
 * Sums by bucket and group. `edges` (milliseconds): starts of the buckets and the end of the last, on quarter hours.
 * Groups without any request in a bucket have no row.
 */
export async function getUsageSums(
  actor: Actor,
  edges: readonly number[],
  { groupBy, ...filter }: DimensionFilter & { groupBy?: Grouping | undefined } = {},
): Promise<Result<GroupedSum[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const { rows } = await pool().query<SumRow & { bucket: number; group: string }>(
    `WITH edges AS (
       SELECT array_agg(to_timestamp(edge) ORDER BY edge) AS starts FROM unnest($8::float8[]) AS given (edge)
     )
     SELECT width_bucket(r.bucket_start, (SELECT starts FROM edges)) - 1 AS bucket,
       ${groupBy ? `d.${columnOf(groupBy)}` : "''"} AS "group", ${sums("r")}
     FROM usage_rollup r JOIN usage_dimension d ON d.id = r.dimension_id
     WHERE r.dimension_id = ANY (ARRAY (${matching}))
       AND r.bucket_start >= to_timestamp($9::float8) AND r.bucket_start < to_timestamp($10::float8)
     GROUP BY 1, 2 ORDER BY 1, 2`,
    [
      ...valuesOf(filter),
      numberArray(edges.map((edge) => edge / 1000)),
      (edges[0] ?? 0) / 1000,
      (edges.at(-1) ?? 0) / 1000,
    ],
  );
  return ok(rows.map((row) => ({ ...toSum(row), bucket: row.bucket, group: row.group })));
}

/** [from, to) in milliseconds. */
export type Window = { from: number; to: number };

/** What an event is about; "" = none. */
export type DimensionNames = {
  source: string;
  model: string;
  provider: string;
  region: string;
  campaign: string;
  serviceTier: string;
};

/**
 * Sums of each window by everything that events are about, for whoever looks for what stands out. `windows` begin and end
 * on quarter hours. What had no request in a window has no row.
 */
export async function sumByDimension(
  actor: Actor,
  windows: readonly Window[],
  filter: DimensionFilter = {},
): Promise<Result<(UsageSum & DimensionNames & { nth: number })[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const { rows } = await pool().query<SumRow & DimensionNames & { nth: number }>(
    `WITH dimension AS MATERIALIZED (SELECT ARRAY (${matching}) AS ids)
     SELECT w.nth, d.source, d.model, d.provider, d.region, d.campaign, d.service_tier AS "serviceTier", ${sums("s")}
     FROM unnest($8::int[], $9::float8[], $10::float8[]) AS w (nth, from_s, to_s) CROSS JOIN LATERAL (
       SELECT r.dimension_id, sum(r.requests) AS requests, sum(r.input_tokens) AS input_tokens,
         sum(r.output_tokens) AS output_tokens, sum(r.cost_micros) AS cost_micros,
         sum(r.unpriced_requests) AS unpriced_requests, sum(r.unconverted_requests) AS unconverted_requests
       FROM usage_rollup r
       WHERE r.dimension_id = ANY ((SELECT ids FROM dimension)::int[])
         AND r.bucket_start >= to_timestamp(w.from_s) AND r.bucket_start < to_timestamp(w.to_s)
       GROUP BY r.dimension_id) s
     JOIN usage_dimension d ON d.id = s.dimension_id
     GROUP BY w.nth, d.id ORDER BY w.nth, d.id`,
    [...valuesOf(filter), ...columns(windows.map((window, nth) => ({ ...window, nth })))],
  );
  return ok(
    rows.map(({ nth, source, model, provider, region, campaign, serviceTier, ...row }) => ({
      ...toSum(row),
      nth,
      source,
      model,
      provider,
      region,
      campaign,
      serviceTier,
    })),
  );
}

/** The whole quarter hours of a window, which the rollup has, and what sticks out on either side. */
function splitWindow({ from, to }: Window): { whole: Window | null; rest: Window[] } {
  const first = Math.ceil(from / QUARTER_MS) * QUARTER_MS;
  const last = Math.floor(to / QUARTER_MS) * QUARTER_MS;
  if (first >= last) return { whole: null, rest: from < to ? [{ from, to }] : [] };
  const rest = [
    { from, to: first },
    { from: last, to },
  ];
  return { whole: { from: first, to: last }, rest: rest.filter((one) => one.from < one.to) };
}

type Numbered = Window & { nth: number };
const columns = (windows: Numbered[]) => [
  numberArray(windows.map(({ nth }) => nth)),
  numberArray(windows.map(({ from }) => from / 1000)),
  numberArray(windows.map(({ to }) => to / 1000)),
];

const eventSums = `sum(e.requests) AS requests, sum(e.input_tokens) AS input_tokens, sum(e.output_tokens) AS output_tokens,
  sum(e.cost_micros) AS cost_micros,
  sum(e.requests) FILTER (WHERE e.cost_micros IS NULL AND e.given_micros IS NULL AND e.price_id IS NULL) AS unpriced_requests,
  sum(e.requests) FILTER (WHERE e.cost_micros IS NULL
    AND (e.given_micros IS NOT NULL OR e.price_id IS NOT NULL)) AS unconverted_requests`;

/** The quarter of an hour that a window lies in; null when it lies in two or may still go on. */
function settledQuarterOf({ from, to }: Window, settledBefore: number): number | null {
  const start = Math.floor(from / QUARTER_MS) * QUARTER_MS;
  return to <= start + QUARTER_MS && start + QUARTER_MS <= settledBefore ? start : null;
}

/** The quarters that are wanted, kept or read now. */
async function readQuarters(
  kept: SettledQuarters,
  wanted: number[],
  filter: DimensionFilter,
): Promise<Map<number, Quarter>> {
  const found = new Map([...new Set(wanted)].map((start) => [start, kept.get(start)] as const));
  const missing = [...found].flatMap(([start, quarter]) => (quarter === undefined ? [start] : []));
  if (missing.length > 0) {
    const { rows } = await pool().query<SumRow & { start: string; second: string | null }>(
      `WITH dimension AS MATERIALIZED (SELECT ARRAY (${matching}) AS ids)
       SELECT w.start_s::text AS start, s.second, ${sums("s")}
       FROM unnest($8::float8[]) AS w (start_s) LEFT JOIN LATERAL (
         SELECT floor(extract(epoch FROM e.at))::bigint::text AS second, ${eventSums}
         FROM usage_event e WHERE e.at >= to_timestamp(w.start_s) AND e.at < to_timestamp(w.start_s) + interval '15 minutes'
           AND e.dimension_id = ANY ((SELECT ids FROM dimension)::int[])
         GROUP BY 1 OFFSET 0) s ON true
       GROUP BY 1, 2 ORDER BY 1, length(s.second), 2`,
      [...valuesOf(filter), numberArray(missing.map((start) => start / 1000))],
    );
    const seconds = new Map<number, SummedSecond[]>();
    for (const { start: from, second, ...sum } of rows) {
      const start = Number(from) * 1000;
      const own = seconds.get(start) ?? [];
      // a quarter without events is a row without a second
      if (second !== null) own.push({ ...toSum(sum), second: Number(second) });
      seconds.set(start, own);
    }
    for (const start of missing) found.set(start, kept.keep(start, seconds.get(start) ?? []));
  }
  return new Map([...found].flatMap(([start, quarter]) => (quarter ? [[start, quarter]] : [])));
}

/**
 * The sum of each window, exact to the event, in the order of the windows: whole quarter hours from the rollup, and the
 * events of what is left at their ends. Those that are settled are read once: see SettledQuarters.
 */
export async function sumUsageBetween(
  actor: Actor,
  windows: readonly Window[],
  filter: DimensionFilter = {},
): Promise<Result<UsageSum[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const settledBefore = Date.now() - SPAN_AFTER_MS;
  const split = windows.map(splitWindow);
  const whole = split.flatMap((one, nth) => (one.whole ? [{ ...one.whole, nth }] : []));
  const rest = split.flatMap((one, nth) =>
    one.rest.map((window) => ({ ...window, nth, quarter: settledQuarterOf(window, settledBefore) })),
  );
  const kept = new SettledQuarters(await getLateVersion(), JSON.stringify(valuesOf(filter)));
  const wanted = rest.flatMap(({ quarter }) => quarter ?? []);
  const quarters = await readQuarters(kept, wanted, filter);
  // of a settled quarter the seconds are known, and the events of the seconds that a window cuts are few
  const settled: { nth: number; sum: EventSum }[] = [];
  const open = rest.flatMap(({ quarter: start, nth, ...window }): Numbered[] => {
    const quarter = start === null ? undefined : quarters.get(start);
    if (!quarter) return [{ ...window, nth }];
    const { whole: seconds, rest: cut } = splitSeconds(window);
    if (seconds) settled.push({ nth, sum: sumWithin(quarter, seconds) });
    return cut.map((one) => ({ ...one, nth }));
  });
  const { rows } = await pool().query<SumRow & { nth: number }>(
    // one index scan a window: a sum of its own keeps the planner from joining windows with the whole table
    `WITH dimension AS MATERIALIZED (SELECT ARRAY (${matching}) AS ids), counted AS (
       SELECT w.nth, s.*
       FROM unnest($8::int[], $9::float8[], $10::float8[]) AS w (nth, from_s, to_s) CROSS JOIN LATERAL (
         SELECT sum(r.requests) AS requests, sum(r.input_tokens) AS input_tokens, sum(r.output_tokens) AS output_tokens,
           sum(r.cost_micros) AS cost_micros, sum(r.unpriced_requests) AS unpriced_requests,
           sum(r.unconverted_requests) AS unconverted_requests
         FROM usage_rollup r
         WHERE r.dimension_id = ANY ((SELECT ids FROM dimension)::int[])
           AND r.bucket_start >= to_timestamp(w.from_s) AND r.bucket_start < to_timestamp(w.to_s)) s
       UNION ALL
       SELECT w.nth, s.*
       FROM unnest($11::int[], $12::float8[], $13::float8[]) AS w (nth, from_s, to_s) CROSS JOIN LATERAL (
         SELECT ${eventSums}
         FROM usage_event e
         WHERE e.at >= to_timestamp(w.from_s) AND e.at < to_timestamp(w.to_s)
           AND e.dimension_id = ANY ((SELECT ids FROM dimension)::int[])) s
     )
     SELECT nth::int, ${sums("c")}
     FROM generate_series(0, $14::int - 1) AS nth LEFT JOIN counted c USING (nth) GROUP BY nth ORDER BY nth`,
    [...valuesOf(filter), ...columns(whole), ...columns(open), windows.length],
  );
  const totals = rows.map(toSum);
  for (const { nth, sum } of settled) totals[nth] = addEvents(totals[nth] ?? noEvents(), sum);
  return ok(totals);
}
