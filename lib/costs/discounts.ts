import { isCurrency, minorDigits } from "../kernel/money";
import { type ExchangeRate, parseDecimal, roundCost } from "../usage";

/** Discounts of one currency and day, as redemptions have them. */
type Given = {
  bucket: number;
  /** Day in UTC, by which rates are dated. */
  utcDay: string;
  currency: string | null;
  redemptions: number;
  withoutAmount: number;
  /** Minor units. */
  amount: bigint;
};

/** Discounts of one bucket in the reporting currency. */
export type BucketDiscounts = {
  micros: bigint;
  /** All redemptions that stand. */
  redemptions: number;
  /** Those whose discount is in `micros`. */
  valued: number;
};

export type ConvertedDiscounts = {
  buckets: BucketDiscounts[];
  /** What no rate was known for: in no figure, and told. Minor units. */
  unconverted: { currency: string; amount: bigint; redemptions: number }[];
};

/**
 * Discounts in the reporting currency, each day's at the rate in force then. Micro-units of a sum are rounded once, half
 * up. Sums without a rate are left out of every figure and told instead.
 */
export function convertDiscounts(
  given: readonly Given[],
  buckets: number,
  into: string,
  rates: readonly ExchangeRate[],
): ConvertedDiscounts {
  const converted: BucketDiscounts[] = Array.from({ length: buckets }, () => ({
    micros: 0n,
    redemptions: 0,
    valued: 0,
  }));
  const unconverted = new Map<string, { currency: string; amount: bigint; redemptions: number }>();
  for (const { bucket, utcDay, currency, redemptions, withoutAmount, amount } of given) {
    const at = converted[bucket];
    if (!at) continue;
    at.redemptions += redemptions;
    const valued = redemptions - withoutAmount;
    if (valued === 0 || amount === 0n) {
      at.valued += valued;
      continue;
    }
    const micros = currency === null ? null : toReporting(amount, currency, utcDay, into, rates);
    if (micros === null) {
      const name = currency ?? "no currency";
      const held = unconverted.get(name) ?? { currency: name, amount: 0n, redemptions: 0 };
      held.amount += amount;
      held.redemptions += valued;
      unconverted.set(name, held);
    } else {
      at.micros += micros;
      at.valued += valued;
    }
  }
  return { buckets: converted, unconverted: [...unconverted.values()] };
}

/** Minor units → micro-units of the reporting currency; null without a rate. */
function toReporting(
  amount: bigint,
  currency: string,
  utcDay: string,
  into: string,
  rates: readonly ExchangeRate[],
): bigint | null {
  if (!isCurrency(currency)) return null;
  const micros = amount * 10n ** BigInt(6 - minorDigits(currency));
  if (currency === into) return micros;
  const held = rates
    .filter((rate) => rate.currency === currency && rate.into === into && rate.effectiveFrom <= utcDay)
    .sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? 1 : -1))[0];
  const rate = held && parseDecimal(held.rate);
  return rate ? roundCost({ numerator: micros, denominator: 1n }, rate) : null;
}
