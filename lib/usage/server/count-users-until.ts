import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { pool } from "../../platform/db";
import { GrowthCounter, type GrowthFigures } from "../growth";
import { numberArray } from "./sql-array";
import * as sql from "./usage-report-sql";

const QUARTER_MS = 900_000;

/**
 * Who was seen from the start of a bucket until an instant inside it, by the rules of the report: for "by this time of
 * day". `before` is the start of the bucket before it, `start` and `before` on quarter hours; all in milliseconds.
 * `churnedUsers` counts who has not come back by then.
 */
export async function countUsersUntil(
  actor: Actor,
  { before, start, until }: { before: number; start: number; until: number },
  filter: sql.DimensionFilter = {},
): Promise<Result<GrowthFigures>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    await sql.beginReading(client);
    const dimensions = await sql.findMatchingDimensions(client, filter);
    const dimensionIds = dimensions.map(({ id }) => id);
    const grouped: sql.Grouped = { dimensionIds, groups: dimensionIds.map(() => 0) };
    const counter = new GrowthCounter(1);
    for await (const rows of sql.streamPresence(client, grouped, null, start, false)) {
      for (const { quarter, subjects } of rows) {
        const when = quarter * QUARTER_MS >= before ? "bucket_before" : "long_ago";
        sql.eachSubject(subjects, (subject) => counter.see(subject, when));
      }
    }
    // the quarter of an hour that the instant cuts is read event by event
    const cut = Math.max(start, Math.floor(until / QUARTER_MS) * QUARTER_MS);
    for await (const rows of sql.streamPresence(client, grouped, start, cut, true)) {
      for (const { subjects } of rows) sql.eachSubject(subjects, (subject) => counter.see(subject, 0));
    }
    const late = await client.query<{ subject_id: number }>(
      `SELECT DISTINCT subject_id FROM usage_event
       WHERE at >= to_timestamp($1::float8) AND at < to_timestamp($2::float8) AND dimension_id = ANY ($3::int[])
         AND subject_id IS NOT NULL`,
      [cut / 1000, until / 1000, numberArray(dimensionIds)],
    );
    for (const { subject_id: subject } of late.rows) counter.see(subject, 0);
    await client.query("COMMIT");
    return ok(counter.total());
  } catch (error) {
    await client.query("ROLLBACK").catch((lost) => {
      broken = lost;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
