/** One user and what it cost, micro-units of the reporting currency. */
export type UserSum = { user: number; costMicros: number; requests: number };

/** The cost of the user at a share of the way through, by nearest rank: always the cost of some user. Sorted, cheapest first. */
export function percentileOf(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null;
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

export type TopShare = {
  /** Of all users, in percent. */
  percent: number;
  users: number;
  costMicros: bigint;
};

/** The dearest so many percent of the users, rounded up to a whole user, and what they cost together. */
export function topShare(sorted: readonly number[], percent: number): TopShare {
  const users = Math.ceil((sorted.length * percent) / 100);
  return { percent, users, costMicros: sumOf(sorted.slice(sorted.length - users)) };
}

const sumOf = (costs: readonly number[]) => costs.reduce((sum, cost) => sum + BigInt(cost), 0n);

export type CostBin = {
  /** From this on and below `toMicros`; 0 for those who cost nothing. */
  fromMicros: number;
  toMicros: number;
  users: number;
  costMicros: bigint;
};

const STEPS = [1, 2, 5] as const;

/** 1, 2, 5, 10, 20, … micro-units: the largest that is not above the cost. */
function binStart(cost: number): number {
  let power = 1;
  while (power * 10 <= cost) power *= 10;
  return power * (STEPS.findLast((step) => step * power <= cost) ?? 1);
}

const nextStart = (start: number): number =>
  start === 0 ? 1 : String(start).startsWith("2") ? (start / 2) * 5 : start * 2;

/**
 * Users by what they cost, in bins that each reach to about twice the one before (1, 2, 5, 10, …): costs of users differ
 * by powers of ten, and equal steps would put nearly all of them into the first. Bins without users between two others
 * are there; those who cost nothing are a bin of their own.
 */
export function costBins(sorted: readonly number[]): CostBin[] {
  const bins = new Map<number, CostBin>();
  for (const cost of sorted) {
    const start = cost === 0 ? 0 : binStart(cost);
    const bin = bins.get(start) ?? {
      fromMicros: start,
      toMicros: nextStart(start),
      users: 0,
      costMicros: 0n,
    };
    bin.users += 1;
    bin.costMicros += BigInt(cost);
    bins.set(start, bin);
  }
  const starts = [...bins.keys()].filter((start) => start > 0);
  const filled = bins.has(0) ? [bins.get(0) as CostBin] : [];
  const [first = 0, last = 0] = [Math.min(...starts), Math.max(...starts)];
  for (let start = first; starts.length > 0 && start <= last; start = nextStart(start))
    filled.push(
      bins.get(start) ?? { fromMicros: start, toMicros: nextStart(start), users: 0, costMicros: 0n },
    );
  return filled;
}

/** Everything that is told of what users cost; `sums` of those with at least one request that has a cost. */
export function describeUsers(sums: readonly UserSum[]) {
  const sorted = sums.map(({ costMicros }) => costMicros).sort((a, b) => a - b);
  const total = sumOf(sorted);
  const users = BigInt(sorted.length);
  return {
    users: sorted.length,
    sumMicros: total,
    // half up, as every figure is
    meanMicros: users === 0n ? null : (2n * total + users) / (2n * users),
    p50: percentileOf(sorted, 0.5),
    p90: percentileOf(sorted, 0.9),
    p95: percentileOf(sorted, 0.95),
    p99: percentileOf(sorted, 0.99),
    tops: [1, 10].map((percent) => topShare(sorted, percent)),
    bins: costBins(sorted),
  };
}

/** The dearest first; of the same cost the one with the smaller number. */
export function dearestUsers(sums: readonly UserSum[], most: number): UserSum[] {
  return [...sums].sort((a, b) => b.costMicros - a.costMicros || a.user - b.user).slice(0, most);
}
