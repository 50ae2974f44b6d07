import { addMonths, type Day, daysIn, type Month, monthOf } from "./day";

/** What finance set, from a month on until a later month of its own. Micro-units of the reporting currency. */
export type Plan = {
  /** The first month in which it holds. */
  month: Month;
  /** For a whole month; null = no budget. */
  budgetMicros: bigint | null;
  /** What one more user may cost; null = no target. */
  targetMicros: bigint | null;
};

/** The plan in force in a month: of the latest effective month and, of that, what was set last. `plans` oldest first. */
export function planFor(plans: readonly Plan[], month: Month): Plan | null {
  let found: Plan | null = null;
  for (const plan of plans) {
    if (plan.month <= month && (!found || plan.month >= found.month)) found = plan;
  }
  return found;
}

/** What of a month's budget falls on its first `days` days: whole micro-units, and at the last day all of it. */
function shareUpTo(budgetMicros: bigint, month: Month, days: number): bigint {
  return (budgetMicros * BigInt(days)) / BigInt(daysIn(month));
}

/**
 * The day's equal share of its month's budget; null without one. The shares of a month add up to its budget exactly:
 * where it does not divide, days differ by a millionth.
 */
export function dailyShare(plans: readonly Plan[], day: Day): bigint | null {
  const month = monthOf(day);
  const budget = planFor(plans, month)?.budgetMicros ?? null;
  if (budget === null) return null;
  const nth = Number(day.slice(8));
  return shareUpTo(budget, month, nth) - shareUpTo(budget, month, nth - 1);
}

/** The budgets of the months from `from` to `to`, both included. */
export function budgetsOf(
  plans: readonly Plan[],
  from: Month,
  to: Month,
): { month: Month; plan: Plan | null }[] {
  const months: { month: Month; plan: Plan | null }[] = [];
  for (let month = from; month <= to; month = addMonths(month, 1)) {
    months.push({ month, plan: planFor(plans, month) });
  }
  return months;
}
