import "server-only";
import { getCouponPulse, sumDiscounts } from "../../coupons/server";
import { ok, type Result } from "../../kernel/result";
import type { Grouping, UsageFigures } from "../../usage";
import { getUsageReport, getUsageSums, listExchangeRates } from "../../usage/server";
import { addDays, type Day, dayAt, dayEdges, listDays, startOfDay } from "../day";
import { type DayBook, type DayUsers, isPartOfDay, joinBooks, nobody, spendByDay } from "../day-book";
import { type ConvertedDiscounts, convertDiscounts } from "../discounts";
import { HISTORY_DAYS, type SpentDay } from "../forecast";
import { whileUnchanged } from "./kept-reads";
import { pulseBefore, type Scope, settledUntil } from "./scope";

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

type Part = { from: Day; to: Day; pulse: string };

/**
 * A stretch of days in parts: those that are over for an hour, of which nothing changes but by something late, and those
 * that every event may change.
 */
function partsOf(scope: Scope, from: Day, to: Day): Part[] {
  const { timeZone } = scope.view;
  const open = dayAt(settledUntil(scope), timeZone);
  const cut =
    from < open && open <= to
      ? [
          { from, to: addDays(open, -1) },
          { from: open, to },
        ]
      : [{ from, to }];
  return cut.map((part) => ({
    ...part,
    pulse: pulseBefore(scope, startOfDay(addDays(part.to, 1), timeZone)),
  }));
}

async function readPartUsers(scope: Scope, { from, to, pulse }: Part): Promise<Result<DayUsers[]>> {
  const edges = dayEdges(from, to, scope.view.timeZone);
  const users = await whileUnchanged(keyOf(scope, "users", from, to), pulse, () =>
    getUsageReport(scope.actor, reportQuery(scope, edges)),
  );
  if (!users.ok) return users;
  const byStart = new Map(users.value.data.map((row) => [Date.parse(row.start), row]));
  return ok(edges.slice(0, -1).map((start) => byStart.get(start) ?? nobody));
}

async function readPartSums(
  scope: Scope,
  { from, to, pulse }: Part,
  groupBy: Grouping,
): Promise<Result<DayBook>> {
  const { actor, filter, view } = scope;
  const edges = dayEdges(from, to, view.timeZone);
  const sums = await whileUnchanged(keyOf(scope, "sums", from, to, groupBy), pulse, () =>
    getUsageSums(actor, edges, { ...filter, groupBy }),
  );
  return sums.ok ? ok({ days: listDays(from, to), edges, users: [], sums: sums.value }) : sums;
}

type Days = { from: Day; to: Day; groupBy: Grouping };

async function readParts(
  scope: Scope,
  { from, to }: Days,
  read: (part: Part) => Promise<Result<DayBook>>,
): Promise<Result<DayBook>> {
  const books: DayBook[] = [];
  for (const part of partsOf(scope, from, to)) {
    const book = await read(part);
    if (!book.ok) return book;
    books.push(book.value);
  }
  return ok(joinBooks(books));
}

/** Users and sums of each day from `from` to `to`, both included; days that are over are read once. */
export async function readDays(scope: Scope, days: Days): Promise<Result<DayBook>> {
  return readParts(scope, days, async (part) => {
    const [users, book] = await Promise.all([
      readPartUsers(scope, part),
      readPartSums(scope, part, days.groupBy),
    ]);
    if (!users.ok) return users;
    return book.ok ? ok({ ...book.value, users: users.value }) : book;
  });
}

/** The same without users, which are dearer. */
export async function readSums(scope: Scope, days: Days): Promise<Result<DayBook>> {
  return readParts(scope, days, (part) => readPartSums(scope, part, days.groupBy));
}

/**
 * Spend of the days before `until`, from the first event on and as far back as forecasts are held against what came.
 * Kept until something late is written.
 */
export async function readPastSpend(scope: Scope, until: Day): Promise<Result<SpentDay[]>> {
  const { actor, filter, span, today, view } = scope;
  if (!span) return ok([]);
  const [from = ""] = [span.first, addDays(today, -HISTORY_DAYS)].sort().slice(-1);
  const [to = ""] = [span.last, addDays(until, -1)].sort();
  if (from > to) return ok([]);
  const days = listDays(from, to);
  const edges = dayEdges(from, to, view.timeZone);
  const sums = await whileUnchanged(
    keyOf(scope, "past", from, to),
    pulseBefore(scope, edges.at(-1) ?? 0),
    () => getUsageSums(actor, edges, filter),
  );
  if (!sums.ok) return sums;
  const spend = spendByDay({ days, sums: sums.value });
  return ok(
    days.map((day, nth) => ({
      day,
      spendMicros: spend[nth] ?? 0n,
      ...(isPartOfDay(day, span) && { noPace: true }),
    })),
  );
}

/** The figures of the whole stretch as one: users are distinct over it. */
export async function readTotals(scope: Scope, from: Day, to: Day): Promise<Result<UsageFigures>> {
  const edges = dayEdges(from, to, scope.view.timeZone);
  const parts = partsOf(scope, from, to);
  const report = await whileUnchanged(keyOf(scope, "users", from, to), parts.at(-1)?.pulse ?? "", () =>
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
