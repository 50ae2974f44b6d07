import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { onConnection } from "../../platform/db";
import { earlierBucket, floorToBucket, nextBucket } from "../calendar";
import { broughtTriangle, type CohortCell, cohortTriangle, foldTriangle, SeenBuckets } from "../cohorts";
import { groupDimensions } from "./group-dimensions";
import { type ReadUsage, readUsage } from "./read-usage";
import { keepSpans } from "./span-maker";
import * as sql from "./usage-report-sql";

export type Cohort = {
  /** Start of its week, in milliseconds. */
  start: number;
  users: number;
  cells: CohortCell[];
};
/** New users by what brought them: a campaign, or "" for none. `cells` are of weeks that are over. */
export type BroughtCohort = { campaign: string; users: number; cells: CohortCell[] };
export type Cohorts = {
  weeks: Cohort[];
  campaigns: BroughtCohort[];
  /** How many of the weeks are over: all, or all but the last. */
  weeksOver: number;
};

/**
 * New users of each of the last `weeks` weeks of `zone` (at most 30, the current one among them), and who of them came
 * back in each later week; the same by the campaign that brought them. New is who has no earlier event under the filter.
 */
export async function getCohorts(
  actor: Actor,
  { weeks, zone, now }: { weeks: number; zone: string; now: number },
  filter: sql.DimensionFilter = {},
): Promise<Result<Cohorts>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const current = floorToBucket(now, "week", zone);
  const edges = [earlierBucket(current, "week", zone, weeks - 1)];
  while (edges.length <= weeks) edges.push(nextBucket(edges.at(-1) ?? current, "week", zone));
  const [from = current] = edges;
  let read: ReadUsage<SeenBuckets> | undefined;
  try {
    return await onConnection(async (client) => {
      const asOf = await sql.beginReading(client);
      const { names, members } = groupDimensions(
        await sql.findMatchingDimensions(client, filter),
        "campaign",
      );
      const range = { edges, bucketBefore: from, periodBefore: from };
      const when = { range, interval: "week" as const, zone, now: asOf.getTime() };
      read = await readUsage(client, members, names.length, when, () => new SeenBuckets());
      await client.query("COMMIT");
      const { all, byGroup } = read;
      const weeksOver = edges.filter((edge) => edge <= now).length - 1;
      const triangle = cohortTriangle(all, weeks);
      return ok({
        weeks: triangle.map((row, week) => ({
          start: edges[week] ?? 0,
          users: row[0] ?? 0,
          cells: row.map((users, after) => ({ after, users, of: row[0] ?? 0 })),
        })),
        campaigns: names
          .map((campaign, group) => {
            const brought = broughtTriangle(byGroup[group] ?? all, all, weeks);
            const users = brought.reduce((sum, row) => sum + (row[0] ?? 0), 0);
            return { campaign, users, cells: foldTriangle(brought, weeksOver).filter(({ of }) => of > 0) };
          })
          .filter(({ users }) => users > 0),
        weeksOver,
      });
    });
  } finally {
    if (read) await keepSpans(read.spans);
  }
}
