import { ForecastChart } from "@/components/charts/forecast-chart";
import { type CostsReport, monthName, startOfDay } from "@/lib/costs";

const pace = (days: number) => `at the pace of the last ${days === 1 ? "full day" : `${days} full days`}`;

function hintOf({ forecast }: CostsReport): string {
  const month = monthName(forecast.month);
  if (!forecast.known) return `${month}. ${forecast.detail}`;
  const { interval, paceDays } = forecast;
  if (!interval.known) return `${month}, ${pace(paceDays)}. ${interval.detail}`;
  const { percent, tested, held } = interval;
  return `${month}, ${pace(paceDays)}; the band is where ${percent} % of past forecasts of as many days came out, and held ${held} of the ${tested} times it was tried on the past (${Math.round((held / tested) * 100)} %)`;
}

/** The month added up, with where it is heading. */
export function ForecastSection({ report }: { report: CostsReport }) {
  const { about, curve, forecast } = report;
  return (
    <ForecastChart
      title="Budget and forecast"
      hint={hintOf(report)}
      buckets={curve.map(({ day, spentMicros, ...rest }) => ({
        ...rest,
        actualMicros: spentMicros,
        start: new Date(startOfDay(day, about.timeZone)).toISOString(),
        label: String(Number(day.slice(8))),
        isCurrent: day === about.today,
      }))}
      budgetMicros={forecast.budgetMicros}
      currency={about.currency}
      timeZone={about.timeZone}
    />
  );
}
