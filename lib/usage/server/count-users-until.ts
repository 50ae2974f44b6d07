import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { pool } from "../../platform/db";
import { GrowthCounter, type GrowthFigures } from "../growth";
import { readUsage } from "./read-usage";
import { numberArray } from "./sql-array";
import * as sql from "./usage-report-sql";

const QUARTER_MS = 900_000;

/**
 * Who was seen from the start of a day until an instant inside it, by the rules of the report: for "by this time of
 * day". `before` is the start of the day before it; all in milliseconds. `churnedUsers` counts who has not come back by
 * then.
 */
export async function countUsersUntil(
  actor: Actor,
  { before, start, until, zone }: { before: number; start: number; until: number; zone: string },
  filter: sql.DimensionFilter = {},
): Promise<Result<GrowthFigures>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  // the quarter of an hour that the instant cuts is read event by event
  const cut = Math.max(start, Math.floor(until / QUARTER_MS) * QUARTER_MS);
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    const asOf = await sql.beginReading(client);
    const dimensions = await sql.findMatchingDimensions(client, filter);
    const members = dimensions.map(({ id, first_s: first, last_s: last }) => ({
      dimensionId: id,
      group: 0,
      first: Number(first) * 1000,
      last: Number(last) * 1000,
    }));
    const range = { edges: [start, cut], bucketBefore: before, periodBefore: before };
    const when = { range, interval: "day" as const, zone, now: asOf.getTime() };
    const { all } = await readUsage(client, members, 1, when, (buckets) => new GrowthCounter(buckets));
    const late = await client.query<{ subject_id: number }>(
      `SELECT DISTINCT subject_id FROM usage_event
       WHERE at >= to_timestamp($1::float8) AND at < to_timestamp($2::float8) AND dimension_id = ANY ($3::int[])
         AND subject_id IS NOT NULL`,
      [cut / 1000, until / 1000, numberArray(members.map(({ dimensionId }) => dimensionId))],
    );
    for (const { subject_id: subject } of late.rows) all.see(subject, 0);
    await client.query("COMMIT");
    return ok(all.total());
  } catch (error) {
    await client.query("ROLLBACK").catch((lost) => {
      broken = lost;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
