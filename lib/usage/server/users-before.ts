import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { onConnection } from "../../platform/db";
import { earlierBucket } from "../calendar";
import type { UserCounter } from "../growth";
import { UserSet } from "../user-set";
import { groupDimensions } from "./group-dimensions";
import { type ReadUsage, readUsage } from "./read-usage";
import { keepSpans } from "./span-maker";
import * as sql from "./usage-report-sql";

/** Whoever was seen at all, whenever. */
class Everybody implements UserCounter {
  readonly users = new UserSet();

  see(user: number): void {
    this.users.add(user);
  }

  seeAll(users: UserSet): void {
    this.users.addAll(users);
  }
}

/** Who was seen before the beginning of a day of `zone` (milliseconds), by the same spans as every report. */
export async function getUsersBefore(
  actor: Actor,
  { before, zone }: { before: number; zone: string },
  filter: sql.DimensionFilter = {},
): Promise<Result<UserSet>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  // everything before the last day of it is one piece, which is kept
  const from = earlierBucket(before, "day", zone, 1);
  let read: ReadUsage<Everybody> | undefined;
  try {
    return await onConnection(async (client) => {
      const asOf = await sql.beginReading(client);
      const { names, members } = groupDimensions(await sql.findMatchingDimensions(client, filter), undefined);
      const range = { edges: [from, before], bucketBefore: from, periodBefore: from };
      const when = { range, interval: "day" as const, zone, now: asOf.getTime() };
      read = await readUsage(client, members, Math.max(1, names.length), when, () => new Everybody());
      await client.query("COMMIT");
      return ok(read.all.users);
    });
  } finally {
    if (read) await keepSpans(read.spans);
  }
}
