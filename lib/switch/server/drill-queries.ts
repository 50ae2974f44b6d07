import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import type { Drill } from "../drill";
import { toDrill } from "./drill-store";

/** The newest rehearsals first, `limit` (1–100) of them. */
export async function listDrills(actor: Actor, limit = 20): Promise<Result<Drill[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const rows = await db().drill.findMany({
    orderBy: [{ startedAt: "desc" }, { id: "desc" }],
    take: Math.min(100, Math.max(1, limit)),
  });
  return ok(rows.map(toDrill));
}

/** The database's time, when the last rehearsal began, and since when anybody uses this installation. */
export async function getDrillTimes(): Promise<{
  now: Date;
  lastStartedAt: Date | null;
  since: Date | null;
}> {
  const rows = await db().$queryRaw<{ now: Date; last: Date | null; since: Date | null }[]>`
    SELECT clock_timestamp() AS now, (SELECT max(started_at) FROM drill) AS last,
           (SELECT min(created_at) FROM person) AS since`;
  const [row] = rows;
  if (!row) throw new Error("the database answered nothing");
  return { now: row.now, lastStartedAt: row.last, since: row.since };
}
