import { type Plan, planFor } from "./budget";
import { addDays, monthOf } from "./day";
import type { ConvertedDiscounts } from "./discounts";
import type { UserCostFigure, UserCostView } from "./overview-view";
import { type CostDay, type LiveSpan, type UserCost, userCostOn } from "./user-cost";

export function toUserCostView(cost: UserCost): UserCostView {
  if (!cost.known) return cost;
  return {
    ...cost,
    micros: String(cost.micros),
    lowMicros: String(cost.lowMicros),
    highMicros: String(cost.highMicros),
    moreSpendMicros: String(cost.moreSpendMicros),
    moreDiscountMicros: String(cost.moreDiscountMicros),
  };
}

/** The target in force in the month of a day. */
export function targetOn(plans: readonly Plan[], day: string): bigint | null {
  return planFor(plans, monthOf(day))?.targetMicros ?? null;
}

/** The figure as of the last full day, what it was a day before, and its target. `today`: whose target it is. */
export function toUserCostFigure({
  today,
  days,
  spans,
  plans,
  unconverted,
}: {
  today: string;
  days: readonly CostDay[];
  spans: readonly LiveSpan[];
  plans: readonly Plan[];
  unconverted: ConvertedDiscounts["unconverted"];
}): UserCostFigure {
  const last = days.at(-1)?.day ?? addDays(today, -1);
  const before = userCostOn(addDays(last, -1), days.slice(0, -1), spans);
  const target = targetOn(plans, today);
  return {
    cost: toUserCostView(userCostOn(last, days, spans)),
    dayBeforeMicros: before.known ? String(before.micros) : null,
    targetMicros: target === null ? null : String(target),
    unconvertedDiscounts: unconverted.map((one) => ({ ...one, amount: String(one.amount) })),
  };
}
