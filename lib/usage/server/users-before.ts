import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { onConnection } from "../../platform/db";
import { earlierBucket } from "../calendar";
import { SeenBuckets } from "../cohorts";
import type { UserCounter } from "../growth";
import type { ReportRange } from "../usage-report";
import { UserSet } from "../user-set";
import { groupDimensions } from "./group-dimensions";
import { type ReadUsage, type ReportTime, readUsage } from "./read-usage";
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

type When = Omit<ReportTime, "now">;

/** Has every user under the filter counted from the first event ever, by the same spans as every report. */
async function countEverybody<Counter extends UserCounter>(
  filter: sql.DimensionFilter,
  when: When,
  counter: () => Counter,
): Promise<Counter> {
  let read: ReadUsage<Counter> | undefined;
  try {
    return await onConnection(async (client) => {
      const asOf = await sql.beginReading(client);
      const { names, members } = groupDimensions(await sql.findMatchingDimensions(client, filter), undefined);
      const many = Math.max(1, names.length);
      read = await readUsage(client, members, many, { ...when, now: asOf.getTime() }, counter);
      await client.query("COMMIT");
      return read.all;
    });
  } finally {
    if (read) await keepSpans(read.spans);
  }
}

/** Who was seen before the beginning of a day of `zone` (milliseconds). */
export async function getUsersBefore(
  actor: Actor,
  { before, zone }: { before: number; zone: string },
  filter: sql.DimensionFilter = {},
): Promise<Result<UserSet>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  // everything before the last day of it is one piece, which is kept
  const from = earlierBucket(before, "day", zone, 1);
  const range: ReportRange = { edges: [from, before], bucketBefore: from, periodBefore: from };
  const everybody = await countEverybody(filter, { range, interval: "day", zone }, () => new Everybody());
  return ok(everybody.users);
}

/**
 * Who was seen for the first time in each of a run of weeks or months of `zone`, whose starts and the end of the last
 * are `edges`, in milliseconds. Who has an earlier event under the filter is in none.
 */
export async function getNewcomers(
  actor: Actor,
  { edges, interval, zone }: { edges: number[]; interval: "week" | "month"; zone: string },
  filter: sql.DimensionFilter = {},
): Promise<Result<UserSet[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const [from = 0] = edges;
  const range: ReportRange = { edges, bucketBefore: from, periodBefore: from };
  const seen = await countEverybody(filter, { range, interval, zone }, () => new SeenBuckets());
  return ok(seen.newcomers(edges.length - 1));
}
