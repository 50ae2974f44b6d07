import { formatMinor, isCurrency, minorDigits } from "../kernel/money";

type Words = Record<string, string>;

const moneyFields = new Set([
  "discount.maxAmount",
  "discount.minOrder",
  "limits.discount",
  "limits.costToServe",
]);

/** Where the parts of a field are told that the form shows as one. */
const controls: [part: RegExp, control: string][] = [
  [/^windows(\.|$)/, "windows"],
  [/^eligibility(\.|$)/, "eligibility"],
  [/^tags(\.|$)/, "tags"],
  [/^stacking\.priority$/, "stackPriority"],
  [/^stacking(\.|$)/, "stackGroup"],
  [/^limits\.perIdentifier\.attribute$/, "limits.identifier"],
  [/^limits\.costToServe(\.|$)/, "limits.costToServe"],
  [/^limits\.perIdentifier(\.|$)/, "limits.perIdentifier"],
];

const lineWords: Words = {
  windows: "each line must say days and hours, such as Mon-Fri 09:00-18:00",
  eligibility: "each line must ask one thing, such as: country is one of CN, SG",
};

function toControl(field: string, detail: string): [control: string, detail: string] {
  const control = controls.find(([part]) => part.test(field))?.[1] ?? field;
  // of a line that could not be read the schema says only that it is no object
  const words = lineWords[control];
  return [control, words && field !== control ? `${words} (${detail})` : detail];
}

function isMoney(field: string, values: Words): boolean {
  const kind = values["discount.kind"];
  return (
    moneyFields.has(field) ||
    (field === "discount.value" && (kind === "amount_off" || kind === "fixed_price"))
  );
}

function reword(field: string, detail: string, values: Words): string {
  // why it is needed: where all costs are limited and nobody knows what a user costs
  if (field === "limits.expectedCostPerCoupon") {
    return detail.startsWith("must be a whole number")
      ? "must be an amount such as 0.12, with at most 6 digits after the point"
      : detail;
  }
  // what was left empty has no form yet that could be wrong
  if (!values[field]?.trim()) return "is needed";
  const currency = values[field === "limits.costToServe" ? "limits.costCurrency" : "discount.currency"] ?? "";
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
  const told = Object.entries(inForm).map(([field, detail]) => toControl(field, detail));
  return Object.fromEntries(told.map(([field, detail]) => [field, reword(field, detail, values)]));
}
