import { ForecastChart } from "@/components/charts/forecast-chart";
import { type CostsReport, monthName, startOfDay } from "@/lib/costs";

/** The month added up, with where it is heading. */
export function ForecastSection({ report }: { report: CostsReport }) {
  const { about, curve, forecast } = report;
  return (
    <ForecastChart
      title="Budget and forecast"
      hint={
        forecast.known
          ? `${monthName(forecast.month)}, at the pace of the last ${forecast.paceDays === 1 ? "full day" : `${forecast.paceDays} full days`}; the band: each like the cheapest or the dearest of them`
          : `${monthName(forecast.month)}. ${forecast.detail}`
      }
      buckets={curve.map(({ day, ...rest }) => ({
        ...rest,
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
