import "server-only";
import type { ActorStamp } from "../../auth";
import type { Tx } from "../../platform/db";
import type { Assessment } from "../price-book";
import { type Cell, daysBefore } from "./cells";
import type { RunQuery } from "./read-price-book";
import { numberArray, textArray } from "./sql-array";
import { LATE_AFTER_MS, markLate } from "./usage-span-sql";
import { beatPulse, PRICE_BOOK_LOCK, pulseSlot } from "./usage-sql";
import { type UsedColumns, usedColumns } from "./used-columns";

export type Settlement = {
  id: number;
  price_id: number | null;
  currency: string | null;
  /** Microseconds since 1970. */
  from_micros: string;
  to_micros: string | null;
  actor: ActorStamp;
  after_dimension_id: number;
  after_micros: string;
  after_id: string;
};

const micros = (column: string) => `(extract(epoch FROM ${column}) * 1000000)::bigint`;
const instant = (parameter: string) =>
  `'epoch'::timestamptz + ${parameter}::bigint * interval '1 microsecond'`;

export const runIn =
  (tx: Tx): RunQuery =>
  <Row>(text: string, values: unknown[]) =>
    tx.$queryRawUnsafe<Row[]>(text, ...values);

export type HeldBook = { version: string; currency: string | null; nowMicros: number };

/** Keeps the price book still and tells its version and the time, as writers of usage do. */
export async function holdPriceBook(tx: Tx): Promise<HeldBook> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(${PRICE_BOOK_LOCK}::bigint)`;
  const book = await tx.priceBook.findUniqueOrThrow({ where: { id: 1 } });
  const [clock] = await tx.$queryRaw<{ now_micros: bigint }[]>`
    SELECT (extract(epoch FROM now()) * 1000000)::bigint AS now_micros`;
  if (!clock) throw new Error("the database told no time");
  return { version: String(book.version), currency: book.currency, nowMicros: Number(clock.now_micros) };
}

/**
 * The oldest settlement that is not done and that nobody else works on, locked; or the one named, waiting for whoever
 * works on it. Null when there is none.
 */
export async function claimSettlement(tx: Tx, id: number | null): Promise<Settlement | null> {
  const rows = await tx.$queryRawUnsafe<(Omit<Settlement, "actor"> & Record<string, string>)[]>(
    `SELECT id, price_id, currency, ${micros("from_at")}::text AS from_micros, ${micros("to_at")}::text AS to_micros,
       actor_kind, actor_id, actor_name, after_dimension_id,
       coalesce(${micros("after_at")}, 0)::text AS after_micros, after_id::text AS after_id
     FROM usage_settlement WHERE done_at IS NULL ${id === null ? "" : `AND id = ${id}`}
     ORDER BY id LIMIT 1 FOR UPDATE ${id === null ? "SKIP LOCKED" : ""}`,
  );
  const row = rows[0];
  if (!row) return null;
  const { actor_kind: kind, actor_id, actor_name, ...rest } = row;
  return {
    ...rest,
    actor: { kind: kind as ActorStamp["kind"], id: actor_id ?? "", name: actor_name ?? "" },
  } as Settlement;
}

export type UnsettledRow = UsedColumns & {
  at_micros: string;
  /** The same, unless the row is a correction booked elsewhere: its price is that of its own time. */
  occurred_micros: string;
  event_id: string;
  id: string;
  dimension_id: number;
  source: string;
  model: string;
  provider: string;
  region: string;
  serviceTier: string;
  gpu_nanos: string;
  price_id: number | null;
  given_micros: string | null;
  given_currency: string | null;
};

/** What a price waits to settle has neither a price nor a cost of its own; what a rate does has one of them. */
const waiting = {
  price: "e.price_id IS NULL AND e.given_micros IS NULL",
  // in a closed period a price alone changes nothing, so there it is found together with the rate
  rate: `(e.price_id IS NOT NULL OR e.given_micros IS NOT NULL
    OR EXISTS (SELECT 1 FROM closed_period p WHERE e.at >= p.from_at AND e.at < p.to_at))`,
};

/** The next events without a cost that the settlement may concern, in a fixed order, locked. At most `most`. */
export async function findUnsettled(tx: Tx, settlement: Settlement, most: number): Promise<UnsettledRow[]> {
  const dimensions = await tx.$queryRawUnsafe<{ id: number }[]>(
    `SELECT d.id FROM usage_dimension d LEFT JOIN price p ON p.id = $1::int
     WHERE d.id >= $2::int AND (p.id IS NULL OR (p.model IN ('*', d.model) AND p.provider IN ('', d.provider)
       AND p.region IN ('', d.region) AND p.source IN ('', d.source) AND p.service_tier IN ('', d.service_tier)))`,
    settlement.price_id,
    settlement.after_dimension_id,
  );
  if (dimensions.length === 0) return [];
  return tx.$queryRawUnsafe<UnsettledRow[]>(
    `SELECT ${micros("e.at")}::text AS at_micros, ${micros("coalesce(e.occurred_at, e.at)")}::text AS occurred_micros,
       e.event_id, e.id::text AS id, e.dimension_id, d.source, d.model, d.provider,
       d.region, d.service_tier AS "serviceTier", ${usedColumns},
       (e.gpu_seconds * 1000000000)::bigint::text AS gpu_nanos, e.price_id,
       e.given_micros::text AS given_micros, e.given_currency
     FROM usage_event e JOIN usage_dimension d ON d.id = e.dimension_id
     WHERE e.cost_micros IS NULL AND NOT e.corrected AND ${settlement.price_id === null ? waiting.rate : waiting.price}
       AND e.dimension_id = ANY ($1::int[]) AND (e.dimension_id, e.at, e.id) > ($2::int, ${instant("$3")}, $4::bigint)
       AND ((e.occurred_at IS NULL AND e.at >= ${instant("$5")} AND e.at < coalesce(${instant("$6")}, 'infinity'))
         OR (e.occurred_at >= ${instant("$5")} AND e.occurred_at < coalesce(${instant("$6")}, 'infinity')))
     ORDER BY e.dimension_id, e.at, e.id LIMIT $7::int FOR UPDATE OF e`,
    numberArray(dimensions.map(({ id }) => id)),
    settlement.after_dimension_id,
    settlement.after_micros,
    settlement.after_id,
    settlement.from_micros,
    settlement.to_micros,
    most,
  );
}

/** Writes costs and prices found, and moves the sums with them. */
export async function saveSettled(
  tx: Tx,
  settled: { row: UnsettledRow; assessment: Assessment }[],
  cells: Cell[],
  nowMicros: number,
): Promise<void> {
  const at = settled.map(({ row }) => Number(row.at_micros));
  // the bounds spare the months that are not concerned
  await tx.$executeRawUnsafe(
    `UPDATE usage_event e SET cost_micros = s.cost_micros, price_id = s.price_id
     FROM (SELECT ${instant("at")} AS at, id, cost_micros, price_id
       FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::int[]) AS given (at, id, cost_micros, price_id)) s
     WHERE e.at = s.at AND e.id = s.id AND e.at >= ${instant("$5")} AND e.at <= ${instant("$6")}`,
    numberArray(at),
    `{${settled.map(({ row }) => row.id).join(",")}}`,
    numberArray(settled.map(({ assessment }) => assessment.costMicros)),
    numberArray(settled.map(({ assessment }) => assessment.priceId)),
    String(Math.min(...at)),
    String(Math.max(...at)),
  );
  const column = (read: (cell: Cell) => number | bigint) => numberArray(cells.map(read));
  await tx.$executeRawUnsafe(
    // locked in the order in which writers lock them
    `UPDATE usage_rollup r SET cost_micros = r.cost_micros + moved.cost_micros,
       unpriced_requests = r.unpriced_requests + moved.unpriced_requests,
       unconverted_requests = r.unconverted_requests + moved.unconverted_requests
     FROM (SELECT held.dimension_id, held.bucket_start, given.cost_micros, given.unpriced_requests, given.unconverted_requests
       FROM unnest($1::int[], $2::bigint[], $3::numeric[], $4::bigint[], $5::bigint[])
           AS given (dimension_id, bucket, cost_micros, unpriced_requests, unconverted_requests)
         JOIN usage_rollup held ON held.dimension_id = given.dimension_id AND held.bucket_start = to_timestamp(given.bucket)
       ORDER BY held.dimension_id, held.bucket_start FOR UPDATE OF held) AS moved
     WHERE r.dimension_id = moved.dimension_id AND r.bucket_start = moved.bucket_start`,
    column((cell) => cell.dimensionId),
    column((cell) => cell.bucketStart),
    column((cell) => cell.costMicros),
    column((cell) => cell.unpricedRequests),
    column((cell) => cell.unconvertedRequests),
  );
  const late = daysBefore(cells, nowMicros - LATE_AFTER_MS * 1000);
  if (late.days.length > 0)
    await tx.$executeRawUnsafe(markLate, numberArray(late.dimensionIds), numberArray(late.days), pulseSlot);
  await tx.$executeRawUnsafe(beatPulse, pulseSlot);
}

/** A cost that is known too late for its period, or that changed. */
export type Correction = {
  row: Pick<UnsettledRow, "at_micros" | "occurred_micros" | "id" | "event_id" | "dimension_id">;
  /** What the correction moves. */
  deltaMicros: bigint;
  priceId: number | null;
  /** What the row costs with it. */
  ratedMicros: bigint;
  bookedMicros: number;
};

/**
 * Books costs in rows of their own, which count no request; those of closed periods where the first open one begins. What
 * they correct stays as it was and only remembers what it costs by now, so that it is corrected once.
 */
export async function saveCorrections(tx: Tx, corrections: Correction[], cells: Cell[]): Promise<void> {
  const at = corrections.map(({ row }) => row.at_micros);
  const ids = `{${corrections.map(({ row }) => row.id).join(",")}}`;
  await tx.$executeRawUnsafe(
    `UPDATE usage_event e SET corrected = true, rated_micros = s.cost
     FROM (SELECT ${instant("at")} AS at, id, cost
       FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS given (at, id, cost)) s
     WHERE e.at = s.at AND e.id = s.id AND e.at >= ${instant("$4")} AND e.at <= ${instant("$5")}`,
    `{${at.join(",")}}`,
    ids,
    numberArray(corrections.map(({ ratedMicros }) => ratedMicros)),
    // the bounds spare the months that are not concerned
    String(Math.min(...at.map(Number))),
    String(Math.max(...at.map(Number))),
  );
  await tx.$executeRawUnsafe(
    `INSERT INTO usage_event (at, dimension_id, event_id, requests, cost_micros, price_id, occurred_at)
     SELECT ${instant("booked")}, dimension_id, event_id, 0, cost_micros, price_id, ${instant("occurred")}
     FROM unnest($1::bigint[], $2::int[], $3::text[], $4::bigint[], $5::int[], $6::bigint[])
       AS given (booked, dimension_id, event_id, cost_micros, price_id, occurred)`,
    numberArray(corrections.map(({ bookedMicros }) => bookedMicros)),
    numberArray(corrections.map(({ row }) => row.dimension_id)),
    textArray(corrections.map(({ row }) => row.event_id)),
    numberArray(corrections.map(({ deltaMicros }) => deltaMicros)),
    numberArray(corrections.map(({ priceId }) => priceId)),
    `{${corrections.map(({ row }) => row.occurred_micros).join(",")}}`,
  );
  await tx.$executeRawUnsafe(
    `INSERT INTO usage_rollup AS held (dimension_id, bucket_start, requests, input_tokens, output_tokens,
       cached_input_tokens, reasoning_tokens, gpu_seconds, cost_micros, unpriced_requests, unconverted_requests,
       first_at, last_at)
     SELECT dimension_id, to_timestamp(bucket), 0, 0, 0, 0, 0, 0, cost_micros, 0, 0, to_timestamp(bucket),
       to_timestamp(bucket)
     FROM unnest($1::int[], $2::bigint[], $3::numeric[]) AS given (dimension_id, bucket, cost_micros)
     ORDER BY dimension_id, bucket
     ON CONFLICT (dimension_id, bucket_start) DO UPDATE SET cost_micros = held.cost_micros + EXCLUDED.cost_micros`,
    numberArray(cells.map(({ dimensionId }) => dimensionId)),
    numberArray(cells.map(({ bucketStart }) => bucketStart)),
    numberArray(cells.map(({ costMicros }) => costMicros)),
  );
  // they lie at the beginning of a month, whatever the hour
  const days = daysBefore(cells, Number.POSITIVE_INFINITY);
  await tx.$executeRawUnsafe(markLate, numberArray(days.dimensionIds), numberArray(days.days), pulseSlot);
  await tx.$executeRawUnsafe(beatPulse, pulseSlot);
}

/** Where the next batch goes on; without `last` there is nothing left. */
export async function moveSettlement(
  tx: Tx,
  id: number,
  last: UnsettledRow | undefined,
  requests: number,
): Promise<void> {
  await tx.$executeRawUnsafe(
    `UPDATE usage_settlement SET settled_requests = settled_requests + $2::bigint,
       done_at = CASE WHEN $3::int IS NULL THEN clock_timestamp() END,
       after_dimension_id = coalesce($3::int, after_dimension_id),
       after_at = coalesce(${instant("$4")}, after_at), after_id = coalesce($5::bigint, after_id)
     WHERE id = $1::int`,
    id,
    requests,
    last?.dimension_id ?? null,
    last?.at_micros ?? null,
    last?.id ?? null,
  );
}
