import "server-only";
import type pg from "pg";
import type { KnownPresence } from "./recent-presence";
import { numberArray } from "./sql-array";

/** What a report reads. All of it in one snapshot, so that rows, totals and users agree. */

export async function beginReading(client: pg.ClientBase): Promise<Date> {
  const answers = (await client.query(
    `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = '30s'; SET LOCAL work_mem = '64MB'; SELECT clock_timestamp() AS at`,
  )) as unknown as pg.QueryResult<{ at: Date }>[];
  const at = answers.at(-1)?.rows[0]?.at;
  if (!at) throw new Error("the database told no time");
  return at;
}

export type DimensionFilter = {
  source?: string | undefined;
  model?: string | undefined;
  campaign?: string | undefined;
  region?: string | undefined;
  provider?: string | undefined;
  serviceTier?: string | undefined;
  exceptSource?: string | undefined;
};
export type DimensionRow = {
  id: number;
  source: string;
  model: string;
  provider: string;
  region: string;
  campaign: string;
  serviceTier: string;
  /** Its first and last quarter of an hour, in seconds since 1970. */
  first_s: string;
  last_s: string;
};

/** The dimensions that a filter lets through and that have events. */

export async function findMatchingDimensions(
  client: pg.ClientBase,
  filter: DimensionFilter,
): Promise<DimensionRow[]> {
  const { rows } = await client.query<DimensionRow>(
    `SELECT id, source, model, provider, region, campaign, service_tier AS "serviceTier", extract(epoch FROM first)::bigint::text AS first_s,
       extract(epoch FROM last)::bigint::text AS last_s
     FROM usage_dimension d
       JOIN LATERAL (SELECT bucket_start AS first FROM usage_rollup WHERE dimension_id = d.id
         ORDER BY bucket_start LIMIT 1) one ON true
       JOIN LATERAL (SELECT bucket_start AS last FROM usage_rollup WHERE dimension_id = d.id
         ORDER BY bucket_start DESC LIMIT 1) two ON true
     WHERE ($1::text IS NULL OR source = $1) AND ($2::text IS NULL OR model = $2)
       AND ($3::text IS NULL OR campaign = $3) AND ($4::text IS NULL OR region = $4)
       AND ($5::text IS NULL OR provider = $5) AND ($6::text IS NULL OR service_tier = $6)
       AND ($7::text IS NULL OR source <> $7)
     ORDER BY id`,
    [
      filter.source,
      filter.model,
      filter.campaign,
      filter.region,
      filter.provider,
      filter.serviceTier,
      filter.exceptSource,
    ].map((value) => value ?? null),
  );
  return rows;
}

/** The dimensions of a report, each with the number of its group. */
export type Grouped = { dimensionIds: number[]; groups: number[] };

/** Sums as Postgres writes them. */
export type SumColumns = {
  requests: string;
  input_tokens: string;
  output_tokens: string;
  cached_input_tokens: string;
  reasoning_tokens: string;
  gpu_seconds: string;
  cost_micros: string;
  unpriced_requests: string;
  unconverted_requests: string;
};
export type SumRow = SumColumns & { bucket: number; group: number };

const seconds = (edges: number[]) => numberArray(edges.map((edge) => edge / 1000));

/** Additive figures by calendar bucket and group. `edges` in milliseconds: starts of the buckets, and the end. */
export async function sumRollup(
  client: pg.ClientBase,
  { dimensionIds, groups }: Grouped,
  edges: number[],
): Promise<SumRow[]> {
  const { rows } = await client.query<SumRow>(
    `WITH edges AS (
       SELECT array_agg(to_timestamp(edge) ORDER BY edge) AS starts FROM unnest($3::float8[]) AS given (edge)
     ), member AS (
       SELECT dimension_id, group_id FROM unnest($1::int[], $2::int[]) AS given (dimension_id, group_id)
     )
     SELECT width_bucket(r.bucket_start, (SELECT starts FROM edges)) - 1 AS bucket, m.group_id AS "group",
       sum(r.requests)::text AS requests, sum(r.input_tokens)::text AS input_tokens,
       sum(r.output_tokens)::text AS output_tokens, sum(r.cached_input_tokens)::text AS cached_input_tokens,
       sum(r.reasoning_tokens)::text AS reasoning_tokens, sum(r.gpu_seconds)::text AS gpu_seconds,
       sum(r.cost_micros)::text AS cost_micros, sum(r.unpriced_requests)::text AS unpriced_requests,
       sum(r.unconverted_requests)::text AS unconverted_requests
     FROM usage_rollup r JOIN member m ON m.dimension_id = r.dimension_id
     WHERE r.dimension_id = ANY ($1::int[]) AND r.bucket_start >= to_timestamp($4) AND r.bucket_start < to_timestamp($5)
     GROUP BY 1, 2`,
    [
      numberArray(dimensionIds),
      numberArray(groups),
      seconds(edges),
      (edges[0] ?? 0) / 1000,
      (edges.at(-1) ?? 0) / 1000,
    ],
  );
  return rows;
}

/**
 * Who was seen in a quarter of an hour (counted since 1970): Postgres' text of int4[], such as `{17,4}`; null where the
 * reader knows this version of the row.
 */
export type PresenceRow = { dimension_id: number; quarter: number; version: string; subjects: string | null };

const ROWS_A_FETCH = 2_000;

/** Streams presence of dimensions in stretches of time, by time, but for rows that are `known`. Memory stays at one fetch. */
export async function* streamPresence(
  client: pg.ClientBase,
  stretches: { dimensionId: number; from: number; to: number }[],
  known: readonly KnownPresence[] = [],
): AsyncGenerator<PresenceRow[]> {
  if (stretches.length === 0) return;
  await client.query(
    // sorted before the lists become text; a range of the index each, where a planner would read the whole table
    `DECLARE seen NO SCROLL CURSOR FOR
     SELECT dimension_id, quarter, version, CASE WHEN is_known THEN NULL ELSE subject_ids::text END AS subjects
     FROM (SELECT p.dimension_id, p.quarter, p.version, p.subject_ids, k.version IS NOT NULL AS is_known
       FROM unnest($1::int[], $2::bigint[], $3::bigint[]) AS given (dimension_id, from_s, to_s) CROSS JOIN LATERAL (
         SELECT dimension_id, (extract(epoch FROM bucket_start) / 900)::int AS quarter, subject_ids, xmin::text AS version
         FROM usage_presence p WHERE p.dimension_id = given.dimension_id
           AND p.bucket_start >= to_timestamp(given.from_s) AND p.bucket_start < to_timestamp(given.to_s) OFFSET 0) p
       LEFT JOIN unnest($4::int[], $5::int[], $6::text[]) AS k (dimension_id, quarter, version)
         ON k.dimension_id = p.dimension_id AND k.quarter = p.quarter AND k.version = p.version
       ORDER BY p.quarter OFFSET 0) sorted`,
    [
      numberArray(stretches.map(({ dimensionId }) => dimensionId)),
      seconds(stretches.map(({ from }) => from)),
      seconds(stretches.map(({ to }) => to)),
      numberArray(known.map(({ dimensionId }) => dimensionId)),
      numberArray(known.map(({ quarter }) => quarter)),
      known.map(({ version }) => version),
    ],
  );
  for (;;) {
    const { rows } = await client.query<PresenceRow>(`FETCH ${ROWS_A_FETCH} FROM seen`);
    if (rows.length > 0) yield rows;
    if (rows.length < ROWS_A_FETCH) break;
  }
  await client.query("CLOSE seen");
}

const COMMA = 44;
const CLOSE = 125;
const ZERO = 48;

/** The numbers of `{17,4}`. By hand: there may be millions, and a generic parser makes each an object. */
export function toSubjects(list: string): Int32Array {
  let many = 0;
  for (let at = 1; at < list.length; at += 1) if (list.charCodeAt(at) === COMMA) many += 1;
  const subjects = new Int32Array(list.length > 2 ? many + 1 : 0);
  let [number, nth] = [0, 0];
  for (let at = 1; at < list.length; at += 1) {
    const code = list.charCodeAt(at);
    if (code === COMMA || code === CLOSE) {
      if (nth < subjects.length) subjects[nth] = number;
      nth += 1;
      number = 0;
    } else number = number * 10 + code - ZERO;
  }
  return subjects;
}
