import { z } from "zod";
import { isCurrency } from "../kernel/money";
import { floorToBucket, nextBucket } from "./calendar";

/** A month of the ledger, such as 2026-11. */
export const periodName = z.string().regex(/^(20\d\d)-(0[1-9]|1[0-2])$/, "must be a month such as 2026-11");

/** First instant and end of a month on the clocks of a zone, in milliseconds. */
export function periodEdges(period: string, zone: string): { from: number; to: number } {
  const middle = Date.parse(`${period}-15T00:00:00Z`);
  const from = floorToBucket(middle, "month", zone);
  return { from, to: nextBucket(from, "month", zone) };
}

/** The month that an instant lies in, on the clocks of a zone. */
export function periodOf(at: number, zone: string): string {
  // the middle of the month is the same month everywhere
  const from = floorToBucket(at, "month", zone);
  return new Date(from + 14 * 86_400_000).toISOString().slice(0, 7);
}

/** A month and those before it, the newest first. */
export function listMonthsBefore(period: string, count: number): string[] {
  const [year = 0, month = 1] = period.split("-").map(Number);
  return Array.from({ length: count }, (_, back) =>
    new Date(Date.UTC(year, month - 1 - back, 15)).toISOString().slice(0, 7),
  );
}

const reason = z.string().trim().max(500, "may have at most 500 characters").optional();

export const closePeriodInput = z.strictObject({
  /** What the provider charges for the month, in minor units. */
  invoice: z
    .strictObject({
      amount: z
        .int("must be a whole number of minor units")
        .min(0, "must be 0 or more")
        .max(1_000_000_000_000, "is too large"),
      currency: z.string().refine(isCurrency, "must be a currency of ISO 4217 such as USD"),
    })
    .optional(),
  reason,
});
export type ClosePeriodInput = z.input<typeof closePeriodInput>;
export const reopenPeriodInput = z.strictObject({ reason });
export type ReopenPeriodInput = z.input<typeof reopenPeriodInput>;

const count = z.int();
const sums = {
  requests: count,
  inputTokens: count,
  outputTokens: count,
  cachedInputTokens: count,
  reasoningTokens: count,
  gpuSeconds: z.number(),
  costMicros: z.string(),
  unpricedRequests: count,
  unconvertedRequests: count,
};
const name = z.string().nullable();

export const periodRow = z.object({
  source: z.string(),
  model: z.string(),
  provider: name,
  region: name,
  campaign: name,
  ...sums,
});
export type PeriodRow = z.infer<typeof periodRow>;

/** Costs in millionths of `currency`; `difference` = invoice − ledger; of an open month by the lines of its invoices. */
export const periodSchema = z.object({
  period: z.string(),
  status: z.enum(["open", "closed"]),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  timeZone: z.string(),
  /** Only what is over can be closed. */
  isOver: z.boolean(),
  currency: z.string(),
  totals: z.object(sums),
  /** Of the totals: what belongs to closed periods before. */
  corrections: z.object({ requests: count, costMicros: z.string() }),
  rows: z.array(periodRow).optional(),
  closedAt: z.iso.datetime().optional(),
  closedBy: z.string().optional(),
  reason: z.string().optional(),
  /** The total that the close was given, or what the lines of invoices came to then. */
  invoice: z.object({ amount: count, currency: z.string() }).optional(),
  /** Lines of invoices of the month: their sum, unless some are in a currency without a rate. */
  invoiced: z.object({ lines: count, costMicros: z.string().nullable() }).optional(),
  differenceMicros: z.string().optional(),
});
export type Period = z.infer<typeof periodSchema>;
