/** A forecast says: what comes is like the mean of the last seven days, so that every weekday stands once in it. */
export const PACE_DAYS = 7;
/** Of ten such forecasts eight lie inside. */
export const INTERVAL_PERCENT = 80;
/** The fewest past forecasts whose order statistics enclose 80 %: with nine, the least and the greatest. */
const FEWEST_RATIOS = 9;
/** Fewer trials than this say nothing about how often an interval holds. */
const FEWEST_TRIALS = 5;

/** Where what came lay between, in multiples of what had been forecast. */
export type RatioInterval = { low: number; high: number };

export type BackTest = {
  /** null: too little is known of earlier forecasts of this length. */
  interval: RatioInterval | null;
  /** How often such an interval was put to the test in the past, and how often it held. */
  tested: number;
  held: number;
  /** How many values it takes. */
  needed: number;
};

/** How many values of the past an interval of so many days ahead rests on at least. */
export const neededFor = (ahead: number, window = PACE_DAYS): number =>
  window + FEWEST_RATIOS - 1 + FEWEST_TRIALS - 1 + 2 * ahead;

function insert(sorted: number[], value: number): void {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  sorted.splice(low, 0, value);
}

/**
 * The order statistics that enclose 80 % of a further value when all are alike (split conformal prediction: Vovk,
 * Gammerman, Shafer, Algorithmic Learning in a Random World, 2005, 2.2). 1, the forecast itself, is always inside.
 */
function enclose(sorted: readonly number[]): RatioInterval | null {
  const n = sorted.length;
  if (n < FEWEST_RATIOS) return null;
  const tail = (100 - INTERVAL_PERCENT) / 200;
  const low = sorted[Math.floor((n + 1) * tail) - 1] ?? 1;
  const high = sorted[Math.ceil((n + 1) * (1 - tail)) - 1] ?? 1;
  return { low: Math.min(1, low), high: Math.max(1, high) };
}

/**
 * How far off forecasts of the next `ahead` values were in the past, and how often an interval made from that held:
 * each was tried with only those forecasts that had come true by then. `past` is in the order of time, without gaps.
 */
export function backTest(past: readonly number[], ahead: number, window = PACE_DAYS): BackTest {
  const sums = [0];
  for (const value of past) sums.push((sums.at(-1) ?? 0) + value);
  const mean = (from: number, to: number) => ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from);
  /** By the index of the first value that was forecast; NaN where there was nothing to forecast from. */
  const ratios: number[] = [];
  const cameTrue: number[] = [];
  let tested = 0;
  let held = 0;
  for (let at = window; at + ahead <= past.length; at += 1) {
    const before = ratios[at - ahead - window];
    if (before !== undefined && !Number.isNaN(before)) insert(cameTrue, before);
    const pace = mean(at - window, at);
    const ratio = pace > 0 ? mean(at, at + ahead) / pace : Number.NaN;
    ratios.push(ratio);
    const interval = enclose(cameTrue);
    if (!interval || Number.isNaN(ratio)) continue;
    tested += 1;
    if (ratio >= interval.low && ratio <= interval.high) held += 1;
  }
  const all = ratios.filter((ratio) => !Number.isNaN(ratio)).sort((a, b) => a - b);
  return {
    interval: tested < FEWEST_TRIALS ? null : enclose(all),
    tested,
    held,
    needed: neededFor(ahead, window),
  };
}

const SCALE = 1_000_000;

/** So many times an amount. */
export function timesRatio(micros: bigint, ratio: number): bigint {
  return (micros * BigInt(Math.round(ratio * SCALE))) / BigInt(SCALE);
}
