import { formatMicros } from "../kernel/money";
import { addDays, type Day, daysBetween, formatDays } from "./day";

/** One full day of figures. Micro-units of the reporting currency. */
export type CostDay = {
  day: Day;
  newUsers: number;
  spendMicros: bigint;
  discountMicros: bigint;
  /** A part of a day: it says nothing of what is usual. */
  noPace?: boolean;
};

/** A campaign's life, in days of the same calendar. */
export type LiveSpan = { name: string; launched: Day; ended: Day | null };

/** Seven days, so that every weekday stands once on either side. */
const WINDOW = 7;
/** A launch longer ago than this tells little about today's users. */
const RECENT_DAYS = 56;
/** How many days before the last one may be asked for. */
export const LOOKBACK_DAYS = RECENT_DAYS + WINDOW;
/** Fewer more users than this are a handful of people, not a price. */
export const FEWEST_MORE_USERS = 20;
/** Student's t at 95 % with 6 degrees of freedom: both sides of it leave 90 % for seven pairs. */
const T_95_6 = 1.94318;

export type Baseline = { from: Day; to: Day; launch: string | null };

export type UserCost =
  | {
      known: true;
      micros: bigint;
      /** The 90 % interval. */
      lowMicros: bigint;
      highMicros: bigint;
      from: Day;
      to: Day;
      baseline: Baseline;
      moreUsers: number;
      moreSpendMicros: bigint;
      moreDiscountMicros: bigint;
    }
  | { known: false; reason: UnknownReason; detail: string };
export type UnknownReason = "too_few_days" | "no_more_users" | "too_few_users" | "too_uncertain";

/**
 * What the week that ends with `last` is held against: the seven full days before the first launch among the campaigns
 * that were live in that week, when usage reaches back that far; else the seven days before it.
 */
export function chooseBaseline(last: Day, firstDay: Day, spans: readonly LiveSpan[]): Baseline | null {
  const from = addDays(last, 1 - WINDOW);
  const weekBefore = { from: addDays(from, -WINDOW), to: addDays(from, -1), launch: null };
  const live = spans
    .filter(({ launched, ended }) => launched <= last && (ended === null || ended >= from))
    .filter(({ launched }) => daysBetween(launched, last) < RECENT_DAYS)
    .sort((a, b) => (a.launched < b.launched ? -1 : 1));
  const [first] = live;
  if (first && first.launched < from) {
    const to = addDays(first.launched, -1);
    const baseline = { from: addDays(to, 1 - WINDOW), to, launch: first.name };
    if (baseline.from >= firstDay) return baseline;
  }
  return weekBefore.from >= firstDay ? weekBefore : null;
}

export type Ratio = { value: number; low: number; high: number };

/**
 * Sum of y over sum of x for pairs, with its 90 % interval by Fieller's theorem: all r for which the mean of y − r·x
 * could be zero by Student's t. Null when the sum of x is not told apart from zero: then no finite interval holds.
 * (E. C. Fieller, Some problems in interval estimation, J. R. Stat. Soc. B 16, 1954.) Seven pairs.
 */
export function ratioOfPairs(pairs: readonly { x: number; y: number }[]): Ratio | null {
  const n = pairs.length;
  const mean = (of: (pair: { x: number; y: number }) => number) =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / n;
  const x = mean((pair) => pair.x);
  const y = mean((pair) => pair.y);
  // t² times the variance of a mean
  const spread = (a: (pair: { x: number; y: number }) => number, b: typeof a) =>
    (T_95_6 ** 2 * mean((pair) => a(pair) * b(pair)) * n) / ((n - 1) * n);
  const dx = (pair: { x: number }) => pair.x - x;
  const dy = (pair: { y: number }) => pair.y - y;
  const a = x * x - spread(dx, dx);
  if (a <= 0) return null;
  const b = x * y - spread(dx, dy);
  const c = y * y - spread(dy, dy);
  const root = Math.sqrt(Math.max(0, b * b - a * c));
  return { value: y / x, low: (b - root) / a, high: (b + root) / a };
}

const unknown = (reason: UnknownReason, detail: string): UserCost => ({ known: false, reason, detail });
const toMicros = (value: number) => BigInt(Math.round(value));
const sum = (days: readonly CostDay[], of: (day: CostDay) => bigint) =>
  days.reduce((total, day) => total + of(day), 0n);

/** Half away from zero, so that a fall of so much and a rise of so much look alike. */
function divide(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const [n, d] = [numerator < 0n ? -numerator : numerator, denominator < 0n ? -denominator : denominator];
  const rounded = (2n * n + d) / (2n * d);
  return negative ? -rounded : rounded;
}

/**
 * What one more user costs as of the full day `last`: the change in spend and discounts divided by the change in new
 * users, the last seven full days against the baseline, weekday by weekday. `known` are days in order, without
 * gaps, from the day of the first event on; full ones but for the first, which is left away where it is a part of a day.
 */
export function userCostOn(last: Day, known: readonly CostDay[], spans: readonly LiveSpan[]): UserCost {
  const days = known.filter(({ noPace }) => !noPace);
  const firstDay = days[0]?.day;
  const baseline = firstDay === undefined ? null : chooseBaseline(last, firstDay, spans);
  if (firstDay === undefined || !baseline || (days.at(-1)?.day ?? "") < last) {
    const full = firstDay === undefined ? 0 : Math.max(0, daysBetween(firstDay, last) + 1);
    return unknown(
      "too_few_days",
      `It takes 14 full days of usage; there ${full === 1 ? "is 1" : `are ${full}`}.`,
    );
  }
  const at = (day: Day) => days[daysBetween(firstDay, day)];
  const week = (from: Day) =>
    Array.from({ length: WINDOW }, (_, nth) => at(addDays(from, nth))).filter((day) => day !== undefined);
  const from = addDays(last, 1 - WINDOW);
  const now = week(from);
  const before = week(baseline.from);
  const moreUsers =
    now.reduce((total, day) => total + day.newUsers, 0) -
    before.reduce((total, day) => total + day.newUsers, 0);
  const days7 = `the 7 days of ${formatDays(baseline.from, baseline.to)}`;
  if (moreUsers <= 0)
    return unknown("no_more_users", `There were no more new users than in ${days7}, so none has a price.`);
  if (moreUsers < FEWEST_MORE_USERS)
    return unknown(
      "too_few_users",
      `Only ${moreUsers} more new users than in ${days7}; it takes ${FEWEST_MORE_USERS} to say what one costs.`,
    );
  const moreSpendMicros = sum(now, (day) => day.spendMicros) - sum(before, (day) => day.spendMicros);
  const moreDiscountMicros = sum(now, (day) => day.discountMicros) - sum(before, (day) => day.discountMicros);
  // the two weeks may begin on different weekdays: pair Monday with Monday
  const pairs = now.flatMap((day) => {
    const other = before.find((one) => daysBetween(one.day, day.day) % WINDOW === 0);
    if (!other) return [];
    const cost = (of: CostDay) => Number(of.spendMicros + of.discountMicros);
    return [{ x: day.newUsers - other.newUsers, y: cost(day) - cost(other) }];
  });
  const ratio = ratioOfPairs(pairs);
  if (!ratio)
    return unknown(
      "too_uncertain",
      "New users differ too much from day to day: no interval holds their price.",
    );
  if (ratio.low <= 0)
    return unknown(
      "too_uncertain",
      `The days differ too much: 90 % of the time it would lie between ${formatMicros(toMicros(ratio.low))} and ${formatMicros(toMicros(ratio.high))}.`,
    );
  return {
    known: true,
    micros: divide(moreSpendMicros + moreDiscountMicros, BigInt(moreUsers)),
    lowMicros: toMicros(ratio.low),
    highMicros: toMicros(ratio.high),
    from,
    to: last,
    baseline,
    moreUsers,
    moreSpendMicros,
    moreDiscountMicros,
  };
}

/** What the figure rests on, in words. */
export function describeBaseline({ from, to, launch }: Baseline): string {
  const days = formatDays(from, to);
  return launch ? `the 7 days before ${launch} launched, ${days}` : `the 7 days before, ${days}`;
}
