/** Sums over full days. Micro-units of the reporting currency. */
export type UnitBasis = {
  spendMicros: bigint;
  /** Requests whose cost is in the spend. */
  pricedRequests: number;
  tokens: number;
  /** Each day's active users, added up. */
  userDays: number;
  newUsers: number;
  discountMicros: bigint;
  /** Redemptions whose discount is in it. */
  valuedRedemptions: number;
};

export const unitKinds = ["request", "million_tokens", "user_day", "new_user", "redemption"] as const;
export type UnitKind = (typeof unitKinds)[number];

const MILLION = 1_000_000n;

const divisors: Record<UnitKind, (basis: UnitBasis) => { micros: bigint; by: number }> = {
  request: ({ spendMicros, pricedRequests }) => ({ micros: spendMicros, by: pricedRequests }),
  million_tokens: ({ spendMicros, tokens }) => ({ micros: spendMicros * MILLION, by: tokens }),
  user_day: ({ spendMicros, userDays }) => ({ micros: spendMicros, by: userDays }),
  new_user: ({ spendMicros, newUsers }) => ({ micros: spendMicros, by: newUsers }),
  redemption: ({ discountMicros, valuedRedemptions }) => ({ micros: discountMicros, by: valuedRedemptions }),
};

/** What one of them costs on average, rounded half up to a micro-unit; null when there was none. */
export function unitCost(kind: UnitKind, basis: UnitBasis): bigint | null {
  const { micros, by } = divisors[kind](basis);
  return by <= 0 ? null : (2n * micros + BigInt(by)) / (2n * BigInt(by));
}
