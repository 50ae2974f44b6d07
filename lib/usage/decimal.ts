/** An exact decimal: digits / 10^scale. */
export type Decimal = { digits: bigint; scale: number };

const form = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;

/** `"0.40"`, `"1e-7"` or what a number prints as → exact; null when it is no such decimal. */
export function parseDecimal(text: string): Decimal | null {
  const match = form.exec(text);
  if (!match) return null;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const digits = BigInt(`${sign === "-" ? "-" : ""}${whole}${fraction}`);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** numerator / denominator rounded to a whole number, half up; both are 0 or more, the denominator is not 0. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  return (numerator * 2n + denominator) / (denominator * 2n);
}

/** The decimal in units of 10^-scale, half up: (`"0.4"`, 6) → 400000n. Null for what is no decimal or is negative. */
export function toScaled(text: string, scale: number): bigint | null {
  const decimal = parseDecimal(text);
  if (!decimal || decimal.digits < 0n) return null;
  if (decimal.scale <= scale) return decimal.digits * 10n ** BigInt(scale - decimal.scale);
  return divideHalfUp(decimal.digits, 10n ** BigInt(decimal.scale - scale));
}

/** Units of 10^-scale as a decimal string without needless zeros: (1500000n, 6) → `"1.5"`. */
export function fromScaled(units: bigint, scale: number): string {
  const digits = units.toString().padStart(scale + 1, "0");
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, "");
  return digits.slice(0, digits.length - scale) + (scale > 0 && fraction ? `.${fraction}` : "");
}
