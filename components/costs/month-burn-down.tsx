import { BurnDownChart } from "@/components/charts/burn-down-chart";
import { type CostsReport, monthName, startOfDay } from "@/lib/costs";

/** What is left of the month's budget, day by day; nothing without a budget. */
export function MonthBurnDown({ report }: { report: CostsReport }) {
  const { about, curve, forecast } = report;
  if (forecast.budgetMicros === null) return null;
  const budget = BigInt(forecast.budgetMicros);
  const left = (micros: string | null) => (micros === null ? null : String(budget - BigInt(micros)));
  return (
    <BurnDownChart
      title="Burn-down"
      hint={`what is left of the budget for ${monthName(forecast.month)} · dotted: as planned · dashed: the forecast`}
      buckets={curve.map(({ day, planMicros, spentMicros, forecast: ahead }) => ({
        start: new Date(startOfDay(day, about.timeZone)).toISOString(),
        label: String(Number(day.slice(8))),
        isCurrent: day === about.today,
        planMicros: left(planMicros),
        actualMicros: left(spentMicros),
        // the dearer, the less is left
        forecast: ahead && {
          micros: String(budget - BigInt(ahead.micros)),
          lowMicros: left(ahead.highMicros),
          highMicros: left(ahead.lowMicros),
        },
      }))}
      currency={about.currency}
      timeZone={about.timeZone}
    />
  );
}
