import { formatMinor, isCurrency, minorDigits } from "../kernel/money";

type Words = Record<string, string>;

const moneyFields = new Set(["discount.maxAmount", "limits.discount"]);

function isMoney(field: string, values: Words): boolean {
  const kind = values["discount.kind"];
  return (
    moneyFields.has(field) ||
    (field === "discount.value" && (kind === "amount_off" || kind === "fixed_price"))
  );
}

function reword(field: string, detail: string, values: Words): string {
  // what was left empty has no form yet that could be wrong
  if (!values[field]?.trim()) return "is needed";
  const currency = values["discount.currency"] ?? "";
  if (isMoney(field, values) && isCurrency(currency)) {
    if (detail.startsWith("must be a whole number")) {
      const digits = minorDigits(currency);
      return digits === 0
        ? `must be a whole amount in ${currency}`
        : `must be an amount in ${currency}, with at most ${digits} digits after the point`;
    }
    return detail.replace(
      /^must be (\d+) or more:/,
      (_, minor) => `must be ${formatMinor(BigInt(minor), currency)} or more:`,
    );
  }
  return detail.replace(/^must be a whole number.*/, "must be a whole number");
}

/**
 * What is wrong, by field, in the words of the form: the API counts hours and minor units, the form days and units of
 * money, and a form leaves out what was not typed.
 */
export function toFormErrors(errors: Words, values: Words): Words {
  const { couponValidHours, ...rest } = errors;
  const days = couponValidHours?.replace("87,600 hours", "3,650 days");
  const inForm = days === undefined ? rest : { ...rest, couponValidDays: days };
  return Object.fromEntries(
    Object.entries(inForm).map(([field, detail]) => [field, reword(field, detail, values)]),
  );
}
