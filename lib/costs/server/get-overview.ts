import "server-only";
import type { Actor } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { dailyShare } from "../budget";
import { addDays, type Day } from "../day";
import { type DayBook, fullDays, nobody, sliceBook, spendByDay, toChartBuckets } from "../day-book";
import { firstDayForForecast, forecastMonth } from "../forecast";
import { toForecastView } from "../forecast-view";
import type { Overview } from "../overview-view";
import { LOOKBACK_DAYS } from "../user-cost";
import { toUserCostFigure } from "../user-cost-figure";
import { type AskedView, comparedDays, comparisonWords } from "../view";
import { getPlans } from "./budget-queries";
import { readCoupons } from "./read-coupons";
import { readDays, readDiscounts, readPastSpend } from "./read-days";
import { readMarkers } from "./read-markers";
import { readHour, readWeekBefore } from "./read-today";
import { openScope, type Scope } from "./scope";

const earliest = (...days: Day[]) => days.sort()[0] ?? "";

/** The days that an overview needs: those shown, those compared with, and those that its figures rest on. */
function neededDays({ view, today }: Scope): { from: Day; to: Day } {
  const compared = comparedDays(view);
  const from = earliest(
    view.from,
    compared?.from ?? view.from,
    addDays(today, -LOOKBACK_DAYS - 2),
    firstDayForForecast(today),
  );
  return { from, to: today };
}

function spendOn(book: DayBook, day: Day) {
  const nth = book.days.indexOf(day);
  const sums = book.sums.filter(({ bucket }) => bucket === nth);
  return {
    micros: spendByDay(book)[nth] ?? 0n,
    users: book.users[nth] ?? nobody,
    unpricedRequests: sums.reduce((sum, one) => sum + one.unpricedRequests, 0),
    unconvertedRequests: sums.reduce((sum, one) => sum + one.unconvertedRequests, 0),
  };
}

function toChart(scope: Scope, book: DayBook, markers: Overview["chart"]["markers"]): Overview["chart"] {
  const { view, span, today } = scope;
  const compared = comparedDays(view);
  return {
    buckets: toChartBuckets(sliceBook(book, view.from, view.to), span, today),
    comparison: compared && toChartBuckets(sliceBook(book, compared.from, compared.to), span, today),
    comparisonLabel: compared && comparisonWords(view),
    markers,
  };
}

/**
 * Everything that the overview shows: today's four figures, growth over spend, and the running campaigns. Figures of
 * spend are in millionths of the reporting currency; each says its clock, its sources and when it was read.
 */
export async function getOverview(
  actor: Actor,
  asked: AskedView = {},
  now: Date = new Date(),
): Promise<Result<Overview>> {
  const opened = await openScope(actor, asked, now);
  if (!opened.ok) return opened;
  const scope = opened.value;
  const { view, today, span, about } = scope;
  const days = neededDays(scope);
  const [book, discounts, plans, marks, weekBefore, hour] = await Promise.all([
    readDays(scope, { ...days, groupBy: "model" }),
    readDiscounts(scope, days.from, days.to),
    getPlans(),
    readMarkers(scope, { from: view.from, to: view.to, since: days.from }),
    readWeekBefore(scope),
    readHour(scope),
  ]);
  if (!book.ok) return book;
  // after the others: a screen should not want every connection at once
  const past = await readPastSpend(scope, days.from);
  if (!past.ok) return past;
  if (!discounts.ok) return discounts;
  if (!marks.ok) return marks;
  if (!weekBefore.ok) return weekBefore;
  if (!hour.ok) return hour;
  const coupons = await readCoupons(scope, marks.value.firstLaunch);
  if (!coupons.ok) return coupons;
  const full = fullDays(book.value, discounts.value, span, today);
  const { micros, users, unpricedRequests, unconvertedRequests } = spendOn(book.value, today);
  const share = dailyShare(plans, today);
  const before = weekBefore.value;
  return ok({
    about,
    spendToday: {
      micros: String(micros),
      budgetMicros: share === null ? null : String(share),
      weekBefore: before && { day: before.day, micros: String(before.spendMicros) },
      hour: {
        micros: String(hour.value.nowMicros),
        usualMicros: hour.value.usualMicros === null ? null : String(hour.value.usualMicros),
        days: hour.value.days,
      },
      unpricedRequests,
      unconvertedRequests,
    },
    usersToday: {
      newUsers: users.newUsers,
      returnedUsers: users.returnedUsers,
      retainedUsers: users.retainedUsers,
      activeUsers: users.activeUsers,
      weekBefore: before && { day: before.day, newUsers: before.newUsers, activeUsers: before.activeUsers },
    },
    userCost: toUserCostFigure({
      today,
      days: full,
      spans: marks.value.spans,
      plans,
      unconverted: discounts.value.unconverted,
    }),
    coupons: coupons.value.coupons,
    forecast: toForecastView(forecastMonth(today, [...past.value, ...full], micros), plans),
    chart: toChart(scope, book.value, marks.value.markers),
    campaigns: coupons.value.campaigns,
  });
}
