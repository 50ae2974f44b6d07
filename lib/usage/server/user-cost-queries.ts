import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { onConnection } from "../../platform/db";
import { numberArray } from "./sql-array";
import { beginReading, type DimensionFilter, findMatchingDimensions } from "./usage-report-sql";

/** What users cost over a stretch of time. Micro-units of the reporting currency; null without a user that cost anything known. */
export type UserCosts = {
  /** Users with at least one request that has a cost. */
  users: number;
  p50Micros: bigint | null;
  p95Micros: bigint | null;
  mostMicros: bigint | null;
  /** Of all of them together, and of those alone that cost as much as P95 or more. */
  sumMicros: bigint;
  topMicros: bigint;
  topUsers: number;
};

type Row = Record<"users" | "sum" | "top" | "top_users", string> &
  Record<"p50" | "p95" | "most", string | null>;
const amount = (text: string | null) => (text === null ? null : BigInt(text));

/**
 * The median and the 95th percentile of what a user cost between two instants (milliseconds), by nearest rank: each is
 * the cost of some user. Read from the events themselves, so it takes seconds over millions; callers keep it.
 */
export async function readUserCosts(
  actor: Actor,
  { from, to }: { from: number; to: number },
  filter: DimensionFilter = {},
): Promise<Result<UserCosts>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  return onConnection(async (client) => {
    await beginReading(client);
    const dimensions = await findMatchingDimensions(client, filter);
    const { rows } = await client.query<Row>(
      `WITH spent AS (
         SELECT subject_id, sum(cost_micros) AS cost FROM usage_event
         WHERE at >= to_timestamp($1::float8) AND at < to_timestamp($2::float8) AND dimension_id = ANY ($3::int[])
           AND subject_id IS NOT NULL AND cost_micros IS NOT NULL
         GROUP BY 1
       ), ranks AS (
         SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY cost) AS p50,
           percentile_disc(0.95) WITHIN GROUP (ORDER BY cost) AS p95, max(cost) AS most FROM spent
       )
       SELECT count(*)::text AS users, coalesce(sum(cost), 0)::text AS sum,
         coalesce(sum(cost) FILTER (WHERE cost >= p95), 0)::text AS top,
         (count(*) FILTER (WHERE cost >= p95))::text AS top_users,
         min(p50)::text AS p50, min(p95)::text AS p95, min(most)::text AS most
       FROM spent CROSS JOIN ranks`,
      [from / 1000, to / 1000, numberArray(dimensions.map(({ id }) => id))],
    );
    await client.query("COMMIT");
    const [row] = rows;
    return ok({
      users: Number(row?.users ?? 0),
      p50Micros: amount(row?.p50 ?? null),
      p95Micros: amount(row?.p95 ?? null),
      mostMicros: amount(row?.most ?? null),
      sumMicros: BigInt(row?.sum ?? 0),
      topMicros: BigInt(row?.top ?? 0),
      topUsers: Number(row?.top_users ?? 0),
    });
  });
}
