import { addDays, type Day, daysBetween, lastDayOf, type Month, monthOf } from "./day";

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

/**
 * Where the month of `today` ends at the pace of the last seven full days. Today counts as a day of that pace, or as
 * what it has come to already where that is more. `full` are full days in order, up to yesterday, from the day of the
 * first event on.
 */
export function forecastMonth(today: Day, full: readonly SpentDay[], todayMicros: bigint): Forecast {
  const month = monthOf(today);
  const before = total(full.filter(({ day }) => monthOf(day) === month && day < today));
  const soFarMicros = before + todayMicros;
  const pace = full.filter(({ day }) => day < today && daysBetween(day, today) <= PACE_DAYS);
  if (pace.length === 0) {
    return { known: false, month, soFarMicros, detail: "It takes a full day of usage to see a pace." };
  }
  const daysLeft = daysBetween(today, lastDayOf(month));
  const sum = total(pace);
  const days = BigInt(pace.length);
  const atPace = (sumMicros: bigint, of: bigint) => {
    const todayAtPace = sumMicros > todayMicros * of ? sumMicros : todayMicros * of;
    // divided once, at the end
    return before + (todayAtPace + sumMicros * BigInt(daysLeft)) / of;
  };
  const sorted = pace.map(({ spendMicros }) => spendMicros).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return {
    known: true,
    month,
    micros: atPace(sum, days),
    lowMicros: atPace(sorted[0] ?? 0n, 1n),
    highMicros: atPace(sorted.at(-1) ?? 0n, 1n),
    soFarMicros,
    paceDays: pace.length,
    perDayMicros: sum / days,
    daysLeft,
  };
}

/** The first full day of those that `forecastMonth` needs: of the month, and of the pace. */
export function firstDayForForecast(today: Day): Day {
  const first = `${monthOf(today)}-01`;
  const pace = addDays(today, -PACE_DAYS);
  return first < pace ? first : pace;
}
