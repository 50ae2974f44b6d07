import type { CostsReport } from "./costs-view";

/** Why spend is not held against the days that the view is compared with; null when it is. */
export function whyNotCompared({
  rows,
  againstCompared,
  comparedWords,
}: Pick<CostsReport, "rows" | "againstCompared" | "comparedWords">): string | null {
  if (againstCompared || comparedWords === null) return null;
  const isOver = rows.some(({ isCurrent, isMissing }) => !isCurrent && !isMissing);
  return isOver
    ? `Not everything is known of ${comparedWords}`
    : `No full day of usage to hold against ${comparedWords}`;
}

/** Why spend is not held against a plan: none is set, or no day that has a share of one is over; null when it is. */
export function whyNoPlan({
  totals,
  againstPlan,
}: Pick<CostsReport, "againstPlan"> & { totals: Pick<CostsReport["totals"], "planMicros"> }): string | null {
  if (againstPlan) return null;
  return totals.planMicros === null
    ? "No budget is set for these days"
    : "No full day of usage to hold against the plan yet";
}
