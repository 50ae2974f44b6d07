import "server-only";
import type pg from "pg";
import { PAGE_USERS } from "../user-set";
import { numberArray } from "./sql-array";
import type { SumColumns } from "./usage-report-sql";

/**
 * Spans: what a report keeps of whole days, weeks and months, and of everything before a month, so that its cost does not
 * grow with the number of events. A span is made at a sum of versions of usage_late and holds as long as that sum stands:
 * whoever writes something older than an hour counts up the version of its day in the same transaction, and a span is
 * only made of time that ended ninety minutes ago. No transaction of a writer lives half an hour, so none can slip
 * between. All of it may be deleted at any time.
 */
export const LATE_AFTER_MS = 60 * 60_000;
export const SPAN_AFTER_MS = 90 * 60_000;

/** Users of a chunk: 1 KB of bits, a page of a UserSet. */
export const CHUNK_USERS = PAGE_USERS;

/** A dimension with a stretch of time in milliseconds since 1970. */
export type Stretch = { dimensionId: number; from: number; to: number };

const seconds = (values: number[]) => numberArray(values.map((ms) => ms / 1000));
const columnsOf = (stretches: Stretch[]) => [
  numberArray(stretches.map(({ dimensionId }) => dimensionId)),
  seconds(stretches.map(({ from }) => from)),
  seconds(stretches.map(({ to }) => to)),
];
const given = `SELECT dimension_id, to_timestamp(from_s) AS from_at, to_timestamp(to_s) AS to_at, nth::int - 1 AS nth
  FROM unnest($1::int[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS given (dimension_id, from_s, to_s, nth)`;
/** The sum of versions that a span of these bounds is made at. */
const lateVersion = (dimension: string, from: string, to: string) =>
  `(SELECT coalesce(sum(version), 0)::bigint FROM usage_late WHERE dimension_id = ${dimension}
     AND day >= (${from} AT TIME ZONE 'UTC')::date AND day <= ((${to} AT TIME ZONE 'UTC') - interval '1 second')::date)`;
const sumsOf = (
  table: string,
) => `${table}.requests::text AS requests, ${table}.input_tokens::text AS input_tokens,
  ${table}.output_tokens::text AS output_tokens, ${table}.cached_input_tokens::text AS cached_input_tokens,
  ${table}.reasoning_tokens::text AS reasoning_tokens, ${table}.gpu_seconds::text AS gpu_seconds,
  ${table}.cost_micros::text AS cost_micros, ${table}.unpriced_requests::text AS unpriced_requests,
  ${table}.unconverted_requests::text AS unconverted_requests`;

export type KeptSpan = SumColumns & { late_version: string };

/** The spans that are kept of the stretches, by the index of the stretch; whether one holds is for the caller to see. */
export async function findSpans(client: pg.PoolClient, stretches: Stretch[]): Promise<Map<number, KeptSpan>> {
  if (stretches.length === 0) return new Map();
  const { rows } = await client.query<KeptSpan & { nth: number }>(
    `SELECT given.nth, s.late_version::text AS late_version, ${sumsOf("s")}
     FROM (${given}) given JOIN usage_span s USING (dimension_id, from_at, to_at)`,
    columnsOf(stretches),
  );
  return new Map(rows.map(({ nth, ...span }) => [nth, span]));
}

/** Of each dimension the latest beginning that is kept and holds, not after `until`: where it ends. */
export async function findBeginnings(
  client: pg.PoolClient,
  dimensionIds: number[],
  until: number,
): Promise<Map<number, number>> {
  const { rows } = await client.query<{ dimension_id: number; to_s: string }>(
    `SELECT DISTINCT ON (s.dimension_id) s.dimension_id, extract(epoch FROM s.to_at)::bigint::text AS to_s
     FROM usage_span s
     WHERE s.dimension_id = ANY ($1::int[]) AND s.from_at = 'epoch' AND s.to_at <= to_timestamp($2)
       AND s.late_version = ${lateVersion("s.dimension_id", "s.from_at", "s.to_at")}
     ORDER BY s.dimension_id, s.to_at DESC`,
    [numberArray(dimensionIds), until / 1000],
  );
  return new Map(rows.map((row) => [row.dimension_id, Number(row.to_s) * 1000]));
}

/** A page of the users of a set of spans, the first bit being user chunk × 8192. */
export type UserBits = { set: number; chunk: number; bits: Uint8Array };
const BIT_HEADER = 4;

/** The users of spans, put together by the number of their `set`. */
export async function readSpanUsers(
  client: pg.PoolClient,
  spans: (Stretch & { set: number })[],
): Promise<UserBits[]> {
  if (spans.length === 0) return [];
  const { rows } = await client.query<{ set: number; chunk: number; bits: Buffer }>(
    `SELECT given.set_id AS "set", u.chunk, bit_send(bit_or(u.bits)) AS bits
     FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::int[]) AS given (dimension_id, from_s, to_s, set_id)
       JOIN usage_span_users u ON u.dimension_id = given.dimension_id
         AND u.from_at = to_timestamp(given.from_s) AND u.to_at = to_timestamp(given.to_s)
     GROUP BY 1, 2`,
    [...columnsOf(spans), numberArray(spans.map(({ set }) => set))],
  );
  return rows.map((row) => ({ ...row, bits: row.bits.subarray(BIT_HEADER) }));
}

export type SummedStretch = SumColumns & { nth: number; late_version: string };

/** The sums of stretches from the rollup, each with the sum of versions that a span of it would be made at. */
export async function sumStretches(client: pg.PoolClient, stretches: Stretch[]): Promise<SummedStretch[]> {
  if (stretches.length === 0) return [];
  const { rows } = await client.query<SummedStretch>(
    `SELECT given.nth, ${lateVersion("given.dimension_id", "given.from_at", "given.to_at")}::text AS late_version,
       ${sumsOf("summed")}
     FROM (${given}) given CROSS JOIN LATERAL (
       SELECT coalesce(sum(requests), 0) AS requests, coalesce(sum(input_tokens), 0) AS input_tokens,
         coalesce(sum(output_tokens), 0) AS output_tokens, coalesce(sum(cached_input_tokens), 0) AS cached_input_tokens,
         coalesce(sum(reasoning_tokens), 0) AS reasoning_tokens, coalesce(sum(gpu_seconds), 0) AS gpu_seconds,
         coalesce(sum(cost_micros), 0) AS cost_micros, coalesce(sum(unpriced_requests), 0) AS unpriced_requests,
         coalesce(sum(unconverted_requests), 0) AS unconverted_requests
       FROM usage_rollup r WHERE r.dimension_id = given.dimension_id
         AND r.bucket_start >= given.from_at AND r.bucket_start < given.to_at) summed`,
    columnsOf(stretches),
  );
  return rows;
}

export type NewSpan = Stretch & {
  lateVersion: string;
  sums: SumColumns | null;
  /** Users by chunk. */
  users: Map<number, Uint8Array>;
  /** A kept beginning that this one goes on from: its users belong to this one too. */
  goesOnFrom: number | null;
};

const sumNames = [
  "requests",
  "input_tokens",
  "output_tokens",
  "cached_input_tokens",
  "reasoning_tokens",
  "gpu_seconds",
  "cost_micros",
  "unpriced_requests",
  "unconverted_requests",
] as const;

/** Those whose earlier beginning is still kept; it stays so until the end of the transaction. */
async function withTheirBeginning(client: pg.PoolClient, spans: NewSpan[]): Promise<NewSpan[]> {
  const earlier = spans.flatMap(({ dimensionId, goesOnFrom }) =>
    goesOnFrom === null ? [] : [{ dimensionId, from: 0, to: goesOnFrom }],
  );
  if (earlier.length === 0) return spans;
  const { rows } = await client.query<{ dimension_id: number; to_s: string }>(
    `SELECT s.dimension_id, extract(epoch FROM s.to_at)::bigint::text AS to_s
     FROM usage_span s JOIN (${given}) given USING (dimension_id, from_at, to_at)
     ORDER BY s.dimension_id, s.to_at FOR SHARE OF s`,
    columnsOf(earlier),
  );
  const kept = new Set(rows.map((row) => `${row.dimension_id} ${row.to_s}`));
  return spans.filter(
    ({ dimensionId, goesOnFrom }) => goesOnFrom === null || kept.has(`${dimensionId} ${goesOnFrom / 1000}`),
  );
}

const DAY_MS = 86_400_000;

/** Quarters of a day are of no use once the day is kept. */
async function dropInside(client: pg.PoolClient, spans: NewSpan[]): Promise<void> {
  const days = spans.filter(({ from, to }) => from > 0 && to - from > DAY_MS / 2);
  if (days.length === 0) return;
  for (const table of ["usage_span", "usage_span_users"]) {
    await client.query(
      `DELETE FROM ${table} held USING (${given}) given
       WHERE held.dimension_id = given.dimension_id AND held.from_at >= given.from_at AND held.from_at < given.to_at
         AND held.to_at <= given.to_at AND held.to_at - held.from_at < interval '12 hours'`,
      columnsOf(days),
    );
  }
}

/** Keeps spans. One that somebody else kept meanwhile, made at no older versions, stays. In a transaction. */
export async function insertSpans(client: pg.PoolClient, spans: NewSpan[]): Promise<void> {
  const sorted = (await withTheirBeginning(client, spans)).sort(
    (a, b) => a.dimensionId - b.dimensionId || a.from - b.from || a.to - b.to,
  );
  const sums = sumNames.map((name) => `{${sorted.map((span) => span.sums?.[name] ?? "0").join(",")}}`);
  const { rows } = await client.query<{ dimension_id: number; from_s: string; to_s: string }>(
    `INSERT INTO usage_span AS held (dimension_id, from_at, to_at, late_version, ${sumNames.join(", ")})
     SELECT dimension_id, to_timestamp(from_s), to_timestamp(to_s), late_version, ${sumNames.join(", ")}
     FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
       $8::bigint[], $9::bigint[], $10::numeric[], $11::numeric[], $12::bigint[], $13::bigint[])
       AS given (dimension_id, from_s, to_s, late_version, ${sumNames.join(", ")})
     ON CONFLICT (dimension_id, from_at, to_at) DO UPDATE
       SET late_version = EXCLUDED.late_version, ${sumNames.map((name) => `${name} = EXCLUDED.${name}`).join(", ")}
       WHERE held.late_version < EXCLUDED.late_version
     RETURNING dimension_id, extract(epoch FROM from_at)::bigint::text AS from_s, extract(epoch FROM to_at)::bigint::text AS to_s`,
    [...columnsOf(sorted), numberArray(sorted.map(({ lateVersion: version }) => BigInt(version))), ...sums],
  );
  const taken = new Set(rows.map((row) => `${row.dimension_id} ${row.from_s} ${row.to_s}`));
  const ours = sorted.filter(({ dimensionId, from, to }) =>
    taken.has(`${dimensionId} ${from / 1000} ${to / 1000}`),
  );
  if (ours.length === 0) return;
  await client.query(
    `DELETE FROM usage_span_users u USING (${given}) given
     WHERE u.dimension_id = given.dimension_id AND u.from_at = given.from_at AND u.to_at = given.to_at`,
    columnsOf(ours),
  );
  await dropInside(client, ours);
  const chunks = ours.flatMap((span) => [...span.users].map(([chunk, bits]) => ({ ...span, chunk, bits })));
  await client.query(
    `INSERT INTO usage_span_users (dimension_id, from_at, to_at, chunk, bits)
     SELECT dimension_id, to_timestamp(from_s), to_timestamp(to_s), chunk, ('x' || bits)::bit(${CHUNK_USERS})
     FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::int[], $5::text[]) AS given (dimension_id, from_s, to_s, chunk, bits)`,
    [
      ...columnsOf(chunks),
      numberArray(chunks.map(({ chunk }) => chunk)),
      `{${chunks.map(({ bits }) => Buffer.from(bits).toString("hex")).join(",")}}`,
    ],
  );
  const goingOn = ours.filter(({ goesOnFrom }) => goesOnFrom !== null);
  if (goingOn.length === 0) return;
  await client.query(
    `INSERT INTO usage_span_users AS held (dimension_id, from_at, to_at, chunk, bits)
     SELECT given.dimension_id, given.from_at, given.to_at, u.chunk, u.bits
     FROM (${given}) given JOIN unnest($4::bigint[]) WITH ORDINALITY AS earlier (to_s, nth) ON earlier.nth = given.nth + 1
       JOIN usage_span_users u ON u.dimension_id = given.dimension_id AND u.from_at = 'epoch'
         AND u.to_at = to_timestamp(earlier.to_s)
     ON CONFLICT (dimension_id, from_at, to_at, chunk) DO UPDATE SET bits = held.bits | EXCLUDED.bits`,
    [...columnsOf(goingOn), seconds(goingOn.map(({ goesOnFrom }) => goesOnFrom ?? 0))],
  );
}

/**
 * Counts up the versions of days that something late was written for, in the order of their keys, and tells the pulse so.
 * `$3` is the slot of the writer, whose row it holds from here on: one of the last statements of a transaction.
 */
export const markLate = `WITH moved AS (
    INSERT INTO usage_late AS held (dimension_id, day, version)
    SELECT dimension_id, 'epoch'::date + day, 1 FROM unnest($1::int[], $2::int[]) AS given (dimension_id, day)
    ORDER BY given.dimension_id, given.day
    ON CONFLICT (dimension_id, day) DO UPDATE SET version = held.version + 1 RETURNING 1)
  UPDATE usage_pulse SET late_version = late_version + 1 FROM (SELECT count(*) FROM moved) AS late WHERE slot = $3`;
