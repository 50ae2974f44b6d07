import type { DiscountKind } from "./campaign-input";

/** What the limit on all costs is made of. Micro-units of the reporting currency unless said otherwise. */
export type ServeBudget = {
  limitMicros: bigint;
  /** Inference of one coupon user. */
  expectedMicros: bigint;
  /** Of the first `counted` coupons: what usage told, and what is still expected of them. */
  meteredMicros: bigint;
  remainingMicros: bigint;
  counted: bigint;
  issued: bigint;
  /** Discounts spent and open, minor units of the discount's currency. */
  discount: bigint;
  /** Billionths of a micro-unit for one of those. */
  rate: bigint;
  /** The most that one more coupon's discount may come to, minor units; 0 where it is no money. */
  most: bigint;
};

const NANOS = 1_000_000_000n;

/** What discounts come to, rounded up. */
export const discountMicros = ({ discount, rate }: ServeBudget): bigint =>
  (discount * rate + NANOS - 1n) / NANOS;

/** Everything spent, promised or expected, rounded up. */
export function committedMicros(budget: ServeBudget): bigint {
  const { meteredMicros, remainingMicros, expectedMicros, issued, counted } = budget;
  return meteredMicros + remainingMicros + expectedMicros * (issued - counted) + discountMicros(budget);
}

/**
 * How many more coupons the limit holds; null: any number, since they cost nothing. As serve_room in the database, which
 * decides: what is committed, and this one's most, never exceeds the limit.
 */
export function serveRoom(budget: ServeBudget): bigint | null {
  const { limitMicros, meteredMicros, remainingMicros, expectedMicros, issued, counted } = budget;
  const left =
    (limitMicros - meteredMicros - remainingMicros - expectedMicros * (issued - counted)) * NANOS -
    budget.discount * budget.rate;
  const each = expectedMicros * NANOS + budget.most * budget.rate;
  if (left < each) return 0n;
  return each === 0n ? null : left / each;
}

/** The most that one coupon's discount may come to, minor units; null where only an order tells. */
export function mostOf(discount: {
  kind: DiscountKind;
  value: number;
  maxAmount?: number | undefined;
}): number | null {
  if (discount.kind === "amount_off") return discount.value;
  if (discount.kind === "percent_off") return discount.maxAmount ?? null;
  return discount.kind === "fixed_price" ? null : 0;
}

/** Coupon users by how many full days ago they had their last coupon. */
export type ServedAge = { days: number; users: number };

/**
 * What is still expected of coupon users in the rest of their days: the share of the mean that comes after so many days, by
 * the curve of users of the past (cumulated, nth = over n + 1 days), or evenly where there is none; rounded up.
 */
export function remainingMicros(
  ages: readonly ServedAge[],
  expectedMicros: bigint,
  horizonDays: number,
  curve: readonly bigint[],
): bigint {
  const whole = curve[horizonDays - 1] ?? 0n;
  const part = ({ days, users }: ServedAge) => {
    if (days >= horizonDays) return 0n;
    const [rest, of] =
      whole > 0n
        ? [whole - (days === 0 ? 0n : (curve[days - 1] ?? 0n)), whole]
        : [BigInt(horizonDays - days), BigInt(horizonDays)];
    return (BigInt(users) * expectedMicros * rest + of - 1n) / of;
  };
  return ages.reduce((sum, age) => sum + part(age), 0n);
}
