import { dailyShare, type Plan } from "./budget";
import type { DayRow } from "./costs-view";
import {
  costlyGroups,
  type DayBook,
  isMissing,
  isPartOfDay,
  NO_NAME,
  nobody,
  type Span,
  spendByDay,
} from "./day-book";

/** As many groups as the chart tells apart. */
export const NAMED = 3;
export const OTHER = "other";

const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);

/** The groups that cost most, dearest first, and one for the rest. */
export function rankGroups({ sums }: Pick<DayBook, "sums">): string[] {
  const totals = new Map<string, bigint>();
  const costly = costlyGroups({ sums });
  for (const { group, costMicros } of sums) {
    if (costly.has(group)) totals.set(group, (totals.get(group) ?? 0n) + costMicros);
  }
  const ranked = [...totals].sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x > y ? -1 : 1));
  const named = ranked.slice(0, NAMED).map(([group]) => group || NO_NAME);
  return ranked.length > NAMED ? [...named, OTHER] : named;
}

/** Amounts of one day by the index of `groups`, which rankGroups gave. */
function byGroup(groups: readonly string[], sums: DayBook["sums"]): bigint[] {
  const hasOther = groups.length > NAMED;
  const named = hasOther ? groups.slice(0, NAMED) : groups;
  const of = (fits: (name: string) => boolean) =>
    sum(sums.filter(({ group }) => fits(group || NO_NAME)).map(({ costMicros }) => costMicros));
  const amounts = named.map((name) => of((group) => group === name));
  return hasOther ? [...amounts, of((group) => !named.includes(group))] : amounts;
}

const count = (sums: DayBook["sums"], of: "requests" | "unpricedRequests" | "unconvertedRequests") =>
  sums.reduce((total, one) => total + one[of], 0);

/** A row a day, oldest first. Their amounts add up to the sums of the book exactly. */
export function toDayRows(
  book: DayBook,
  groups: readonly string[],
  { plans, span, today }: { plans: readonly Plan[]; span: Span; today: string },
): DayRow[] {
  return book.days.map((day, nth) => {
    const sums = book.sums.filter(({ bucket }) => bucket === nth);
    const users = book.users[nth] ?? nobody;
    const share = dailyShare(plans, day);
    return {
      day,
      start: new Date(book.edges[nth] ?? 0).toISOString(),
      isCurrent: day === today,
      isMissing: isMissing(day, span, today),
      activeUsers: users.activeUsers,
      newUsers: users.newUsers,
      requests: count(sums, "requests"),
      byGroup: byGroup(groups, sums).map(String),
      micros: String(sum(sums.map(({ costMicros }) => costMicros))),
      unpricedRequests: count(sums, "unpricedRequests"),
      unconvertedRequests: count(sums, "unconvertedRequests"),
      planMicros: share === null ? null : String(share),
    };
  });
}

/** What the rows come to, by the index of `groups`. */
export function sumRows(rows: readonly DayRow[], groups: readonly string[]) {
  const amount = (of: (row: DayRow) => string | null | undefined) =>
    sum(rows.map((row) => BigInt(of(row) ?? "0")));
  const total = (of: "requests" | "unpricedRequests" | "unconvertedRequests") =>
    rows.reduce((all, row) => all + row[of], 0);
  return {
    requests: total("requests"),
    byGroup: groups.map((_, nth) => String(amount((row) => row.byGroup[nth]))),
    micros: String(amount((row) => row.micros)),
    unpricedRequests: total("unpricedRequests"),
    unconvertedRequests: total("unconvertedRequests"),
    planMicros: rows.some(({ planMicros }) => planMicros !== null)
      ? String(amount((row) => row.planMicros))
      : null,
  };
}

/**
 * The view's full days and those they are compared with, each beside its own: `compared` has a day for every row, in the
 * same order. null: no day of the view is over, or something of the days compared with is not known.
 */
export function againstCompared(
  rows: readonly DayRow[],
  compared: Pick<DayBook, "days" | "sums">,
  { span, today }: { span: Span; today: string },
): { days: number; from: string; to: string; comparedMicros: string; micros: string } | null {
  const full = rows.flatMap((row, nth) => {
    const other = compared.days[nth];
    return row.isCurrent || row.isMissing || other === undefined ? [] : [{ row, other, nth }];
  });
  const [first, last] = [full[0], full.at(-1)];
  if (!first || !last || full.some(({ other }) => isMissing(other, span, today) || isPartOfDay(other, span)))
    return null;
  const spend = spendByDay(compared);
  return {
    days: full.length,
    from: first.other,
    to: last.other,
    comparedMicros: String(sum(full.map(({ nth }) => spend[nth] ?? 0n))),
    micros: String(sum(full.map(({ row }) => BigInt(row.micros)))),
  };
}

/** Full days with a share of a budget: what they were to cost and what they did; null when there is none. */
export function againstPlan(
  rows: readonly DayRow[],
): { days: number; planMicros: string; micros: string } | null {
  const planned = rows.filter((row) => row.planMicros !== null && !row.isCurrent && !row.isMissing);
  if (planned.length === 0) return null;
  return {
    days: planned.length,
    planMicros: String(sum(planned.map(({ planMicros }) => BigInt(planMicros ?? "0")))),
    micros: String(sum(planned.map(({ micros }) => BigInt(micros)))),
  };
}
