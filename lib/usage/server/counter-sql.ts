import "server-only";
import type pg from "pg";
import { numberArray } from "./sql-array";

/** The last reading of a counter that only grows. */
export type Reading = { counter: string; readNanos: bigint; tokens: number; requests: number };

/**
 * Locks the counters in their order, makes those that are new, and tells the last reading of each; a new one was read at
 * 0. `counters` must not repeat itself.
 */
export async function lockCounters(client: pg.PoolClient, counters: string[]): Promise<Map<string, Reading>> {
  const { rows } = await client.query<{ counter: string; read: string; tokens: string; requests: string }>({
    name: "usage_counters_lock",
    text: `INSERT INTO usage_counter (counter, read_nanos, tokens, requests)
      SELECT counter, 0, 0, 0 FROM unnest($1::uuid[]) AS given (counter) ORDER BY counter
      ON CONFLICT (counter) DO UPDATE SET counter = EXCLUDED.counter
      RETURNING replace(counter::text, '-', '') AS counter, read_nanos::text AS read, tokens::text, requests::text`,
    values: [`{${counters.join(",")}}`],
  });
  return new Map(
    rows.map(({ counter, read, tokens, requests }) => [
      counter,
      { counter, readNanos: BigInt(read), tokens: Number(tokens), requests: Number(requests) },
    ]),
  );
}

/** Keeps the readings; their counters must be locked. */
export async function saveCounters(client: pg.PoolClient, readings: Reading[]): Promise<void> {
  await client.query({
    name: "usage_counters_save",
    text: `UPDATE usage_counter c SET read_nanos = given.read, tokens = given.tokens, requests = given.requests,
        received_at = now()
      FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[]) AS given (counter, read, tokens, requests)
      WHERE c.counter = given.counter`,
    values: [
      `{${readings.map(({ counter }) => counter).join(",")}}`,
      numberArray(readings.map(({ readNanos }) => readNanos)),
      numberArray(readings.map(({ tokens }) => tokens)),
      numberArray(readings.map(({ requests }) => requests)),
    ],
  });
}
