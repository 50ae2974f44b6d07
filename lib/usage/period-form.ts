import { z } from "zod";
import { minorDigits, ungroup } from "../kernel/money";
import { parseDecimal } from "./decimal";
import { closePeriodInput, periodName, reopenPeriodInput } from "./period";

type Typed = Record<string, unknown>;

/** "1,234.50" → 123450; what is no such amount becomes NaN, for the schema to refuse. */
function toMinor(typed: string, currency: string): number {
  const decimal = parseDecimal(ungroup(typed));
  const digits = minorDigits(currency);
  if (!decimal || decimal.digits < 0n || decimal.scale > digits) return Number.NaN;
  return Number(decimal.digits * 10n ** BigInt(digits - decimal.scale));
}

/** The form that closes a month: an empty invoice is none. */
export function fromCloseForm({ period, invoice, currency, reason }: Typed): Typed {
  return {
    period,
    given: {
      ...(invoice ? { invoice: { amount: toMinor(String(invoice), String(currency)), currency } } : {}),
      ...(reason ? { reason } : {}),
    },
  };
}

const typed = z.record(z.string(), z.unknown());
export const closePeriodForm = typed
  .transform(fromCloseForm)
  .pipe(z.strictObject({ period: periodName, given: closePeriodInput }));
export const reopenPeriodForm = typed
  .transform(({ period, reason }) => ({ period, given: reason ? { reason } : {} }))
  .pipe(z.strictObject({ period: periodName, given: reopenPeriodInput }));
