/** What is watched; spend in micro-units of the reporting currency, the others are counts. */
export const watchedFigures = ["spend", "requests", "new_users"] as const;
export type WatchedFigure = (typeof watchedFigures)[number];

/** What a day is held against: days like the mean of the last seven, over eight weeks of same weekdays. */
const PACE_DAYS = 7;
export const ANOMALY_HISTORY_DAYS = PACE_DAYS + 56;
/** With fewer same weekdays a weekday has no habit of its own yet. */
const FEWEST_WEEKDAYS = 4;
/** Every weekday once. */
const FEWEST_RATIOS = 7;
/** Full days before a day without which it is not judged. */
export const FEWEST_DAYS = PACE_DAYS + FEWEST_RATIOS;

/** Modified z-score beyond which a value is called an outlier: Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993. */
const MOST_SCORE = 3.5;
/** The least difference that is worth a word, as a share of what was expected… */
const LEAST_SHARE = 0.25;
/** …and in itself: one currency unit, and as many requests or users. Below it, chance is loud. */
const leastDifference: Record<WatchedFigure, number> = { spend: 1_000_000, requests: 50, new_users: 10 };
/** Days that were alike to the cent for weeks do not make five per cent an event. */
const LEAST_SPREAD = 0.05;

export type Judged = {
  actual: number;
  expected: number;
  /** Outside of these it is an anomaly. */
  low: number;
  high: number;
  /** Spreads off the middle, with its sign. */
  score: number;
  isAnomaly: boolean;
  /** Held against its weekday's habit, or, while there are too few of them, against all days. */
  basis: "weekday" | "days";
};

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}

/** Finite-sample factors of the median absolute deviation: Croux and Rousseeuw, Time-efficient algorithms, 1992. */
const smallSample = [1.196, 1.196, 1.196, 1.495, 1.363, 1.206, 1.2, 1.14, 1.129, 1.107];

/** The standard deviation that a median absolute deviation means for normal errors (1.4826 of it: Hampel, 1974). */
function spreadOf(residuals: readonly number[]): number {
  const n = residuals.length;
  return 1.4826 * (smallSample[n] ?? n / (n - 0.8)) * median(residuals.map(Math.abs));
}

/**
 * A day's value against those of the days right before it, oldest first, without gaps. null: not enough of them.
 *
 * Each day is taken as the logarithm of its ratio to the median of the seven days before it, so that growth cancels out.
 * Expected is the median of the last four to eight such ratios of the same weekday, times the pace of now; the spread is
 * that of all days around their weekdays' medians (Hampel's identifier), widened for how few the weekdays are. With fewer
 * than four of them the ratios of all days are taken, and then only what lies well beyond every one of them, and outside of
 * what the last seven days were, is an anomaly: a Saturday must not be one for being a Saturday, nor a day for ending a rise.
 */
export function judgeDay(figure: WatchedFigure, before: readonly number[], actual: number): Judged | null {
  const past = before.slice(-ANOMALY_HISTORY_DAYS);
  if (past.length < FEWEST_DAYS) return null;
  const least = leastDifference[figure];
  // small amounts are noise of the size of `least`: added on both sides, their ratios stay near 1
  const paceAt = (nth: number) => Math.max(0, median(past.slice(nth - PACE_DAYS, nth))) + least;
  // corrections of closed months may take more off a day than it spent
  const ratioTo = (pace: number, value: number) => Math.log((Math.max(0, value) + least) / pace);
  const ratios = past.slice(PACE_DAYS).map((value, nth) => ratioTo(paceAt(nth + PACE_DAYS), value));
  const pace = paceAt(past.length);
  const own = ratioTo(pace, actual);
  /** By days back from the day: 0 is its own weekday. */
  const classes = Array.from({ length: 7 }, (_, back) =>
    ratios.filter((_, nth) => (ratios.length - nth) % 7 === back),
  );
  const [same = []] = classes;
  const isWeekday = same.length >= FEWEST_WEEKDAYS;
  const centre = median(isWeekday ? same : ratios);
  const residuals = isWeekday
    ? classes.flatMap((of) => of.map((ratio) => ratio - median(of)))
    : ratios.map((ratio) => ratio - centre);
  const size = isWeekday ? same.length : ratios.length;
  // the pace of a take-off does not say that it goes on: then no more is expected than one of the last days was
  const lastDays = past.slice(-PACE_DAYS);
  const [least7, most7] = [Math.min(...lastDays), Math.max(...lastDays)];
  const atPace = Math.max(0, Math.exp(centre) * pace - least);
  const expected = isWeekday ? atPace : Math.min(most7, Math.max(least7, atPace));
  // residuals lie closer to their own median than a new value does, whose median is itself uncertain (π/2n)
  const seen = spreadOf(residuals) * Math.sqrt(size / (size - 1)) * Math.sqrt(1 + Math.PI / (2 * size));
  // counts vary at least as a Poisson count does
  const chance = figure === "spend" ? 0 : Math.sqrt(Math.max(1, expected)) / (expected + least);
  const spread = Math.max(LEAST_SPREAD, seen, chance);
  const score = (own - centre) / spread;
  const at = (ratio: number) => Math.max(0, Math.exp(ratio) * pace - least);
  const beyond = (ratio: number) => (score > 0 ? own - ratio : ratio - own) > Math.log(1 + LEAST_SHARE);
  const difference = Math.abs(actual - expected);
  const isNew = actual > most7 || actual < least7;
  return {
    actual,
    expected,
    low: at(centre - MOST_SCORE * spread),
    high: at(centre + MOST_SCORE * spread),
    score,
    isAnomaly:
      Math.abs(score) > MOST_SCORE &&
      difference >= least &&
      difference >= LEAST_SHARE * expected &&
      (isWeekday || (isNew && ratios.every(beyond))),
    basis: isWeekday ? "weekday" : "days",
  };
}
