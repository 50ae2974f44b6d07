import { backTest, INTERVAL_PERCENT, neededFor, PACE_DAYS, timesRatio } from "./back-test";
import { addDays, type Day, daysBetween, firstDayOf, lastDayOf, listDays, type Month, monthOf } from "./day";

/** Spend of a full day. `noPace`: it counts, and says nothing of what a usual day costs. */
export type SpentDay = { day: Day; spendMicros: bigint; noPace?: boolean };

/** The first and the last day of a month, or of whatever else a budget is for. */
export type BudgetDays = { from: Day; to: Day };

export type StretchForecast =
  | {
      known: true;
      /** All of the days, if every one that is left is like the mean of the last full days. */
      micros: bigint;
      /** Where eight of ten such stretches end, as far as past forecasts of as many days tell. */
      interval: ForecastInterval | NoInterval;
      /** Spent in them until now. */
      soFarMicros: bigint;
      /** How many full days the pace is taken from: seven, or as many as there are. */
      paceDays: number;
      /** Their mean. */
      perDayMicros: bigint;
      /** Days after today. */
      daysLeft: number;
    }
  | { known: false; soFarMicros: bigint; detail: string };
export type Forecast = StretchForecast & { month: Month };

/** `tested`: how often an interval like this was tried on the past; `held`: how often it held. */
export type ForecastInterval = {
  known: true;
  percent: number;
  lowMicros: bigint;
  highMicros: bigint;
  tested: number;
  held: number;
};
export type NoInterval = { known: false; detail: string };

/** As far back as forecasts are held against what came: an interval for a whole month takes 81 days. */
export const HISTORY_DAYS = 126;

const total = (days: readonly SpentDay[]) => days.reduce((sum, { spendMicros }) => sum + spendMicros, 0n);

type Pace = { sum: bigint; days: bigint };

/** The last seven full days, as far as something is known of them; null when nothing is. */
function paceOf(today: Day, full: readonly SpentDay[]): Pace | null {
  const last = full.filter(
    ({ day, noPace }) => !noPace && day < today && daysBetween(day, today) <= PACE_DAYS,
  );
  return last.length === 0 ? null : { sum: total(last), days: BigInt(last.length) };
}

const spentBefore = (today: Day, { from }: BudgetDays, full: readonly SpentDay[]) =>
  total(full.filter(({ day }) => day >= from && day < today));

const monthAround = (today: Day): BudgetDays => {
  const month = monthOf(today);
  return { from: firstDayOf(month), to: lastDayOf(month) };
};

/** Spend of today and of `days` days after it at a pace of `sum` in `of` days; divided once, at the end. */
function ahead(todayMicros: bigint, sum: bigint, of: bigint, days: number): bigint {
  const todayAtPace = sum > todayMicros * of ? sum : todayMicros * of;
  return (todayAtPace + sum * BigInt(days)) / of;
}

const pastOf = (today: Day, full: readonly SpentDay[]) =>
  full.filter(({ day, noPace }) => !noPace && day < today).map(({ spendMicros }) => Number(spendMicros));

function intervalOf(
  past: readonly number[],
  ahead: number,
  { before, expected, least }: { before: bigint; expected: bigint; least: bigint },
): ForecastInterval | NoInterval {
  const { interval, tested, held } = backTest(past, ahead);
  if (!interval) {
    const days = ahead === 1 ? "a day" : `${ahead} days`;
    const detail = `How far off a forecast of ${days} may be is known after ${neededFor(ahead)} full days of usage; there ${past.length === 1 ? "is 1" : `are ${past.length}`}.`;
    return { known: false, detail };
  }
  const at = (ratio: number) => {
    const micros = timesRatio(expected, ratio);
    return before + (micros > least ? micros : least);
  };
  const [lowMicros, highMicros] = [at(interval.low), at(interval.high)];
  return { known: true, percent: INTERVAL_PERCENT, lowMicros, highMicros, tested, held };
}

/**
 * Where the month of `today` ends at the pace of the last seven full days. Today counts as a day of that pace, or as
 * what it has come to already where that is more. `full` are full days in order, up to yesterday, without gaps, as far
 * back as is known: how far off the forecast may be is measured on them.
 */
export function forecastMonth(today: Day, full: readonly SpentDay[], todayMicros: bigint): Forecast {
  return { ...forecastStretch(today, monthAround(today), full, todayMicros), month: monthOf(today) };
}

/** The same of any days that today is one of. */
export function forecastStretch(
  today: Day,
  days: BudgetDays,
  full: readonly SpentDay[],
  todayMicros: bigint,
): StretchForecast {
  const before = spentBefore(today, days, full);
  const soFarMicros = before + todayMicros;
  const pace = paceOf(today, full);
  if (!pace) {
    const detail = "It takes a full day of usage in the last seven to see a pace.";
    return { known: false, soFarMicros, detail };
  }
  const daysLeft = daysBetween(today, days.to);
  const expected = ahead(todayMicros, pace.sum, pace.days, daysLeft);
  return {
    known: true,
    micros: before + expected,
    interval: intervalOf(pastOf(today, full), daysLeft + 1, { before, expected, least: todayMicros }),
    soFarMicros,
    paceDays: Number(pace.days),
    perDayMicros: pace.sum / pace.days,
    daysLeft,
  };
}

/** A day of a month, everything added up from its first day on. null: not here yet, or nothing is known of it. */
export type CurveDay = {
  day: Day;
  spentMicros: bigint | null;
  /** Without low and high where the past does not tell how far off it may be. */
  forecast: { micros: bigint; lowMicros: bigint | null; highMicros: bigint | null } | null;
};

/** The way to the forecast, day by day: what was spent up to today, and the pace from then on. */
export function forecastCurve(today: Day, full: readonly SpentDay[], todayMicros: bigint): CurveDay[] {
  return curveOver(today, monthAround(today), full, todayMicros);
}

/** The same over any days that today is one of, or that are over. */
export function curveOver(
  today: Day,
  days: BudgetDays,
  full: readonly SpentDay[],
  todayMicros: bigint,
): CurveDay[] {
  const pace = paceOf(today, full);
  const before = spentBefore(today, days, full);
  const spentOn = new Map(full.map(({ day, spendMicros }) => [day, spendMicros]));
  const past = pastOf(today, full);
  const upTo = (pace: Pace, days: number) => {
    const expected = ahead(todayMicros, pace.sum, pace.days, days);
    const interval = intervalOf(past, days + 1, { before, expected, least: todayMicros });
    const [lowMicros, highMicros] = interval.known ? [interval.lowMicros, interval.highMicros] : [null, null];
    return { micros: before + expected, lowMicros, highMicros };
  };
  let added: bigint | null = null;
  return listDays(days.from, days.to).map((day) => {
    const spent = day === today ? todayMicros : day < today ? spentOn.get(day) : undefined;
    if (spent !== undefined) added = (added ?? 0n) + spent;
    const after = daysBetween(today, day);
    return {
      day,
      spentMicros: day <= today ? added : null,
      forecast: pace && after > 0 ? upTo(pace, after) : null,
    };
  });
}

/** Ten years. */
const MOST_DAYS_AHEAD = 3_650n;

/**
 * The day at whose end nothing is left of `leftMicros` at that pace, as the curve goes: today costs the rest of a day of it.
 * null: there is no pace, or it lasts for more than ten years.
 */
export function runsOutOn(
  today: Day,
  leftMicros: bigint,
  full: readonly SpentDay[],
  todayMicros: bigint,
): Day | null {
  if (leftMicros <= 0n) return today;
  const pace = paceOf(today, full);
  if (!pace || pace.sum <= 0n) return null;
  const restOfToday = pace.sum - todayMicros * pace.days;
  const rest = leftMicros * pace.days - (restOfToday > 0n ? restOfToday : 0n);
  if (rest <= 0n) return today;
  const days = (rest + pace.sum - 1n) / pace.sum;
  return days > MOST_DAYS_AHEAD ? null : addDays(today, Number(days));
}

/** The first full day of those that `forecastMonth` needs: of the month, and of the pace. */
export function firstDayForForecast(today: Day): Day {
  const first = `${monthOf(today)}-01`;
  const pace = addDays(today, -PACE_DAYS);
  return first < pace ? first : pace;
}
