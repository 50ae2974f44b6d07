import type pg from "pg";
import { pool } from "../../lib/platform/db";
import type { InferenceEvent } from "../../lib/usage";
import { recordUsage } from "../../lib/usage/server";
import { inferenceEvent } from "../fixtures/usage-events";

/** Three months of a chatbot: 100,000 users, four models in five regions, half of it from a campaign. */
export const USERS = 100_000;
export const DAYS = 90;
export const SOURCE = "bench";
const DAY_MS = 86_400_000;
const PER_MILLION = { input: 0.4, output: 1.2 };
export const PRICE = {
  model: "*",
  currency: "USD",
  effectiveFrom: "2020-01-01T00:00:00Z",
  perMillion: { input: String(PER_MILLION.input), output: String(PER_MILLION.output) },
};

/** Makes dimensions, users and months the way the first event of each does: with one event, taken back afterwards. */
async function prepare(now: number): Promise<void> {
  const first = Array.from({ length: 40 }, (_, nth) =>
    inferenceEvent({
      source: SOURCE,
      id: `first-${nth}`,
      atMicros: (now - DAY_MS) * 1000,
      subject: "user-1",
      model: `model-${nth % 4}`,
      region: `region-${Math.floor(nth / 4) % 5}`,
      campaign: nth < 20 ? "" : "spring",
    }),
  );
  const months = Array.from({ length: DAYS + 2 }, (_, day) =>
    inferenceEvent({
      source: SOURCE,
      atMicros: (now - day * DAY_MS) * 1000,
      model: "model-0",
      region: "region-0",
    }),
  );
  await recordUsage([...first, ...months]);
  await pool().query(
    "TRUNCATE usage_event, usage_event_key, usage_rollup, usage_presence, usage_late, usage_span, usage_span_users",
  );
  await pool().query(
    `INSERT INTO usage_subject (subject) SELECT 'user-' || nth FROM generate_series(2, $1::int) AS nth`,
    [USERS],
  );
}

/** The first six bytes of the id, then ten of SHA-256 over source and id: lib/usage/server/event-key.ts in SQL. */
const KEY = `(encode(substr(convert_to(rpad(event_id, 6), 'UTF8'), 1, 6), 'hex')
  || left(encode(sha256(convert_to('${SOURCE}', 'UTF8') || '\\x00'::bytea || convert_to(event_id, 'UTF8')), 'hex'), 20))::uuid`;

/**
 * One day of events, made in the database as a writer makes them: keys, rows with their price version and their cost
 * (rounded once, half up), then the sums and the users of their quarters of an hour, then the versions of their days.
 */
async function makeDay(
  client: pg.PoolClient,
  { from, to, events, reach }: { from: number; to: number; events: number; reach: number },
) {
  await client.query("BEGIN");
  await client.query(
    `CREATE TEMPORARY TABLE made ON COMMIT DROP AS
     SELECT to_timestamp($1::float8 / 1000) + random() * ($2::float8 - $1::float8) * interval '1 millisecond' AS at,
       dimension.ids[1 + floor(random() * random() * 40)::int] AS dimension_id,
       1 + floor(power(random(), 1.5) * $4)::int AS subject_id,
       to_char($1::bigint / 86400000, 'FM00000000') || '-' || nth AS event_id,
       (200 + random() * 2000)::int AS input_tokens, (random() * 700)::int AS output_tokens
     FROM generate_series(1, $3::int) AS nth,
       (SELECT array_agg(id ORDER BY id) AS ids FROM usage_dimension WHERE source = '${SOURCE}') AS dimension`,
    [from, to, events, reach],
  );
  await client.query(`INSERT INTO usage_event_key (digest) SELECT ${KEY} FROM made`);
  await client.query(
    `INSERT INTO usage_event (at, dimension_id, subject_id, event_id, input_tokens, output_tokens, cost_micros, price_id)
     SELECT at, dimension_id, subject_id, event_id, input_tokens, output_tokens,
       round(input_tokens * ${PER_MILLION.input}::numeric + output_tokens * ${PER_MILLION.output}::numeric)::bigint,
       (SELECT id FROM price WHERE origin = 'own' LIMIT 1)
     FROM made ORDER BY at`,
  );
  const quarter = "date_bin(interval '15 minutes', at, 'epoch'::timestamptz)";
  await client.query(
    `INSERT INTO usage_rollup (dimension_id, bucket_start, requests, input_tokens, output_tokens, cached_input_tokens,
       reasoning_tokens, gpu_seconds, cost_micros, unpriced_requests, unconverted_requests, first_at, last_at)
     SELECT dimension_id, ${quarter}, count(*), sum(input_tokens), sum(output_tokens), 0, 0, 0,
       sum(round(input_tokens * ${PER_MILLION.input}::numeric + output_tokens * ${PER_MILLION.output}::numeric)), 0, 0,
       min(at), max(at)
     FROM made GROUP BY 1, 2`,
  );
  await client.query(
    `INSERT INTO usage_presence (dimension_id, bucket_start, subject_ids)
     SELECT dimension_id, ${quarter}, array_agg(DISTINCT subject_id) FROM made GROUP BY 1, 2`,
  );
  await client.query(
    `INSERT INTO usage_late (dimension_id, day, version)
     SELECT DISTINCT dimension_id, (at AT TIME ZONE 'UTC')::date, 1 FROM made`,
  );
  await client.query("COMMIT");
}

/** Fills an empty database with so many events of the last three months; the days grow, as days do. */
export async function makeEvents(events: number, now: number, say: (text: string) => void): Promise<void> {
  await prepare(now);
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const weights = Array.from({ length: DAYS }, (_, day) => 1 + day / 45 + (day % 7 > 4 ? 0.4 : 0));
  const passed = (now - today) / DAY_MS;
  const all = weights.reduce((sum, weight, day) => sum + weight * (day === DAYS - 1 ? passed : 1), 0);
  const client = await pool().connect();
  try {
    // a day of fifty million takes longer than a person would wait
    await client.query("SET work_mem = '256MB'; SET statement_timeout = 0; SELECT setseed(0.42)");
    for (const [day, weight] of weights.entries()) {
      const from = today - (DAYS - 1 - day) * DAY_MS;
      const to = Math.min(from + DAY_MS, now);
      await makeDay(client, {
        from,
        to,
        // today has as much of a day's events as has passed of it: a whole day's in its first hour is no such hour
        events: Math.round((events * weight * (to - from)) / (all * DAY_MS)),
        reach: Math.round((USERS * (day + 10)) / (DAYS + 9)),
      });
      if (day % 30 === 29) say(`${day + 1} of ${DAYS} days of ${events} events are there`);
    }
    for (const table of [
      "usage_event",
      "usage_event_key",
      "usage_rollup",
      "usage_presence",
      "usage_late",
      "usage_subject",
    ])
      await client.query(`VACUUM (ANALYZE) ${table}`);
  } finally {
    // its settings are nobody else's
    client.release(true);
  }
}

type EventRow = {
  at: string;
  event_id: string;
  subject: string;
  model: string;
  region: string;
  campaign: string;
  input: string;
  output: string;
};

/** An hour of what was made, sent through the writer under another name: the sums, users and costs must be the same. */
export async function checkAgainstWriter(now: number): Promise<number> {
  const from = Math.floor(now / DAY_MS) * DAY_MS - 20 * DAY_MS;
  const { rows } = await pool().query<EventRow>(
    `SELECT (extract(epoch FROM e.at) * 1000000)::bigint::text AS at, e.event_id, s.subject, d.model, d.region, d.campaign,
       e.input_tokens::text AS input, e.output_tokens::text AS output
     FROM usage_event e JOIN usage_dimension d ON d.id = e.dimension_id JOIN usage_subject s ON s.id = e.subject_id
     WHERE e.at >= to_timestamp($1::float8) AND e.at < to_timestamp($1::float8) + interval '1 hour'`,
    [from / 1000],
  );
  const events = rows.map(
    (row): InferenceEvent =>
      inferenceEvent({
        source: "written",
        id: row.event_id,
        atMicros: Number(row.at),
        subject: row.subject,
        model: row.model,
        region: row.region,
        campaign: row.campaign,
        inputTokens: Number(row.input),
        outputTokens: Number(row.output),
      }),
  );
  for (let at = 0; at < events.length; at += 5_000) await recordUsage(events.slice(at, at + 5_000));
  const seen = async (source: string) =>
    (
      await pool().query(
        `SELECT d.model, d.region, d.campaign, r.bucket_start, r.requests, r.input_tokens, r.output_tokens, r.cost_micros,
           r.unpriced_requests, r.first_at, r.last_at,
           (SELECT array_agg(DISTINCT id ORDER BY id) FROM unnest(p.subject_ids) AS id) AS users
         FROM usage_rollup r JOIN usage_dimension d ON d.id = r.dimension_id
           JOIN usage_presence p USING (dimension_id, bucket_start)
         WHERE d.source = $2 AND r.bucket_start >= to_timestamp($1::float8)
           AND r.bucket_start < to_timestamp($1::float8) + interval '1 hour'
         ORDER BY 1, 2, 3, 4`,
        [from / 1000, source],
      )
    ).rows;
  const [made, written] = [JSON.stringify(await seen(SOURCE)), JSON.stringify(await seen("written"))];
  if (made !== written || rows.length === 0)
    throw new Error("what was made in the database is not what a writer makes of the same events");
  // the keys too: what was made counts as sent
  const again = await recordUsage(events.slice(0, 500).map((event) => ({ ...event, source: SOURCE })));
  if (again.some((one) => one !== "duplicate")) throw new Error("the keys that were made are not a writer's");
  await pool().query(
    "DELETE FROM usage_event e USING usage_dimension d WHERE d.id = e.dimension_id AND d.source = 'written'",
  );
  for (const table of ["usage_rollup", "usage_presence", "usage_late"])
    await pool().query(
      `DELETE FROM ${table} t USING usage_dimension d WHERE d.id = t.dimension_id AND d.source = 'written'`,
    );
  return rows.length;
}
