/** ISO 4217 codes that this runtime knows, with their minor digits (JPY 0, USD 2, KWD 3). */
const known = new Set(Intl.supportedValuesOf("currency"));

export function isCurrency(code: string): boolean {
  return known.has(code);
}

/** All of them, in order of their code. */
export function currencies(): string[] {
  return [...known];
}

/** Digits after the point of a currency's minor unit. */
export function minorDigits(currency: string): number {
  return (
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2
  );
}

/** Micro-units (millionths of the unit) of one minor unit: 10,000 for a cent. */
export const minorMicros = (currency: string): bigint => 10n ** BigInt(6 - minorDigits(currency));

/** Minor units → words, e.g. 2500 CNY → "CNY 25" or "CNY 25.50". */
export function formatMinor(amount: number | bigint, currency: string): string {
  const digits = minorDigits(currency);
  const value = Number(amount) / 10 ** digits;
  const whole = Number.isInteger(value);
  return `${currency} ${new Intl.NumberFormat("en", {
    minimumFractionDigits: whole ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(value)}`;
}

/** Micro-units (millionths of the currency unit, as a decimal string or bigint) → a number of units for charts. */
export function microsToUnits(micros: string | bigint): number {
  return Number(BigInt(micros)) / 1_000_000;
}

/** Micro-units → "427.17": two digits, half up, thousands separated. Totals only; never for sums. */
export function formatMicros(micros: string | bigint, digits = 2): string {
  const value = BigInt(micros);
  const negative = value < 0n;
  const scale = 10n ** BigInt(6 - digits);
  const rounded = ((negative ? -value : value) + scale / 2n) / scale;
  const units = rounded / 10n ** BigInt(digits);
  const rest = (rounded % 10n ** BigInt(digits)).toString().padStart(digits, "0");
  return `${negative ? "−" : ""}${new Intl.NumberFormat("en").format(units)}${digits ? `.${rest}` : ""}`;
}

/** Micro-units → "-1427.170000": to the millionth, without grouping, for files that a ledger reads. */
export function plainMicros(micros: string | bigint): string {
  return formatMicros(micros, 6).replaceAll(",", "").replace("−", "-");
}

/**
 * "1,200.5", "1 200.5" and "1_200" as people type them → without what parts the thousands. A comma counts as that only
 * where it can be nothing else: "0,40" stays as typed, for a schema to refuse, since one cent must not become a hundred.
 */
export function ungroup(typed: string): string {
  const text = typed.replaceAll(/[\s\u00a0\u202f_]/g, "");
  return /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(text) ? text.replaceAll(",", "") : text;
}
