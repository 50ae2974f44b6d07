import "server-only";
import type { Actor } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { getNewcomers, readUserDays } from "../../usage/server";
import { CohortSpend, type CohortSum, cohortEdges } from "../cohort-spend";
import type { CohortSpendView } from "../cohort-spend-view";
import { dayAt, listDays } from "../day";
import type { UserDistributionQuery } from "../user-distribution-view";
import { whileUnchanged } from "./kept-reads";
import { type WorkedDays, workUserDays } from "./user-days";

/** Who came before all cohorts stands last in the sums and first in what is told, as the lowest layer. */
const earlierFirst = <T>(values: readonly T[]): T[] => [...values.slice(-1), ...values.slice(0, -1)];

async function readFigures(
  actor: Actor,
  { scope, days, filter }: WorkedDays,
): Promise<Result<NonNullable<CohortSpendView["figures"]>>> {
  const zone = scope.view.timeZone;
  const { unit, cohortEdges: edges } = cohortEdges(days.edges, zone);
  const cohorts = await getNewcomers(actor, { edges, interval: unit, zone }, filter);
  if (!cohorts.ok) return cohorts;
  const spend = new CohortSpend(cohorts.value);
  const nameless: bigint[] = [];
  let unpricedRequests = 0;
  for await (const day of readUserDays(days.edges, filter)) {
    spend.addDay(day?.users ?? [], day?.costs ?? []);
    nameless.push(day?.namelessMicros ?? 0n);
    unpricedRequests += day?.unpricedRequests ?? 0;
  }
  const toCohort = ({ users, costMicros }: CohortSum, start: number | undefined) => ({
    start: start === undefined ? null : dayAt(start, zone),
    users,
    costMicros: String(costMicros),
  });
  const told = spend
    .inAll()
    .map((sum, nth) => toCohort(sum, nth < edges.length - 1 ? edges[nth] : undefined));
  return ok({
    unit,
    cohorts: earlierFirst(told),
    rows: listDays(days.from, days.to).map((day, nth) => ({
      day,
      costMicros: earlierFirst(spend.days[nth] ?? []).map(String),
      namelessMicros: String(nameless[nth] ?? 0n),
    })),
    namelessMicros: String(nameless.reduce((sum, micros) => sum + micros, 0n)),
    unpricedRequests,
  });
}

/**
 * Spend of the full days of a view by when its users came: week by week up to 42 days, month by month beyond, and all
 * earlier ones together. Days are worked out as for the distribution; until they are, `figures` is null. `forbidden`.
 */
export async function getCohortSpend(
  actor: Actor,
  asked: UserDistributionQuery = {},
  now: Date = new Date(),
): Promise<Result<CohortSpendView>> {
  const opened = await workUserDays(actor, asked, now);
  if (!opened.ok) return opened;
  const { told, worked } = opened.value;
  if (!worked) return ok({ ...told, figures: null });
  const key = JSON.stringify(["cohort spend", worked.filter, worked.days.edges, told.about.timeZone]);
  const figures = await whileUnchanged(key, `late ${worked.scope.latePulse}`, () =>
    readFigures(actor, worked),
  );
  return figures.ok ? ok({ ...told, figures: figures.value }) : figures;
}
