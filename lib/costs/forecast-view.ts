import { dailyShare, type Plan, planFor } from "./budget";
import type { CurveDayView } from "./costs-view";
import type { CurveDay, Forecast } from "./forecast";
import type { ForecastView } from "./overview-view";

/** A forecast as it goes out, beside the budget of its month. */
export function toForecastView(forecast: Forecast, plans: readonly Plan[]): ForecastView {
  const budget = planFor(plans, forecast.month)?.budgetMicros ?? null;
  const budgetMicros = budget === null ? null : String(budget);
  const soFarMicros = String(forecast.soFarMicros);
  if (!forecast.known) return { ...forecast, soFarMicros, budgetMicros };
  return {
    ...forecast,
    soFarMicros,
    budgetMicros,
    micros: String(forecast.micros),
    interval: forecast.interval.known
      ? {
          ...forecast.interval,
          lowMicros: String(forecast.interval.lowMicros),
          highMicros: String(forecast.interval.highMicros),
        }
      : forecast.interval,
    perDayMicros: String(forecast.perDayMicros),
  };
}

/** The way to the forecast as it goes out, beside the plan. */
export function toCurveView(curve: readonly CurveDay[], plans: readonly Plan[]): CurveDayView[] {
  let planned: bigint | null = null;
  return curve.map(({ day, spentMicros, forecast }) => {
    const share = dailyShare(plans, day);
    if (share !== null) planned = (planned ?? 0n) + share;
    return {
      day,
      planMicros: planned === null ? null : String(planned),
      spentMicros: spentMicros === null ? null : String(spentMicros),
      forecast: forecast && {
        micros: String(forecast.micros),
        lowMicros: forecast.lowMicros === null ? null : String(forecast.lowMicros),
        highMicros: forecast.highMicros === null ? null : String(forecast.highMicros),
      },
    };
  });
}
