import { z } from "zod";
import { ungroup } from "../kernel/money";
import { prose } from "../kernel/text";
import { fromScaled, toScaled } from "../usage";
import { isMonth } from "./day";

/** Up to a trillion, to the millionth. */
export const budgetAmount = z
  .string('must be a decimal in quotes, such as "18000.00"')
  .regex(/^(0|[1-9]\d{0,11})(\.\d{1,6})?$/, "must be an amount such as 18000.00, up to a trillion")
  .refine((value) => /[1-9]/.test(value), "must be more than 0; take it away for none")
  .nullable();

/**
 * A budget from a month on, and what one more user may cost. Amounts are decimal strings in the reporting currency; null
 * = none; a target that is left away stays as it is.
 */
export const budgetInput = z.strictObject({
  month: z.string("must be text").refine(isMonth, "must be a month such as 2026-11"),
  budget: budgetAmount,
  userTarget: budgetAmount.optional(),
  reason: prose(500).trim().optional(),
});
export type BudgetInput = z.input<typeof budgetInput>;

/** A budget as it goes out. */
export const budgetSchema = z.object({
  month: z.string(),
  budget: z.string().nullable(),
  userTarget: z.string().nullable(),
  currency: z.string(),
  reason: z.string().optional(),
  setBy: z.string(),
  setAt: z.iso.datetime(),
});
export type Budget = z.infer<typeof budgetSchema>;

/** "18000.00" → 18000000000n */
export const toMicros = (decimal: string): bigint => toScaled(decimal, 6) ?? 0n;

/** 18000000000n → "18000.00": two digits at least. */
export function toDecimal(micros: bigint): string {
  const text = fromScaled(micros, 6);
  const [whole = "0", fraction = ""] = text.split(".");
  return `${whole}.${fraction.padEnd(2, "0")}`;
}

type Typed = Record<string, unknown>;

/** "18,000" and "18 000" as people type them; what is no amount stays as typed, for the schema to refuse. */
export function parseAmount(typed: unknown): unknown {
  if (typed === undefined || typed === "") return null;
  const text = ungroup(String(typed));
  return /^0\d/.test(text) ? text.replace(/^0+(?=\d)/, "") : text;
}

/** The budget form: an empty field is none. */
export function fromBudgetForm({ month, budget, userTarget, reason }: Typed): Typed {
  return {
    month,
    budget: parseAmount(budget),
    userTarget: parseAmount(userTarget),
    ...(reason === undefined ? {} : { reason }),
  };
}

export const budgetForm = z.record(z.string(), z.unknown()).transform(fromBudgetForm).pipe(budgetInput);
