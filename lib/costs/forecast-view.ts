import { type Plan, planFor } from "./budget";
import type { Forecast } from "./forecast";
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
    lowMicros: String(forecast.lowMicros),
    highMicros: String(forecast.highMicros),
    perDayMicros: String(forecast.perDayMicros),
  };
}
