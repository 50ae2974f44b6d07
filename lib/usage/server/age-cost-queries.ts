import "server-only";
import { onConnection } from "../../platform/db";
import { SeenBuckets } from "../cohorts";
import { groupDimensions } from "./group-dimensions";
import { type ReadUsage, readUsage } from "./read-usage";
import { keepSpans } from "./span-maker";
import { numberArray } from "./sql-array";
import * as sql from "./usage-report-sql";

/** The new users of one day, and what they cost together on each day of their age; a hole is nothing. Micro-units. */
export type AgeCosts = { users: number; byAge: bigint[] };
type Row = { cohort: number; age: number; cost: string; unpriced: string };

/**
 * New users of each day between `edges` (milliseconds: starts of days, and the end) and what they cost by age, in days of
 * 24 hours since each one's first event, up to the last edge. New is who has no earlier event under the filter. Read from
 * the events: seconds over millions; callers keep it.
 */
export async function readAgeCosts(
  { edges, zone, days }: { edges: number[]; zone: string; days: number },
  filter: sql.DimensionFilter = {},
): Promise<{ cohorts: AgeCosts[]; unpricedRequests: number }> {
  const [from = 0] = edges;
  const to = edges.at(-1) ?? from;
  const buckets = edges.length - 1;
  let read: ReadUsage<SeenBuckets> | undefined;
  try {
    return await onConnection(async (client) => {
      const asOf = await sql.beginReading(client);
      // nobody waits for it
      await client.query("SET LOCAL statement_timeout = '300s'");
      const dimensions = await sql.findMatchingDimensions(client, filter);
      const { names, members } = groupDimensions(dimensions, undefined);
      const range = { edges, bucketBefore: from, periodBefore: from };
      const when = { range, interval: "day" as const, zone, now: asOf.getTime() };
      read = await readUsage(client, members, names.length, when, () => new SeenBuckets());
      const fresh = read.all.newcomers(buckets);
      const newcomers = fresh.flatMap((users, cohort) => [...users.list()].map((id) => ({ id, cohort })));
      const { rows } = await client.query<Row>(
        `WITH fresh AS MATERIALIZED (
         SELECT id, cohort FROM unnest($1::int[], $2::int[]) AS given (id, cohort)
       ), used AS MATERIALIZED (
         SELECT f.cohort, e.subject_id, coalesce(e.occurred_at, e.at) AS at, coalesce(e.rated_micros, e.cost_micros) AS cost_micros,
           CASE WHEN e.cost_micros IS NULL AND NOT e.corrected THEN e.requests ELSE 0 END AS unpriced
         FROM usage_event e JOIN fresh f ON f.id = e.subject_id
         WHERE e.at >= to_timestamp($3::float8) AND e.at < to_timestamp($4::float8) AND e.dimension_id = ANY ($5::int[])
       ), began AS MATERIALIZED (
         SELECT subject_id, min(at) AS at FROM used GROUP BY 1
       )
       SELECT u.cohort, floor(extract(epoch FROM u.at - b.at) / 86400)::int AS age,
         coalesce(sum(u.cost_micros), 0)::text AS cost,
         coalesce(sum(u.unpriced), 0)::text AS unpriced
       FROM used u JOIN began b USING (subject_id)
       WHERE u.at < b.at + make_interval(days => $6)
       GROUP BY 1, 2`,
        [
          numberArray(newcomers.map(({ id }) => id)),
          numberArray(newcomers.map(({ cohort }) => cohort)),
          from / 1000,
          to / 1000,
          numberArray(dimensions.map(({ id }) => id)),
          days,
        ],
      );
      await client.query("COMMIT");
      const cohorts = fresh.map((users) => ({ users: users.size, byAge: [] as bigint[] }));
      for (const { cohort, age, cost } of rows) {
        const one = cohorts[cohort];
        if (one) one.byAge[age] = BigInt(cost);
      }
      return { cohorts, unpricedRequests: rows.reduce((sum, { unpriced }) => sum + Number(unpriced), 0) };
    });
  } finally {
    if (read) await keepSpans(read.spans);
  }
}
