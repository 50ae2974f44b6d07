import "server-only";
import type { Actor } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import type { CostsReport, UnpricedModel } from "../costs-view";
import { addDays, type Day, daysBetween } from "../day";
import {
  type DayBook,
  fullDays,
  isMissing,
  isPartOfDay,
  sliceBook,
  spendByDay,
  toChartBuckets,
} from "../day-book";
import { againstCompared, againstPlan, rankGroups, sumRows, toDayRows } from "../day-rows";
import type { ConvertedDiscounts } from "../discounts";
import { firstDayForForecast, forecastCurve, forecastMonth } from "../forecast";
import { toCurveView, toForecastView } from "../forecast-view";
import { type UnitBasis, unitCost, unitKinds } from "../unit-costs";
import { LOOKBACK_DAYS, userCostOn } from "../user-cost";
import { toUserCostFigure, toUserCostView } from "../user-cost-figure";
import { type AskedView, comparedDays, comparisonWords } from "../view";
import { getPlans } from "./budget-queries";
import { readDays, readDiscounts, readPastSpend, readSums, readTotals } from "./read-days";
import { readMarkers } from "./read-markers";
import { openScope, type Scope } from "./scope";

const earliest = (...days: Day[]) => days.sort()[0] ?? "";
type Stretch = { from: Day; to: Day };

/** As many days before the view: what unit costs are held against. */
function stretchBefore({ from, to }: Stretch): Stretch {
  const days = daysBetween(from, to) + 1;
  return { from: addDays(from, -days), to: addDays(to, -days) };
}

/** Spend over all of these days; null where something of them is not known, which is no zero. */
function comparedMicros(book: DayBook, { span, today }: Scope): string | null {
  if (book.days.some((day) => isMissing(day, span, today))) return null;
  return String(spendByDay(book).reduce((sum, one) => sum + one, 0n));
}

/** Sums over the full days of a stretch that something is known of. */
function unitBasis(
  book: DayBook,
  discounts: ConvertedDiscounts,
  { span, today }: Scope,
  { from, to }: Stretch,
): { basis: UnitBasis; days: Day[] } {
  const days = book.days.filter(
    (day) =>
      day >= from && day <= to && day < today && !isMissing(day, span, today) && !isPartOfDay(day, span),
  );
  const known = new Set(days.map((day) => book.days.indexOf(day)));
  const sums = book.sums.filter(({ bucket }) => known.has(bucket));
  const total = (of: (sum: DayBook["sums"][number]) => number) => sums.reduce((all, sum) => all + of(sum), 0);
  const users = [...known].map((nth) => book.users[nth]);
  const given = [...known].map((nth) => discounts.buckets[nth]);
  return {
    days,
    basis: {
      spendMicros: sums.reduce((all, { costMicros }) => all + costMicros, 0n),
      pricedRequests: total((sum) => sum.requests - sum.unpricedRequests - sum.unconvertedRequests),
      tokens: total((sum) => sum.inputTokens + sum.outputTokens),
      userDays: users.reduce((all, one) => all + (one?.activeUsers ?? 0), 0),
      newUsers: users.reduce((all, one) => all + (one?.newUsers ?? 0), 0),
      discountMicros: given.reduce((all, one) => all + (one?.micros ?? 0n), 0n),
      valuedRedemptions: given.reduce((all, one) => all + (one?.valued ?? 0), 0),
    },
  };
}

function toUnits(scope: Scope, book: DayBook, discounts: ConvertedDiscounts): CostsReport["units"] {
  const now = unitBasis(book, discounts, scope, scope.view);
  const stretch = stretchBefore(scope.view);
  const before = unitBasis(book, discounts, scope, stretch);
  // fewer days than asked for would be held against more
  const isWhole = scope.span !== null && stretch.from >= (scope.span.firstFull ?? scope.span.first);
  const micros = (value: bigint | null) => (value === null ? null : String(value));
  return {
    days: now.days.length,
    from: now.days[0] ?? null,
    to: now.days.at(-1) ?? null,
    beforeFrom: isWhole ? stretch.from : null,
    beforeTo: isWhole ? stretch.to : null,
    rows: unitKinds.map((kind) => ({
      kind,
      micros: micros(unitCost(kind, now.basis)),
      beforeMicros: isWhole ? micros(unitCost(kind, before.basis)) : null,
    })),
  };
}

/** Which models have requests without a cost in the view, most requests first. */
async function readUnpriced(scope: Scope): Promise<Result<UnpricedModel[]>> {
  const { from, to } = scope.view;
  const read = await readSums(scope, { from, to, groupBy: "model" });
  if (!read.ok) return read;
  const models = new Map<string, UnpricedModel>();
  const { days, sums } = read.value;
  for (const { group: model, bucket, unpricedRequests, unconvertedRequests } of sums) {
    if (unpricedRequests + unconvertedRequests === 0) continue;
    const day = days[bucket] ?? from;
    const held = models.get(model);
    models.set(model, {
      model,
      unpricedRequests: (held?.unpricedRequests ?? 0) + unpricedRequests,
      unconvertedRequests: (held?.unconvertedRequests ?? 0) + unconvertedRequests,
      firstDay: held?.firstDay ?? day,
      lastDay: day,
    });
  }
  const waiting = ({ unpricedRequests, unconvertedRequests }: UnpricedModel) =>
    unpricedRequests + unconvertedRequests;
  return ok([...models.values()].sort((a, b) => waiting(b) - waiting(a)));
}

/** Everything that the costs page shows: the range's figures, a row a day, unit costs, and what has no price. */
export async function getCostsReport(
  actor: Actor,
  asked: AskedView = {},
  now: Date = new Date(),
): Promise<Result<CostsReport>> {
  const opened = await openScope(actor, asked, now);
  if (!opened.ok) return opened;
  const scope = opened.value;
  const { view, today, span, about } = scope;
  const compared = comparedDays(view);
  const from = earliest(
    stretchBefore(view).from,
    compared?.from ?? view.from,
    addDays(view.from, -LOOKBACK_DAYS - 2),
    addDays(today, -LOOKBACK_DAYS - 2),
    firstDayForForecast(today),
  );
  // in two parts: a screen must not want every connection of the process at once
  const [book, discounts, totals] = await Promise.all([
    readDays(scope, { from, to: today, groupBy: view.groupBy }),
    readDiscounts(scope, from, today),
    readTotals(scope, view.from, view.to),
  ]);
  const [past, plans, marks, unpriced] = await Promise.all([
    readPastSpend(scope, from),
    getPlans(),
    readMarkers(scope, { from: view.from, to: view.to, since: from }),
    readUnpriced(scope),
  ]);
  if (!book.ok) return book;
  if (!past.ok) return past;
  if (!discounts.ok) return discounts;
  if (!totals.ok) return totals;
  if (!marks.ok) return marks;
  if (!unpriced.ok) return unpriced;
  const shown = sliceBook(book.value, view.from, view.to);
  const full = fullDays(book.value, discounts.value, span, today);
  const spent = [...past.value, ...full];
  const groups = rankGroups(shown);
  const rows = toDayRows(shown, groups, { plans, span, today });
  const { spans } = marks.value;
  const comparedBook = compared && sliceBook(book.value, compared.from, compared.to);
  const held = comparedBook && againstCompared(rows, comparedBook, { span, today });
  const todayMicros = spendByDay(book.value).at(-1) ?? 0n;
  return ok({
    about,
    groups,
    rows,
    totals: {
      ...sumRows(rows, groups),
      activeUsers: totals.value.activeUsers,
      newUsers: totals.value.newUsers,
    },
    againstPlan: againstPlan(rows),
    againstCompared: held,
    comparedMicros: comparedBook && comparedMicros(comparedBook, scope),
    comparedWords: compared && comparisonWords(view, held ?? compared),
    forecast: toForecastView(forecastMonth(today, spent, todayMicros), plans),
    curve: toCurveView(forecastCurve(today, spent, todayMicros), plans),
    userCost: toUserCostFigure({ today, days: full, spans, plans, unconverted: discounts.value.unconverted }),
    userCostByDay: full
      .filter(({ day }) => day >= view.from && day <= view.to)
      .map(({ day }) => ({ day, cost: toUserCostView(userCostOn(day, full, spans)) })),
    unpriced: {
      requests: unpriced.value.reduce((sum, one) => sum + one.unpricedRequests, 0),
      unconvertedRequests: unpriced.value.reduce((sum, one) => sum + one.unconvertedRequests, 0),
      models: unpriced.value,
    },
    units: toUnits(scope, book.value, discounts.value),
    chart: {
      buckets: toChartBuckets(shown, span, today),
      comparison: comparedBook && toChartBuckets(comparedBook, span, today),
      comparisonLabel: compared && comparisonWords(view),
      markers: marks.value.markers,
    },
  });
}
