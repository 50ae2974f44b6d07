import { z } from "zod";
import { parseDecimal } from "./decimal";
import { chargedClasses, explainPrice, toDecimalMicros } from "./explain-cost";
import { ledgerRowSchema } from "./ledger";
import { type ExactMicros, type PriceAmounts, type PricedUse, roundCost } from "./price";
import { priceSchema } from "./price-input";

const micros = z.string();
const rateSchema = z.object({
  currency: z.string(),
  into: z.string(),
  /** The day (UTC) from which it holds. */
  effectiveFrom: z.iso.date(),
  rate: z.string(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
});
export type KnownRate = z.infer<typeof rateSchema>;

const reckoningSchema = z.object({
  /** Of the price, or of the cost that the event brought along. */
  currency: z.string(),
  /** Of the context tier whose prices held; null: those of short requests. */
  aboveInputTokens: z.int().nullable(),
  lines: z.array(
    z.object({
      charged: z.enum(chargedClasses),
      count: z.string(),
      price: z.string().nullable(),
      per: z.enum(["million tokens", "second", "hour"]),
      priceOf: z.enum(chargedClasses),
      micros: z.string(),
    }),
  ),
  /** Their sum in micro-units of that currency, before anything is rounded. */
  exactMicros: z.string(),
  rate: rateSchema.nullable(),
  /** In the reporting currency, rounded once, half up; null while the rate is missing. */
  micros: micros.nullable(),
});
export type Reckoning = z.infer<typeof reckoningSchema>;

export const ledgerEntrySchema = z.object({
  row: ledgerRowSchema,
  /** late: booked after its own period was closed; correction: sets the cost of an earlier row right. */
  kind: z.enum(["usage", "late", "correction"]),
  /** What it was reckoned by; null where the event brought its cost along, or has none. */
  price: priceSchema.nullable(),
  /** null: no price covers it. */
  reckoning: reckoningSchema.nullable(),
  /** What was booked for the same request before; a correction is the rest. */
  bookedBeforeMicros: micros,
  /** Whether the reckoning comes to what is booked; null where there is nothing to hold it against. */
  agrees: z.boolean().nullable(),
  /** Every row of the same request in the order of their booking, this one among them. */
  bookings: z.array(ledgerRowSchema),
  currency: z.string(),
});
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

type Basis = {
  use: PricedUse;
  given: { micros: string; currency: string } | null;
  price: (PriceAmounts & { currency: string }) | null;
  /** Into the reporting currency, that hold on the day, the latest first. */
  rates: readonly KnownRate[];
  currency: string;
};

function convert(exact: ExactMicros, from: string, { currency, rates }: Basis, booked: bigint | null) {
  if (from === currency) return { rate: null, micros: roundCost(exact) };
  const known = rates
    .filter((rate) => rate.currency === from && rate.into === currency)
    .flatMap((rate) => {
      const decimal = parseDecimal(rate.rate);
      return decimal ? [{ rate, micros: roundCost(exact, decimal) }] : [];
    });
  // one that was written down later for a day before is not the one it was reckoned by
  return known.find(({ micros }) => micros === booked) ?? known[0] ?? { rate: null, micros: null };
}

/**
 * A cost worked out anew from what it rests on: each class by its price, then the rate, rounded once. `booked`: what it came
 * to when it was booked, in micro-units, by which the rate of that time is told from later ones. Null without a price that
 * covers it and without a cost of its own.
 */
export function reckonCost(basis: Basis, booked: bigint | null): Reckoning | null {
  const { given, price, use } = basis;
  if (given) {
    const { rate, micros } = convert(
      { numerator: BigInt(given.micros), denominator: 1n },
      given.currency,
      basis,
      booked,
    );
    return {
      currency: given.currency,
      aboveInputTokens: null,
      lines: [],
      exactMicros: given.micros,
      rate,
      micros: micros === null ? null : String(micros),
    };
  }
  const told = price && explainPrice(price, use);
  if (!told) return null;
  const { rate, micros } = convert(told.exact, price.currency, basis, booked);
  return {
    currency: price.currency,
    aboveInputTokens: told.aboveInputTokens,
    lines: told.lines,
    exactMicros: toDecimalMicros(told.exact),
    rate,
    micros: micros === null ? null : String(micros),
  };
}
