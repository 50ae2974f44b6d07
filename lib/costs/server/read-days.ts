import "server-only";
import { getCouponPulse, sumDiscounts } from "../../coupons/server";
import { ok, type Result } from "../../kernel/result";
import type { Grouping, UsageFigures } from "../../usage";
import { getUsageReport, getUsageSums, listExchangeRates } from "../../usage/server";
import { type Day, dayEdges, listDays } from "../day";
import { type DayBook, nobody } from "../day-book";
import { type ConvertedDiscounts, convertDiscounts } from "../discounts";
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
