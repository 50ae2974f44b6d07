import "server-only";
import { pool } from "../platform/db";
import type { Told } from "./rate-window";

/** Adds what this process counted in that minute; answers what all have counted. One statement. */
export async function addRates(minuteMs: number, told: Told[]): Promise<Told[]> {
  const { rows } = await pool().query<Told>(
    `INSERT INTO request_rate (who, minute, used)
     SELECT who, $1, used FROM unnest($2::text[], $3::int[]) AS told (who, used) ORDER BY who
     ON CONFLICT (who, minute) DO UPDATE SET used = request_rate.used + EXCLUDED.used
     RETURNING who, used`,
    [new Date(minuteMs), told.map(({ who }) => who), told.map(({ used }) => used)],
  );
  return rows;
}

/** Counts of minutes that no allowance looks at any more. */
export async function forgetRates(): Promise<void> {
  await pool().query("DELETE FROM request_rate WHERE minute < now() - interval '5 minutes'");
}
