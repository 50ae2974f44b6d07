import "server-only";
import type pg from "pg";
import { fromScaled } from "../decimal";
import type { Assessment } from "../price-book";
import type { InferenceEvent, SignupEvent } from "../usage-event";
import type { Cell } from "./cells";
import { numberArray, textArray } from "./sql-array";

/**
 * The path of a usage event into the database. Hand-written, since each statement carries thousands of rows: dedupe, row,
 * rollup and presence stand in ONE transaction, so an event is counted wholly or not at all (a store that had seen it and
 * a store that had it once lost 77 seconds for others).
 */

/**
 * Writers take it shared and then read the version of the price book in a NEW statement; whoever adds a price or a rate
 * takes it exclusively. So a writer either commits before the price does, and is found by its settlement, or prices by it.
 * Whoever erases a subject does the same.
 */
export const PRICE_BOOK_LOCK = 731_101;
export const MONTHS_LOCK = 731_102;
const PULSE_SLOTS = 32;
/** A writer that waits longer than this for a lock gives up, and its caller tries again. */
const STATEMENT_TIMEOUT = "20s";

const epoch = (column: string) => `'epoch'::timestamptz + ${column} * interval '1 microsecond'`;

/** Begins, holds the price book still, and tells its version and the time. No writer lives longer than minutes. */
export async function beginWriting(
  client: pg.PoolClient,
): Promise<{ version: string; subjectsVersion: string; nowMicros: number }> {
  const answers = (await client.query(
    `BEGIN; SET LOCAL statement_timeout = '${STATEMENT_TIMEOUT}'; SET LOCAL idle_in_transaction_session_timeout = '60s';
     SELECT pg_advisory_xact_lock_shared(${PRICE_BOOK_LOCK});
     SELECT version, subjects_version, (extract(epoch FROM now()) * 1000000)::bigint AS now_micros FROM price_book WHERE id = 1`,
  )) as unknown as pg.QueryResult<{
    version: string;
    subjects_version: string;
    now_micros: string;
  }>[];
  const row = answers.at(-1)?.rows[0];
  if (!row) throw new Error("price_book has no row: the database is not migrated");
  return {
    version: row.version,
    subjectsVersion: row.subjects_version,
    nowMicros: Number(row.now_micros),
  };
}

/** How many subjects were erased; before the numbers of subjects are read, so that what is read later is no older. */
export async function readSubjectsVersion(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ subjects_version: string }>(
    "SELECT subjects_version FROM price_book WHERE id = 1",
  );
  if (!rows[0]) throw new Error("price_book has no row: the database is not migrated");
  return rows[0].subjects_version;
}

/** Claims the keys; the answer has those that nobody had claimed before. Waits for a twin in flight. */
export async function insertKeys(client: pg.PoolClient, keys: string[]): Promise<Set<string> | "all"> {
  const { rows } = await client.query<{ fresh: number; keys: string[] | null }>({
    name: "usage_keys",
    text: `WITH fresh AS (
        INSERT INTO usage_event_key (digest) SELECT digest FROM unnest($1::uuid[]) AS given (digest) ORDER BY 1
        ON CONFLICT DO NOTHING RETURNING digest)
      SELECT count(*)::int AS fresh,
        CASE WHEN count(*) < $2 THEN array_agg(replace(digest::text, '-', '')) END AS keys FROM fresh`,
    values: [`{${keys.join(",")}}`, keys.length],
  });
  return rows[0]?.fresh === keys.length ? "all" : new Set(rows[0]?.keys ?? []);
}

export type EventRow = {
  event: InferenceEvent;
  /** Where it is booked: at its own time, unless that lies in a closed period. */
  bookedMicros: number;
  dimensionId: number;
  subjectId: number | null;
  assessment: Assessment;
};

export async function insertEvents(client: pg.PoolClient, rows: EventRow[]): Promise<void> {
  const column = (read: (row: EventRow) => number | bigint | null) => numberArray(rows.map(read));
  await client.query({
    name: "usage_events",
    text: `INSERT INTO usage_event (at, dimension_id, subject_id, event_id, requests, input_tokens, output_tokens,
        cached_input_tokens, reasoning_tokens, gpu_seconds, cost_micros, price_id, given_micros, given_currency,
        occurred_at, cache_write_tokens, audio_input_tokens, audio_output_tokens)
      SELECT ${epoch("at")}, dimension_id, subject_id, event_id, requests, input_tokens, output_tokens,
        cached_input_tokens, reasoning_tokens, gpu_seconds, cost_micros, price_id, given_micros, given_currency, ${epoch("occurred")},
        cache_write, audio_input, audio_output
      FROM unnest($1::bigint[], $2::int[], $3::int[], $4::text[], $5::int[], $6::bigint[], $7::bigint[], $8::bigint[],
        $9::bigint[], $10::numeric[], $11::bigint[], $12::int[], $13::bigint[], $14::text[], $15::bigint[],
        $16::bigint[], $17::bigint[], $18::bigint[])
        AS given (at, dimension_id, subject_id, event_id, requests, input_tokens, output_tokens, cached_input_tokens,
          reasoning_tokens, gpu_seconds, cost_micros, price_id, given_micros, given_currency, occurred, cache_write, audio_input,
          audio_output)`,
    values: [
      column(({ bookedMicros }) => bookedMicros),
      column(({ dimensionId }) => dimensionId),
      column(({ subjectId }) => subjectId),
      textArray(rows.map(({ event }) => event.id)),
      column(({ event }) => event.requests),
      column(({ event }) => event.inputTokens),
      column(({ event }) => event.outputTokens),
      column(({ event }) => event.cachedInputTokens),
      column(({ event }) => event.reasoningTokens),
      `{${rows.map(({ event }) => (event.gpuNanos === 0n ? "0" : fromScaled(event.gpuNanos, 9))).join(",")}}`,
      column(({ assessment }) => assessment.costMicros),
      column(({ assessment }) => assessment.priceId),
      column(({ event }) => event.cost?.micros ?? null),
      textArray(rows.map(({ event }) => event.cost?.currency ?? null)),
      column(({ event, bookedMicros }) => (event.atMicros === bookedMicros ? null : event.atMicros)),
      column(({ event }) => event.cacheWriteTokens || null),
      column(({ event }) => event.audioInputTokens || null),
      column(({ event }) => event.audioOutputTokens || null),
    ],
  });
}

/** Adds what the cells say; they must come in their order. */
export async function upsertRollup(client: pg.PoolClient, cells: Cell[]): Promise<void> {
  const column = (read: (cell: Cell) => number | bigint) => numberArray(cells.map(read));
  await client.query({
    name: "usage_rollup",
    text: `INSERT INTO usage_rollup AS held (dimension_id, bucket_start, requests, input_tokens, output_tokens,
      cached_input_tokens, reasoning_tokens, gpu_seconds, cost_micros, unpriced_requests, unconverted_requests,
      first_at, last_at)
    SELECT dimension_id, to_timestamp(bucket_start), requests, input_tokens, output_tokens, cached_input_tokens,
      reasoning_tokens, gpu_seconds, cost_micros, unpriced_requests, unconverted_requests,
      ${epoch("first_at")}, ${epoch("last_at")}
    FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
      $8::numeric[], $9::numeric[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[])
      AS given (dimension_id, bucket_start, requests, input_tokens, output_tokens, cached_input_tokens,
        reasoning_tokens, gpu_seconds, cost_micros, unpriced_requests, unconverted_requests, first_at, last_at)
    ORDER BY given.dimension_id, given.bucket_start
    ON CONFLICT (dimension_id, bucket_start) DO UPDATE SET
      requests = held.requests + EXCLUDED.requests,
      input_tokens = held.input_tokens + EXCLUDED.input_tokens,
      output_tokens = held.output_tokens + EXCLUDED.output_tokens,
      cached_input_tokens = held.cached_input_tokens + EXCLUDED.cached_input_tokens,
      reasoning_tokens = held.reasoning_tokens + EXCLUDED.reasoning_tokens,
      gpu_seconds = held.gpu_seconds + EXCLUDED.gpu_seconds,
      cost_micros = held.cost_micros + EXCLUDED.cost_micros,
      unpriced_requests = held.unpriced_requests + EXCLUDED.unpriced_requests,
      unconverted_requests = held.unconverted_requests + EXCLUDED.unconverted_requests,
      first_at = least(held.first_at, EXCLUDED.first_at),
      last_at = greatest(held.last_at, EXCLUDED.last_at)`,
    values: [
      column((cell) => cell.dimensionId),
      column((cell) => cell.bucketStart),
      column((cell) => cell.requests),
      column((cell) => cell.inputTokens),
      column((cell) => cell.outputTokens),
      column((cell) => cell.cachedInputTokens),
      column((cell) => cell.reasoningTokens),
      `{${cells.map((cell) => fromScaled(cell.gpuNanos, 9)).join(",")}}`,
      column((cell) => cell.costMicros),
      column((cell) => cell.unpricedRequests),
      column((cell) => cell.unconvertedRequests),
      column((cell) => cell.firstMicros),
      column((cell) => cell.lastMicros),
    ],
  });
}

export type PresenceRow = { dimensionId: number; bucketStart: number; subjectIds: number[] };

/**
 * Appends to the lists; the rows must come in the order of their cells. Whoever is watched for (subject-watch.ts) is noted
 * with it; while nobody is, that costs nothing.
 */
export async function appendPresence(client: pg.PoolClient, rows: PresenceRow[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query({
    name: "usage_presence",
    text: `WITH given AS (
        SELECT dimension_id, to_timestamp(bucket_start) AS bucket_start, subject_ids::int[] AS subject_ids
        FROM unnest($1::int[], $2::bigint[], $3::text[]) AS given (dimension_id, bucket_start, subject_ids)
      ), seen AS (
        SELECT id, min(bucket_start) AS first FROM given, unnest(subject_ids) AS id
        WHERE EXISTS (SELECT 1 FROM usage_watch) GROUP BY id
      ), noted AS (
        UPDATE usage_watch w SET first_seen = least(w.first_seen, seen.first)
        -- in order, so that two writers never wait for each other
        FROM (SELECT subject_id FROM usage_watch WHERE subject_id IN (SELECT id FROM seen)
          ORDER BY subject_id FOR UPDATE) locked JOIN seen ON seen.id = locked.subject_id
        WHERE w.subject_id = seen.id
      )
      INSERT INTO usage_presence AS held (dimension_id, bucket_start, subject_ids)
      SELECT dimension_id, bucket_start, subject_ids FROM given
      ORDER BY given.dimension_id, given.bucket_start
      ON CONFLICT (dimension_id, bucket_start) DO UPDATE SET subject_ids = held.subject_ids || EXCLUDED.subject_ids`,
    values: [
      numberArray(rows.map(({ dimensionId }) => dimensionId)),
      numberArray(rows.map(({ bucketStart }) => bucketStart)),
      `{${rows.map(({ subjectIds }) => `"{${subjectIds.join(",")}}"`).join(",")}}`,
    ],
  });
}

export async function insertSignups(client: pg.PoolClient, signups: SignupEvent[]): Promise<void> {
  if (signups.length === 0) return;
  await client.query(
    `INSERT INTO usage_signup (at, source, event_id, subject, campaign)
     SELECT ${epoch("at")}, source, event_id, subject, nullif(campaign, '')
     FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])
       AS given (at, source, event_id, subject, campaign)`,
    [
      numberArray(signups.map(({ atMicros }) => atMicros)),
      textArray(signups.map(({ source }) => source)),
      textArray(signups.map(({ id }) => id)),
      textArray(signups.map(({ subject }) => subject)),
      textArray(signups.map(({ campaign }) => campaign)),
    ],
  );
}

/** Tells that usage changed; the last statement of the transaction, since writers of one slot wait here. */
export const beatPulse = "UPDATE usage_pulse SET version = version + 1 WHERE slot = $1";
export const pulseSlot = process.pid % PULSE_SLOTS;

const dimensionColumns = "source, model, provider, region, campaign, service_tier";
export type DimensionNames = Pick<
  InferenceEvent,
  "source" | "model" | "provider" | "region" | "campaign" | "serviceTier"
>;

/** The numbers of dimensions, made where they are new. On its own, before the transaction: an unused one does no harm. */
export async function findDimensions(
  pool: pg.Pool,
  wanted: DimensionNames[],
): Promise<({ id: number } & DimensionNames)[]> {
  const values = [
    textArray(wanted.map(({ source }) => source)),
    textArray(wanted.map(({ model }) => model)),
    textArray(wanted.map(({ provider }) => provider)),
    textArray(wanted.map(({ region }) => region)),
    textArray(wanted.map(({ campaign }) => campaign)),
    textArray(wanted.map(({ serviceTier }) => serviceTier)),
  ];
  const given = `unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS given (${dimensionColumns})`;
  const find = () =>
    pool.query<{ id: number } & DimensionNames>(
      `SELECT id, source, model, provider, region, campaign, service_tier AS "serviceTier"
       FROM usage_dimension JOIN ${given} USING (${dimensionColumns})`,
      values,
    );
  const found = await find();
  if (found.rows.length === wanted.length) return found.rows;
  await pool.query(
    `INSERT INTO usage_dimension (${dimensionColumns})
     SELECT ${dimensionColumns} FROM ${given}
     WHERE NOT EXISTS (SELECT 1 FROM usage_dimension held WHERE (held.source, held.model, held.provider, held.region,
       held.campaign, held.service_tier) = (given.source, given.model, given.provider, given.region, given.campaign,
       given.service_tier))
     ORDER BY ${dimensionColumns} ON CONFLICT DO NOTHING`,
    values,
  );
  return (await find()).rows;
}

/** The numbers of subjects, made where they are new; like findDimensions. Numbers stay dense: none is burnt in vain. */
export async function findSubjects(
  pool: pg.Pool,
  wanted: string[],
): Promise<{ id: number; subject: string }[]> {
  const values = [textArray(wanted)];
  const find = () =>
    pool.query<{ id: number; subject: string }>(
      "SELECT id, subject FROM usage_subject WHERE subject = ANY ($1::text[])",
      values,
    );
  const found = await find();
  if (found.rows.length === wanted.length) return found.rows;
  await pool.query(
    `INSERT INTO usage_subject (subject)
     SELECT subject FROM unnest($1::text[]) AS given (subject)
     WHERE NOT EXISTS (SELECT 1 FROM usage_subject held WHERE held.subject = given.subject)
     ORDER BY subject ON CONFLICT DO NOTHING`,
    values,
  );
  return (await find()).rows;
}

/** Makes the partition of a month (`2026_11`) unless it exists; whoever comes second waits for the first. */
export async function ensureMonth(client: pg.PoolClient, month: string, next: string): Promise<void> {
  const name = `usage_event_${month}`;
  await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${MONTHS_LOCK})`);
  try {
    const { rows } = await client.query<{ exists: boolean }>("SELECT to_regclass($1) IS NOT NULL AS exists", [
      name,
    ]);
    if (!rows[0]?.exists) {
      // attached rather than made as a partition: readers and writers of the other months go on meanwhile
      await client.query(`CREATE TABLE ${name} (LIKE usage_event INCLUDING ALL);
        ALTER TABLE usage_event ATTACH PARTITION ${name}
        FOR VALUES FROM ('${month.replace("_", "-")}-01 00:00:00Z') TO ('${next.replace("_", "-")}-01 00:00:00Z')`);
    }
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
