import "server-only";
import type { Actor } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { fullDays, spendByDay } from "../day-book";
import { firstDayForForecast, forecastMonth } from "../forecast";
import { toForecastView } from "../forecast-view";
import type { SpendPaceView } from "../overview-view";
import { getPlans } from "./budget-queries";
import { readDays, readPastSpend } from "./read-days";
import { readHour } from "./read-today";
import { openScope } from "./scope";

/** Spend in the last hour beside what is usual then, and where the month ends: for the phone. Usual sources and clock. */
export async function getSpendPace(actor: Actor, now: Date = new Date()): Promise<Result<SpendPaceView>> {
  const opened = await openScope(actor, {}, now);
  if (!opened.ok) return opened;
  const scope = opened.value;
  const { today, span, about } = scope;
  const from = firstDayForForecast(today);
  const [book, hour, plans] = await Promise.all([
    readDays(scope, { from, to: today, groupBy: "model" }),
    readHour(scope),
    getPlans(),
  ]);
  if (!book.ok) return book;
  // after the others: a screen should not want every connection at once
  const past = await readPastSpend(scope, from);
  if (!past.ok) return past;
  if (!hour.ok) return hour;
  const full = fullDays(book.value, { buckets: [] }, span, today);
  const todayMicros = spendByDay(book.value).at(-1) ?? 0n;
  const { nowMicros, usualMicros, days } = hour.value;
  return ok({
    about,
    hour: { micros: String(nowMicros), usualMicros: usualMicros === null ? null : String(usualMicros), days },
    forecast: toForecastView(forecastMonth(today, [...past.value, ...full], todayMicros), plans),
  });
}
