/** Spend of the last hour beside what is usual at this time of day. */
export type SpendPace = {
  nowMicros: bigint;
  /** Median of the same hour of the last seven days; null with fewer than three of them. */
  usualMicros: bigint | null;
  /** How many of those days there are. */
  days: number;
};

const FEWEST_DAYS = 3;

/** The middle one of an odd number, else half way between the two in the middle, rounded down. */
export function median(values: readonly bigint[]): bigint | null {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const middle = Math.floor(sorted.length / 2);
  const [high, low] = [sorted[middle], sorted[middle - 1]];
  if (high === undefined) return null;
  return sorted.length % 2 === 1 || low === undefined ? high : (low + high) / 2n;
}

/** `sameHours`: the same hour of earlier days, as far as usage reaches back. */
export function toSpendPace(nowMicros: bigint, sameHours: readonly bigint[]): SpendPace {
  const enough = sameHours.length >= FEWEST_DAYS;
  return { nowMicros, usualMicros: enough ? median(sameHours) : null, days: sameHours.length };
}

/** How many times the usual it is, for words; null when nothing is usual or nothing is known. */
export function timesUsual(nowMicros: bigint, usualMicros: bigint | null): number | null {
  return usualMicros === null || usualMicros <= 0n ? null : Number(nowMicros) / Number(usualMicros);
}

/** From this on it is worth a warning. */
export const UNUSUAL = 2;
