import "server-only";
import type pg from "pg";

/**
 * Days of users: what each user asked and cost on one day of a zone under one filter, as lists of numbers. Made from the
 * events once the day is over for ninety minutes, at the sum of versions of usage_late over its days, and good as long as
 * that sum stands: see usage-span-sql.ts for why nothing slips between. All of them may be deleted at any time.
 */

/** A day in milliseconds since 1970; `to` is exclusive. */
export type DayStretch = { from: number; to: number };

/** What is kept of a day, with the users as Postgres writes lists: `{17,4}`. */
type KeptDay = {
  subjects: string;
  requests: string;
  costs: string;
  unpriced: string;
  nameless: string;
};

const seconds = (ms: number) => ms / 1000;

/** The versions that days of a scope are kept at, by start and end (milliseconds): `from to`. */
export async function findUserDays(
  client: pg.PoolClient,
  scope: string,
  { from, to }: DayStretch,
): Promise<Map<string, number>> {
  const { rows } = await client.query<{ from_s: string; to_s: string; version: string }>(
    `SELECT extract(epoch FROM from_at)::bigint::text AS from_s, extract(epoch FROM to_at)::bigint::text AS to_s,
       late_version::text AS version
     FROM usage_user_day WHERE scope = $1 AND from_at >= to_timestamp($2) AND from_at < to_timestamp($3)`,
    [scope, seconds(from), seconds(to)],
  );
  return new Map(
    rows.map((row) => [`${Number(row.from_s) * 1000} ${Number(row.to_s) * 1000}`, Number(row.version)]),
  );
}

/** Makes a day from its events, in the snapshot of the client. A cost that is not known yet is -1, never 0. */
export async function makeUserDay(
  client: pg.PoolClient,
  scope: string,
  { from, to }: DayStretch,
  { dimensionIds, lateVersion }: { dimensionIds: string; lateVersion: number },
): Promise<void> {
  await client.query(
    `INSERT INTO usage_user_day (scope, from_at, to_at, late_version, subject_ids, requests, cost_micros,
       unpriced_requests, nameless_micros)
     SELECT $1, to_timestamp($2), to_timestamp($3), $4,
       coalesce(array_agg(subject_id ORDER BY subject_id) FILTER (WHERE subject_id IS NOT NULL), '{}'),
       coalesce(array_agg(requests ORDER BY subject_id) FILTER (WHERE subject_id IS NOT NULL), '{}'),
       coalesce(array_agg(coalesce(cost, -1) ORDER BY subject_id) FILTER (WHERE subject_id IS NOT NULL), '{}'),
       coalesce(sum(unpriced) FILTER (WHERE subject_id IS NOT NULL), 0),
       coalesce(sum(cost) FILTER (WHERE subject_id IS NULL), 0)
     FROM (
       SELECT subject_id, sum(requests)::bigint AS requests, sum(cost_micros)::bigint AS cost,
         sum(requests) FILTER (WHERE cost_micros IS NULL AND NOT corrected) AS unpriced
       FROM usage_event
       WHERE at >= to_timestamp($2) AND at < to_timestamp($3) AND dimension_id = ANY ($5::int[])
       GROUP BY subject_id) spent
     ON CONFLICT (scope, from_at, to_at) DO UPDATE SET late_version = EXCLUDED.late_version,
       subject_ids = EXCLUDED.subject_ids, requests = EXCLUDED.requests, cost_micros = EXCLUDED.cost_micros,
       unpriced_requests = EXCLUDED.unpriced_requests, nameless_micros = EXCLUDED.nameless_micros,
       used_on = CURRENT_DATE`,
    [scope, seconds(from), seconds(to), lateVersion, dimensionIds],
  );
}

export async function readUserDay(
  client: pg.PoolClient,
  scope: string,
  { from, to }: DayStretch,
): Promise<KeptDay | null> {
  const { rows } = await client.query<KeptDay>({
    name: "usage_user_day",
    text: `SELECT subject_ids::text AS subjects, requests::text AS requests, cost_micros::text AS costs,
        unpriced_requests::text AS unpriced, nameless_micros::text AS nameless
      FROM usage_user_day WHERE scope = $1 AND from_at = to_timestamp($2) AND to_at = to_timestamp($3)`,
    values: [scope, seconds(from), seconds(to)],
  });
  return rows[0] ?? null;
}

/** Days that are looked at stay; what nobody looked at for a month goes. */
export async function touchUserDays(pool: pg.Pool, scope: string, { from, to }: DayStretch): Promise<void> {
  await pool.query(
    `UPDATE usage_user_day SET used_on = CURRENT_DATE WHERE scope = $1 AND from_at >= to_timestamp($2)
       AND from_at < to_timestamp($3) AND used_on < CURRENT_DATE`,
    [scope, seconds(from), seconds(to)],
  );
  await pool.query("DELETE FROM usage_user_day WHERE used_on < CURRENT_DATE - 30");
}

const COMMA = 44;
const CLOSE = 125;
const MINUS = 45;
const ZERO = 48;

/** The numbers of `{17,-1,4}`. By hand: there may be millions, and a generic parser makes each an object. */
export function parseNumbers(list: string): number[] {
  const numbers: number[] = [];
  let number = 0;
  let isNegative = false;
  for (let at = 1; at < list.length; at += 1) {
    const code = list.charCodeAt(at);
    if (code === COMMA || code === CLOSE) {
      if (at > 1) numbers.push(isNegative ? -number : number);
      number = 0;
      isNegative = false;
    } else if (code === MINUS) isNegative = true;
    else number = number * 10 + code - ZERO;
  }
  return numbers;
}
