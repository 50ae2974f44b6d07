import { addDays, type Day, daysBetween, firstDayOf, lastDayOf, listDays, type Month, monthOf } from "./day";

/** Spend of a full day. */
export type SpentDay = { day: Day; spendMicros: bigint };

export type Forecast =
  | {
      known: true;
      month: Month;
      /** The whole month, if every day that is left is like the mean of the last full days. */
      micros: bigint;
      /** The same with the cheapest and with the dearest of those days. */
      lowMicros: bigint;
      highMicros: bigint;
      /** Spent in the month until now. */
      soFarMicros: bigint;
      /** How many full days the pace is taken from: seven, or as many as there are. */
      paceDays: number;
      /** Their mean. */
      perDayMicros: bigint;
      /** Days of the month after today. */
      daysLeft: number;
    }
  | { known: false; month: Month; soFarMicros: bigint; detail: string };

const PACE_DAYS = 7;

const total = (days: readonly SpentDay[]) => days.reduce((sum, { spendMicros }) => sum + spendMicros, 0n);

type Pace = { sum: bigint; days: bigint; cheapest: bigint; dearest: bigint };

/** The last seven full days, as far as something is known of them; null when nothing is. */
function paceOf(today: Day, full: readonly SpentDay[]): Pace | null {
  const last = full.filter(({ day }) => day < today && daysBetween(day, today) <= PACE_DAYS);
  const sorted = last.map(({ spendMicros }) => spendMicros).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const [cheapest, dearest] = [sorted[0], sorted.at(-1)];
  if (cheapest === undefined || dearest === undefined) return null;
  return { sum: total(last), days: BigInt(last.length), cheapest, dearest };
}

const spentBefore = (today: Day, full: readonly SpentDay[]) =>
  total(full.filter(({ day }) => monthOf(day) === monthOf(today) && day < today));

/** Spend of today and of `days` days after it at a pace of `sum` in `of` days; divided once, at the end. */
function ahead(todayMicros: bigint, sum: bigint, of: bigint, days: number): bigint {
  const todayAtPace = sum > todayMicros * of ? sum : todayMicros * of;
  return (todayAtPace + sum * BigInt(days)) / of;
}

/**
 * Where the month of `today` ends at the pace of the last seven full days. Today counts as a day of that pace, or as
 * what it has come to already where that is more. `full` are full days in order, up to yesterday, from the day of the
 * first event on.
 */
export function forecastMonth(today: Day, full: readonly SpentDay[], todayMicros: bigint): Forecast {
  const month = monthOf(today);
  const before = spentBefore(today, full);
  const soFarMicros = before + todayMicros;
  const pace = paceOf(today, full);
  if (!pace) {
    const detail = "It takes a full day of usage in the last seven to see a pace.";
    return { known: false, month, soFarMicros, detail };
  }
  const daysLeft = daysBetween(today, lastDayOf(month));
  return {
    known: true,
    month,
    micros: before + ahead(todayMicros, pace.sum, pace.days, daysLeft),
    lowMicros: before + ahead(todayMicros, pace.cheapest, 1n, daysLeft),
    highMicros: before + ahead(todayMicros, pace.dearest, 1n, daysLeft),
    soFarMicros,
    paceDays: Number(pace.days),
    perDayMicros: pace.sum / pace.days,
    daysLeft,
  };
}

/** A day of the month, everything added up from its first day on. null: not here yet, or nothing is known of it. */
export type CurveDay = {
  day: Day;
  spentMicros: bigint | null;
  forecast: { micros: bigint; lowMicros: bigint; highMicros: bigint } | null;
};

/** The way to the forecast, day by day: what was spent up to today, and the pace from then on. */
export function forecastCurve(today: Day, full: readonly SpentDay[], todayMicros: bigint): CurveDay[] {
  const month = monthOf(today);
  const pace = paceOf(today, full);
  const before = spentBefore(today, full);
  const spentOn = new Map(full.map(({ day, spendMicros }) => [day, spendMicros]));
  let added: bigint | null = null;
  return listDays(firstDayOf(month), lastDayOf(month)).map((day) => {
    const spent = day === today ? todayMicros : day < today ? spentOn.get(day) : undefined;
    if (spent !== undefined) added = (added ?? 0n) + spent;
    const days = daysBetween(today, day);
    const upTo = (sum: bigint, of: bigint) => before + ahead(todayMicros, sum, of, days);
    return {
      day,
      spentMicros: day <= today ? added : null,
      forecast:
        pace && days > 0
          ? {
              micros: upTo(pace.sum, pace.days),
              lowMicros: upTo(pace.cheapest, 1n),
              highMicros: upTo(pace.dearest, 1n),
            }
          : null,
    };
  });
}

/** The first full day of those that `forecastMonth` needs: of the month, and of the pace. */
export function firstDayForForecast(today: Day): Day {
  const first = `${monthOf(today)}-01`;
  const pace = addDays(today, -PACE_DAYS);
  return first < pace ? first : pace;
}
