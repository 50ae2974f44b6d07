import "server-only";
import { pool } from "../platform/db";
import type { Told } from "./rate-window";

/** Adds what this process counted; answers what all have counted of these names and minutes. One statement. */
export async function addRates(told: readonly Told[]): Promise<Told[]> {
  const { rows } = await pool().query<Told>(
    `INSERT INTO request_rate (who, minute, used)
     SELECT who, to_timestamp(at), used FROM unnest($1::float8[], $2::text[], $3::int[]) AS told (at, who, used)
     ORDER BY at, who
     ON CONFLICT (who, minute) DO UPDATE SET used = request_rate.used + EXCLUDED.used
     RETURNING (extract(epoch FROM minute) * 1000)::float8 AS "minuteMs", who, used`,
    [told.map(({ minuteMs }) => minuteMs / 1000), told.map(({ who }) => who), told.map(({ used }) => used)],
  );
  return rows;
}

/** Counts of minutes that no allowance looks at any more. */
export async function forgetRates(): Promise<void> {
  await pool().query("DELETE FROM request_rate WHERE minute < now() - interval '5 minutes'");
}
