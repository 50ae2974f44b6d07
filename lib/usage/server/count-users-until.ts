import "server-only";
import type pg from "pg";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { onConnection, pool } from "../../platform/db";
import { type GrowthFigures, moments, type UserCounter } from "../growth";
import { UserSet } from "../user-set";
import { groupDimensions } from "./group-dimensions";
import { readLateVersions } from "./late-versions";
import { readUsage } from "./read-usage";
import { numberArray } from "./sql-array";
import * as sql from "./usage-report-sql";
import { SPAN_AFTER_MS } from "./usage-span-sql";

const QUARTER_MS = 900_000;
/** As many days and filters as screens are looked at by. */
const MOST_KEPT = 32;

/** Who was seen before a day, on the day before it, and on the day itself. */
class SeenSets implements UserCounter {
  readonly ever = new UserSet();
  readonly dayBefore = new UserSet();
  readonly day = new UserSet();

  see(user: number, when: number): void {
    if (when >= 0) this.day.add(user);
    else this.ever.add(user);
    if (when === moments.bucketBefore) this.dayBefore.add(user);
  }

  seeAll(users: UserSet, when: number): void {
    if (when >= 0) this.day.addAll(users);
    else this.ever.addAll(users);
    if (when === moments.bucketBefore) this.dayBefore.addAll(users);
  }
}

/** Up to a quarter of an hour, and then who was first seen when in it (microseconds). */
type Morning = { seen: SeenSets; later: { subject: number; atMicros: number }[] };

const held = new WeakMap<pg.Pool, Map<string, Morning>>();

function mornings(): Map<string, Morning> {
  const own = held.get(pool()) ?? new Map<string, Morning>();
  held.set(pool(), own);
  return own;
}

type Asked = { before: number; start: number; until: number; zone: string };

async function readMorning(
  client: pg.PoolClient,
  { before, start, zone, cut, now }: Asked & { cut: number; now: number },
  filter: sql.DimensionFilter,
): Promise<Morning> {
  const { members } = groupDimensions(await sql.findMatchingDimensions(client, filter), undefined);
  const range = { edges: [start, cut], bucketBefore: before, periodBefore: before };
  const when = { range, interval: "day" as const, zone, now };
  const { all } = await readUsage(client, members, 1, when, () => new SeenSets());
  const { rows } = await client.query<{ subject: number; at: string }>(
    `SELECT subject_id AS subject, (extract(epoch FROM min(at)) * 1000000)::bigint::text AS at FROM usage_event
     WHERE at >= to_timestamp($1::float8) AND at < to_timestamp($2::float8) AND dimension_id = ANY ($3::int[])
       AND subject_id IS NOT NULL GROUP BY 1`,
    [cut / 1000, (cut + QUARTER_MS) / 1000, numberArray(members.map(({ dimensionId }) => dimensionId))],
  );
  return { seen: all, later: rows.map((row) => ({ subject: row.subject, atMicros: Number(row.at) })) };
}

function toFigures({ seen, later }: Morning, until: number): GrowthFigures {
  const day = new UserSet();
  day.addAll(seen.day);
  for (const { subject, atMicros } of later) if (atMicros < until * 1000) day.add(subject);
  const { all, inFirst: known, inSecond: retained } = day.overlap(seen.ever, seen.dayBefore);
  return {
    activeUsers: all,
    newUsers: all - known,
    retainedUsers: retained,
    returnedUsers: known - retained,
    churnedUsers: seen.dayBefore.size - retained,
  };
}

/**
 * Who was seen from the start of a day until an instant inside it, by the rules of the report: for "by this time of
 * day". `before` is the start of the day before it; all in milliseconds. `churnedUsers` counts who has not come back by
 * then. What is settled is read once for a quarter of an hour, as long as nothing late is written.
 */
export async function countUsersUntil(
  actor: Actor,
  asked: Asked,
  filter: sql.DimensionFilter = {},
): Promise<Result<GrowthFigures>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const { before, start, until, zone } = asked;
  // the quarter of an hour that the instant cuts is read event by event
  const cut = Math.max(start, Math.floor(until / QUARTER_MS) * QUARTER_MS);
  return onConnection(async (client) => {
    const now = (await sql.beginReading(client)).getTime();
    const kept = mornings();
    const { at: late } = await readLateVersions(client);
    const key = JSON.stringify([late, filter, before, start, cut, zone]);
    let morning = kept.get(key);
    if (!morning) {
      morning = await readMorning(client, { ...asked, cut, now }, filter);
      if (cut + QUARTER_MS <= now - SPAN_AFTER_MS) {
        const [oldest] = kept.keys();
        if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
        kept.set(key, morning);
      }
    }
    await client.query("COMMIT");
    return ok(toFigures(morning, until));
  });
}
