import "server-only";
import type pg from "pg";
import type { LedgerKind, LedgerNames } from "../ledger-filter";
import { numberArray } from "./sql-array";
import type { SumColumns } from "./usage-report-sql";
import { type UsedColumns, usedColumns } from "./used-columns";

/**
 * How the rows of the ledger are found among any number: no index leads from a dimension or a subject to its events (it
 * would cost each event some 30 bytes), so the sums and lists by quarter of an hour say where to look.
 */

export type LedgerDimension = LedgerNames & { id: number };
/** Microseconds since 1970 and the row's number. */
export type Place = { atMicros: string; id: string };
export type LedgerColumns = UsedColumns & {
  at_micros: string;
  id: string;
  dimension_id: number;
  occurred_micros: string | null;
  event_id: string;
  subject: string | null;
  gpu_seconds: string;
  cost_micros: string | null;
  price_id: number | null;
  given_micros: string | null;
  given_currency: string | null;
  corrected: boolean;
};
/** Where a subject was seen. */
export type SeenCells = { dimensionIds: number[]; starts: number[] };
/** `from` and `to` in milliseconds; `cells` and `subjectId` when it is one subject's. */
export type LedgerScope = {
  dimensionIds: number[];
  from: number;
  to: number;
  only: LedgerKind | undefined;
  subject: { id: number; cells: SeenCells } | null;
  /** A month of these lost its rows, so that sums do not say where there is one. */
  isThinned: boolean;
};

export async function listLedgerDimensions(client: pg.ClientBase): Promise<LedgerDimension[]> {
  const { rows } = await client.query<LedgerDimension>(
    `SELECT id, source, model, provider, region, campaign, service_tier AS "serviceTier" FROM usage_dimension ORDER BY id`,
  );
  return rows;
}

export async function findLedgerSubject(client: pg.ClientBase, subject: string): Promise<number | null> {
  const { rows } = await client.query<{ id: number }>("SELECT id FROM usage_subject WHERE subject = $1", [
    subject,
  ]);
  return rows[0]?.id ?? null;
}

/** The quarters of an hour in which a subject was seen with one of the dimensions. */
export async function findSeenCells(
  client: pg.ClientBase,
  { dimensionIds, from, to }: Pick<LedgerScope, "dimensionIds" | "from" | "to">,
  subjectId: number,
): Promise<SeenCells> {
  const { rows } = await client.query<{ dimension_id: number; start: string }>(
    `SELECT dimension_id, extract(epoch FROM bucket_start)::bigint::text AS start FROM usage_presence
     WHERE dimension_id = ANY ($1::int[]) AND bucket_start >= to_timestamp($2) AND bucket_start < to_timestamp($3)
       AND $4::int = ANY (subject_ids)`,
    [numberArray(dimensionIds), from / 1000, to / 1000, subjectId],
  );
  return {
    dimensionIds: rows.map(({ dimension_id }) => dimension_id),
    starts: rows.map(({ start }) => Number(start)),
  };
}

const kinds: Record<LedgerKind, string> = {
  waiting: "e.cost_micros IS NULL",
  unpriced: "e.cost_micros IS NULL AND e.given_micros IS NULL AND e.price_id IS NULL",
  unconverted: "e.cost_micros IS NULL AND (e.given_micros IS NOT NULL OR e.price_id IS NOT NULL)",
  corrections: "e.occurred_at IS NOT NULL",
};

const micros = (column: string) => `(extract(epoch FROM ${column}) * 1000000)::bigint::text`;
const columns = `${micros("e.at")} AS at_micros, e.id::text AS id, e.dimension_id,
  ${micros("e.occurred_at")} AS occurred_micros, e.event_id, s.subject, ${usedColumns},
  e.gpu_seconds, e.cost_micros, e.price_id, e.given_micros, e.given_currency, e.corrected`;
const withSubject = "LEFT JOIN usage_subject s ON s.id = e.subject_id";
const instant = (text: string) => `'epoch'::timestamptz + ${text}::bigint * interval '1 microsecond'`;

type Rows = { from: string; where: string; values: unknown[] };

/** The rows of a scope as `e`: what stands behind FROM and WHERE. */
function rowsOf({ dimensionIds, from, to, only, subject }: LedgerScope): Rows {
  const kind = only ? kinds[only] : "true";
  if (!subject) {
    return {
      from: "usage_event e",
      where: `e.at >= to_timestamp($1) AND e.at < to_timestamp($2) AND e.dimension_id = ANY ($3::int[]) AND ${kind}`,
      values: [from / 1000, to / 1000, numberArray(dimensionIds)],
    };
  }
  return {
    // a range of the index each, where a planner would read whole months
    from: `unnest($1::int[], $2::float8[]) AS seen (dimension_id, start_s) CROSS JOIN LATERAL (
      SELECT * FROM usage_event u WHERE u.at >= to_timestamp(seen.start_s)
        AND u.at < to_timestamp(seen.start_s) + interval '15 minutes'
        AND u.dimension_id = seen.dimension_id AND u.subject_id = $3::int OFFSET 0) e`,
    where: kind,
    values: [numberArray(subject.cells.dimensionIds), numberArray(subject.cells.starts), subject.id],
  };
}

/** Which way a page goes from a place: `after` it in the order of the ledger, which is back in time, or `before`. */
export type Step = { way: "after" | "before"; place: Place };

const order = (way: Step["way"]) =>
  way === "after" ? "ORDER BY e.at DESC, e.id DESC" : "ORDER BY e.at, e.id";

/**
 * The next rows from a place on, in the order in which they are met. The sums say in which quarters of an hour there is a
 * row at all: of as many as rows are wanted each has one, and only those are looked through.
 */
export async function readLedgerPage(
  client: pg.ClientBase,
  scope: LedgerScope,
  step: Step | null,
  most: number,
): Promise<LedgerColumns[]> {
  const way = step?.way ?? "after";
  if (scope.only || scope.subject || scope.isThinned) {
    const { from, where, values } = rowsOf(scope);
    const at = values.length;
    const beyond = step
      ? ` AND (e.at, e.id) ${way === "after" ? "<" : ">"} (${instant(`$${at + 1}`)}, $${at + 2}::bigint)`
      : "";
    const { rows } = await client.query<LedgerColumns>(
      `SELECT ${columns} FROM (SELECT e.* FROM ${from} WHERE ${where}${beyond} ${order(way)} LIMIT ${most}) e
       ${withSubject} ${order(way)}`,
      [...values, ...(step ? [step.place.atMicros, step.place.id] : [])],
    );
    return rows;
  }
  const down = way === "after";
  const reached = down ? instant("$4") : `${instant("$4")} - interval '15 minutes'`;
  // the quarter that a page goes on in may hold no more
  const quarters = most + 1;
  const { rows } = await client.query<LedgerColumns>(
    `WITH quarter AS MATERIALIZED (
       SELECT DISTINCT cell.bucket_start FROM unnest($3::int[]) AS d (id) CROSS JOIN LATERAL (
         SELECT bucket_start FROM usage_rollup WHERE dimension_id = d.id
           AND bucket_start >= to_timestamp($1) AND bucket_start < to_timestamp($2)
           AND ($4::bigint IS NULL OR bucket_start ${down ? "<=" : ">"} ${reached})
         ORDER BY bucket_start ${down ? "DESC" : ""} LIMIT ${quarters}) cell
       ORDER BY 1 ${down ? "DESC" : ""} LIMIT ${quarters}
     )
     SELECT ${columns} FROM (
       SELECT e.* FROM quarter q CROSS JOIN LATERAL (
         SELECT * FROM usage_event e WHERE e.at >= q.bucket_start AND e.at < q.bucket_start + interval '15 minutes'
           AND e.dimension_id = ANY ($3::int[])
           AND ($4::bigint IS NULL OR (e.at, e.id) ${down ? "<" : ">"} (${instant("$4")}, $5::bigint))
         ${order(way)} LIMIT ${most}) e LIMIT ${most}) e ${withSubject} ${order(way)}`,
    [
      scope.from / 1000,
      scope.to / 1000,
      numberArray(scope.dimensionIds),
      step?.place.atMicros ?? null,
      step?.place.id ?? null,
    ],
  );
  return rows;
}

const summed = (column: string) => `coalesce(sum(e.${column}), 0)::text AS ${column}`;
const plain = [
  "requests",
  "input_tokens",
  "output_tokens",
  "cached_input_tokens",
  "reasoning_tokens",
  "gpu_seconds",
  "cost_micros",
];

/** What all rows of a scope come to: from the sums by quarter of an hour, unless it asks for less than those hold. */
export async function sumLedger(client: pg.ClientBase, scope: LedgerScope): Promise<SumColumns | undefined> {
  if (!scope.only && !scope.subject) {
    const { rows } = await client.query<SumColumns>(
      `SELECT ${[...plain, "unpriced_requests", "unconverted_requests"].map(summed).join(", ")} FROM usage_rollup e
       WHERE e.dimension_id = ANY ($1::int[]) AND e.bucket_start >= to_timestamp($2) AND e.bucket_start < to_timestamp($3)`,
      [numberArray(scope.dimensionIds), scope.from / 1000, scope.to / 1000],
    );
    return rows[0];
  }
  const { from, where, values } = rowsOf(scope);
  const { rows } = await client.query<SumColumns>(
    `SELECT ${plain.map(summed).join(", ")},
       coalesce(sum(e.requests) FILTER (WHERE ${kinds.unpriced}), 0)::text AS unpriced_requests,
       coalesce(sum(e.requests) FILTER (WHERE ${kinds.unconverted}), 0)::text AS unconverted_requests
     FROM ${from} WHERE ${where}`,
    values,
  );
  return rows[0];
}

/** Every row of a scope, the oldest first, some thousand at a time; within the caller's transaction. */
export async function* streamLedger(
  client: pg.ClientBase,
  scope: LedgerScope,
  rowsAtOnce: number,
): AsyncGenerator<LedgerColumns[]> {
  const { from, where, values } = rowsOf(scope);
  await client.query(
    `DECLARE ledger NO SCROLL CURSOR FOR SELECT ${columns} FROM ${from} ${withSubject} WHERE ${where} ORDER BY e.at, e.id`,
    values,
  );
  for (;;) {
    const { rows } = await client.query<LedgerColumns>(`FETCH ${rowsAtOnce} FROM ledger`);
    if (rows.length === 0) return;
    yield rows;
  }
}

/** One row with its names; null when there is none. */
export async function readLedgerRow(
  client: pg.Pool,
  { atMicros, id }: Place,
): Promise<(LedgerColumns & LedgerNames) | null> {
  const { rows } = await client.query<LedgerColumns & LedgerNames>(
    `SELECT ${columns}, d.source, d.model, d.provider, d.region, d.campaign, d.service_tier AS "serviceTier"
     FROM usage_event e ${withSubject} JOIN usage_dimension d ON d.id = e.dimension_id
     WHERE e.at = ${instant("$1")} AND e.id = $2::bigint`,
    [atMicros, id],
  );
  return rows[0] ?? null;
}

const MOST_BOOKINGS = 50;

/** The request that a row is about and every correction of it, in the order of their booking. */
export async function listBookings(client: pg.Pool, row: LedgerColumns): Promise<LedgerColumns[]> {
  const { rows } = await client.query<LedgerColumns>(
    `SELECT ${columns} FROM (
       SELECT * FROM usage_event u WHERE u.at = ${instant("$1")} AND u.occurred_at IS NULL
         AND u.dimension_id = $2::int AND u.event_id = $3
       UNION ALL
       SELECT * FROM usage_event u WHERE u.occurred_at = ${instant("$1")} AND u.at >= ${instant("$1")}
         AND u.dimension_id = $2::int AND u.event_id = $3
     ) e ${withSubject} ORDER BY e.id LIMIT ${MOST_BOOKINGS}`,
    [row.occurred_micros ?? row.at_micros, row.dimension_id, row.event_id],
  );
  return rows;
}
