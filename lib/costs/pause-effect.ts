import { z } from "zod";
import { floorToBucket, nextBucket } from "../usage";
import { backTest, neededFor, PACE_DAYS } from "./back-test";
import { dayAt, daysBetween, sameTimeOfDay } from "./day";

const micros = z.string();
const instant = z.iso.datetime();

/** 80 % of forecasts like this came out between low and high; null where the past does not tell. */
const between = <T extends z.ZodType>(amount: T) =>
  z.object({ low: amount, high: amount, tested: z.int(), held: z.int() });

/** What was, what would have been, and the difference; null where it cannot be told. */
const figure = <T extends z.ZodType>(amount: T) =>
  z.object({
    actual: amount,
    forecast: amount.nullable(),
    /** forecast − actual. */
    avoided: amount.nullable(),
    interval: between(amount).nullable(),
    /** Why there is no forecast or no interval. */
    detail: z.string().nullable(),
  });

export const pauseEffectSchema = z.object({
  pauseId: z.string(),
  campaign: z.string().nullable(),
  pausedAt: instant,
  pausedBy: z.string(),
  /** null: it stands. */
  resumedAt: instant.nullable(),
  /** The whole hours that are judged; null when there are none, and then `detail` says why. */
  judged: z.object({ from: instant, to: instant }).nullable(),
  detail: z.string().nullable(),
  spendMicros: figure(micros).nullable(),
  newUsers: figure(z.int()).nullable(),
});
export type PauseEffect = z.infer<typeof pauseEffectSchema>;

/** [from, to) in milliseconds. */
export type Stretch = { from: number; to: number };

const DAY_MS = 86_400_000;
/** As many days before a pause are looked at as before a launch. */
export const DAYS_BEFORE_PAUSE = 63;
/** A pause is judged by its first fortnight: later, nobody knows what would have been. */
const MOST_DAYS = 14;

export type EffectWindows = {
  /** The hours of the pause that are judged. */
  judged: Stretch;
  /** How many of the windows before it make as long a time. */
  ahead: number;
  /** The same hours of the days before, oldest first, without those of other pauses and before the first event. */
  before: Stretch[];
};

const overlaps = (a: Stretch, b: Stretch) => a.from < b.to && b.from < a.to;

/**
 * The whole hours of a pause, at most 14 days of them, and the same hours by the clock of `zone` of the 63 days before it.
 * A pause of more than a day is judged by its full days. null: no whole hour of it is over.
 */
export function effectWindows(
  pause: Stretch,
  {
    zone,
    firstEventAt,
    otherPauses,
  }: { zone: string; firstEventAt: number; otherPauses: readonly Stretch[] },
): EffectWindows | null {
  const floor = floorToBucket(pause.from, "hour", zone);
  const from = floor === pause.from ? floor : nextBucket(floor, "hour", zone);
  const end = floorToBucket(pause.to, "hour", zone);
  if (end <= from) return null;
  const days = Math.min(MOST_DAYS, wholeDays(from, end, zone));
  const ahead = Math.max(1, days);
  const to = days === 0 ? end : sameTimeOfDay(from, days, zone);
  const before: Stretch[] = [];
  for (let back = DAYS_BEFORE_PAUSE; back >= 1; back -= 1) {
    const start = sameTimeOfDay(from, -back, zone);
    const stretch = {
      from: start,
      to: days === 0 ? sameTimeOfDay(end, -back, zone) : sameTimeOfDay(from, 1 - back, zone),
    };
    if (stretch.from < firstEventAt || otherPauses.some((other) => overlaps(stretch, other))) continue;
    before.push(stretch);
  }
  return { judged: { from, to }, ahead, before };
}

/** Full days by the clock between two instants. */
function wholeDays(from: number, to: number, zone: string): number {
  const days = daysBetween(dayAt(from, zone), dayAt(to, zone));
  return days > 0 && sameTimeOfDay(from, days, zone) > to ? days - 1 : Math.max(0, days);
}

export type Told = {
  actual: number;
  forecast: number | null;
  interval: { low: number; high: number; tested: number; held: number } | null;
  detail: string | null;
};

/**
 * What a pause is held against: the mean of the last seven such windows, times their number. `before` are their values,
 * oldest first. How far off that may be is measured on the windows before (see back-test.ts), never assumed.
 */
export function tellEffect(actual: number, before: readonly number[], ahead: number): Told {
  const days = (count: number) => (count === 1 ? "1 day" : `${count} days`);
  if (before.length < PACE_DAYS)
    return {
      actual,
      forecast: null,
      interval: null,
      detail: `Not enough history: it takes these hours of ${PACE_DAYS} days before it; there ${before.length === 1 ? "is" : "are"} ${before.length}.`,
    };
  const last = before.slice(-PACE_DAYS);
  const forecast = (last.reduce((sum, value) => sum + value, 0) / PACE_DAYS) * ahead;
  const { interval, tested, held } = backTest(before, ahead);
  if (!interval)
    return {
      actual,
      forecast,
      interval: null,
      detail: `Not enough history for an interval: it takes ${days(neededFor(ahead))} before it; there ${before.length === 1 ? "is" : "are"} ${before.length}.`,
    };
  return {
    actual,
    forecast,
    interval: { low: forecast * interval.low, high: forecast * interval.high, tested, held },
    detail: null,
  };
}

/** The difference as it goes out; `low` of what was avoided belongs to `low` of the forecast. */
export function toFigure<T>(told: Told, amount: (value: number) => T) {
  const { actual, forecast, interval, detail } = told;
  return {
    actual: amount(actual),
    forecast: forecast === null ? null : amount(forecast),
    avoided: forecast === null ? null : amount(forecast - actual),
    interval: interval && {
      low: amount(interval.low - actual),
      high: amount(interval.high - actual),
      tested: interval.tested,
      held: interval.held,
    },
    detail,
  };
}

/** Pauses that are told at once. */
export const MOST_EFFECTS = 10;
export const HISTORY_MS = (DAYS_BEFORE_PAUSE + 1) * DAY_MS;
