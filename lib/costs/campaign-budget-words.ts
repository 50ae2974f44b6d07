import type { BudgetOutlookView, CampaignBudgetRow } from "./campaign-budget-input";
import { formatDay, formatDays, monthName } from "./day";
import { formatAmount } from "./words";

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** "November 2026", "the campaign, 1–30 Nov 2026", "the campaign, since Mon 2 Nov" */
export function budgetFor({ period, from, to }: BudgetOutlookView): string {
  if (period === "month") return `${monthName(from.slice(0, 7))} ${from.slice(0, 4)}`;
  return to === null ? `the campaign, since ${formatDay(from)}` : `the campaign, ${formatDays(from, to)}`;
}

/** "12.50 over (4 %)", "3.00 under (1 %)", "as planned"; null without a forecast. */
export function varianceWords({ varianceMicros, variancePercent }: BudgetOutlookView): string | null {
  if (varianceMicros === null || variancePercent === null) return null;
  const size = formatAmount(varianceMicros.replace("-", ""));
  if (varianceMicros === "0") return "as planned";
  return `${size} ${varianceMicros.startsWith("-") ? "under" : "over"} (${number.format(Math.abs(variancePercent))} %)`;
}

/** The forecast's interval and how it was tried, or why there is none. */
export function budgetCertainty({ forecast, isOver }: BudgetOutlookView): string {
  if (isOver) return "these days are over";
  if (!forecast.known) return forecast.detail;
  const { interval } = forecast;
  if (!interval.known) return interval.detail;
  return `${interval.percent} % of such forecasts: ${formatAmount(interval.lowMicros)} to ${formatAmount(interval.highMicros)}, held ${interval.held} of ${interval.tested} times`;
}

/** When nothing is left at the pace of now; null when it lasts. */
export function runsOutWords({
  outlook,
  today,
}: Pick<CampaignBudgetRow, "outlook" | "today">): string | null {
  if (!outlook?.runsOutOn) return null;
  return outlook.leftMicros.startsWith("-") || outlook.leftMicros === "0"
    ? "The budget is used up."
    : `At this pace nothing is left after ${formatDay(outlook.runsOutOn)}${outlook.runsOutOn === today ? ", today" : ""}.`;
}
