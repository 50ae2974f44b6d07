import "server-only";
import { getCouponPulse, sumDiscounts } from "../../coupons/server";
import { ok, type Result } from "../../kernel/result";
import type { Grouping, UsageFigures } from "../../usage";
import { getLateVersion, getUsageReport, getUsageSums, listExchangeRates } from "../../usage/server";
import { addDays, type Day, dayEdges, listDays } from "../day";
import { type DayBook, nobody, spendByDay } from "../day-book";
import { type ConvertedDiscounts, convertDiscounts } from "../discounts";
import { HISTORY_DAYS, type SpentDay } from "../forecast";
import { whileUnchanged } from "./kept-reads";
import type { Scope } from "./scope";

const keyOf = ({ filter, view }: Scope, ...more: (string | undefined)[]) =>
  JSON.stringify([filter.source, filter.exceptSource, view.timeZone, ...more]);

function reportQuery({ filter, view }: Scope, edges: readonly number[]) {
  return {
    from: new Date(edges[0] ?? 0).toISOString(),
    to: new Date(edges.at(-1) ?? 0).toISOString(),
    interval: "day" as const,
    timeZone: view.timeZone,
    ...filter,
  };
}

/** Users and sums of each day from `from` to `to`, both included; read anew only when usage changed. */
export async function readDays(
  scope: Scope,
  { from, to, groupBy }: { from: Day; to: Day; groupBy: Grouping },
): Promise<Result<DayBook>> {
  const { actor, filter, usagePulse, view } = scope;
  const days = listDays(from, to);
  const edges = dayEdges(from, to, view.timeZone);
  const [users, sums] = await Promise.all([
    whileUnchanged(keyOf(scope, "users", from, to), usagePulse, () =>
      getUsageReport(actor, reportQuery(scope, edges)),
    ),
    whileUnchanged(keyOf(scope, "sums", from, to, groupBy), usagePulse, () =>
      getUsageSums(actor, edges, { ...filter, groupBy }),
    ),
  ]);
  if (!users.ok) return users;
  if (!sums.ok) return sums;
  const byStart = new Map(users.value.data.map((row) => [Date.parse(row.start), row]));
  return ok({
    days,
    edges,
    users: edges.slice(0, -1).map((start) => byStart.get(start) ?? nobody),
    sums: sums.value,
  });
}

/**
 * Spend of the days before `until`, from the first event on and as far back as forecasts are held against what came.
 * `until` must lie days back: what is read is kept until something late is written.
 */
export async function readPastSpend(scope: Scope, until: Day): Promise<Result<SpentDay[]>> {
  const { actor, filter, span, today, view } = scope;
  if (!span) return ok([]);
  const [from = ""] = [span.first, addDays(today, -HISTORY_DAYS)].sort().slice(-1);
  const [to = ""] = [span.last, addDays(until, -1)].sort();
  if (from > to) return ok([]);
  const days = listDays(from, to);
  const sums = await whileUnchanged(keyOf(scope, "past", from, to), await getLateVersion(), () =>
    getUsageSums(actor, dayEdges(from, to, view.timeZone), filter),
  );
  if (!sums.ok) return sums;
  const spend = spendByDay({ days, sums: sums.value });
  return ok(days.map((day, nth) => ({ day, spendMicros: spend[nth] ?? 0n })));
}

/** The figures of the whole stretch as one: users are distinct over it. */
export async function readTotals(scope: Scope, from: Day, to: Day): Promise<Result<UsageFigures>> {
  const edges = dayEdges(from, to, scope.view.timeZone);
  const report = await whileUnchanged(keyOf(scope, "users", from, to), scope.usagePulse, () =>
    getUsageReport(scope.actor, reportQuery(scope, edges)),
  );
  return report.ok ? ok(report.value.totals) : report;
}

/** Discounts of the redemptions that stand, by day, in the reporting currency where a rate is known. */
export async function readDiscounts(scope: Scope, from: Day, to: Day): Promise<Result<ConvertedDiscounts>> {
  const { actor, view, currency } = scope;
  const edges = dayEdges(from, to, view.timeZone);
  const { coupons } = await getCouponPulse();
  const [sums, rates] = await Promise.all([
    whileUnchanged(JSON.stringify(["discounts", view.timeZone, from, to]), coupons, () =>
      sumDiscounts(actor, edges),
    ),
    listExchangeRates(actor),
  ]);
  if (!sums.ok) return sums;
  if (!rates.ok) return rates;
  return ok(convertDiscounts(sums.value, edges.length - 1, currency, rates.value));
}
