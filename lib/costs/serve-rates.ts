import { minorDigits } from "../kernel/money";
import { divideHalfUp, type ExchangeRate, parseDecimal } from "../usage";

/** Rates are kept in billionths of a micro-unit, so that a minor unit of the smallest currency is still some. */
const NANOS = 1_000_000_000n;
const MOST = 2n ** 63n - 1n;

/** What one minor unit of each currency is worth today in the reporting currency, in billionths of a micro-unit. */
export function minorRates(into: string, rates: readonly ExchangeRate[], now: Date): Record<string, string> {
  const today = now.toISOString().slice(0, 10);
  const units = (currency: string) => 10n ** BigInt(6 - minorDigits(currency)) * NANOS;
  const worth: Record<string, string> = { [into]: String(units(into)) };
  const held = rates
    .filter((rate) => rate.into === into && rate.currency !== into && rate.effectiveFrom <= today)
    .sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));
  for (const { currency, rate } of held) {
    const decimal = parseDecimal(rate);
    if (!decimal) continue;
    const nanos = divideHalfUp(units(currency) * decimal.digits, 10n ** BigInt(decimal.scale));
    // what no column holds is not known: a limit then asks for a rate
    if (nanos <= MOST) worth[currency] = String(nanos);
    else delete worth[currency];
  }
  return worth;
}
