/**
 * Latencies as counts in geometric buckets, each a tenth wider than the one before: a quantile is right to a tenth, sums
 * of lanes are exact, and five thousand frontends are a hundred numbers.
 */
const RATIO = 1.1;
const MOST_MS = 600_000;
export const LATENCY_BUCKETS = bucketOf(MOST_MS) + 1;

/** 0 = under a millisecond. */
export function bucketOf(ms: number): number {
  if (ms < 1) return 0;
  return 1 + Math.floor(Math.log(Math.min(ms, MOST_MS)) / Math.log(RATIO));
}

/** Milliseconds at the upper edge of a bucket. */
function edgeOf(bucket: number): number {
  return Math.round(RATIO ** bucket);
}

/** Adds one latency; grows the list as far as it needs. */
export function countLatency(counts: number[], ms: number): void {
  const bucket = bucketOf(ms);
  while (counts.length <= bucket) counts.push(0);
  counts[bucket] = (counts[bucket] ?? 0) + 1;
}

export function sumLatencies(lists: readonly (readonly number[])[]): number[] {
  const sums: number[] = [];
  for (const list of lists) {
    for (const [bucket, count] of list.entries()) {
      while (sums.length <= bucket) sums.push(0);
      sums[bucket] = (sums[bucket] ?? 0) + count;
    }
  }
  return sums;
}

/** Milliseconds that a share `q` of all stayed within, to a tenth; null when there are none. */
export function latencyQuantile(counts: readonly number[], q: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let seen = 0;
  for (const [bucket, count] of counts.entries()) {
    seen += count;
    if (seen >= total * q) return edgeOf(bucket);
  }
  return edgeOf(counts.length - 1);
}
