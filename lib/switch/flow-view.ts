import { z } from "zod";
import { receiptSchema } from "./pause-view";
import { switchSchema } from "./switch-view";

/** The state of the flow as the header of every page shows it. */
export const flowSchema = z.object({
  switch: switchSchema,
  /** Whether whoever asks may resume what stands. */
  mayResume: z.boolean(),
  /** What happened at the pause that stands; null while all is on. */
  receipt: receiptSchema.nullable(),
  /** Coupons issued in each of the last thirty full minutes and the current one, oldest first. */
  minutes: z.array(z.int()),
  /** Issued and not yet redeemed, expired or revoked: what a pause leaves valid. */
  openCoupons: z.int(),
  /** Coupons a minute just now: see ratePerMinute. */
  perMinute: z.number(),
  asOf: z.iso.datetime(),
});
export type Flow = z.infer<typeof flowSchema>;

const STEADY = 10;

/**
 * Coupons a minute just now: the last sixty seconds while they carry enough to mean something, else the mean of the
 * last ten full minutes, so that a quiet campaign does not flicker between 0 and 1.
 */
export function ratePerMinute(lastSixtySeconds: number, minutes: readonly number[]): number {
  if (lastSixtySeconds >= STEADY) return lastSixtySeconds;
  const last = minutes.slice(-STEADY);
  return last.length ? last.reduce((sum, one) => sum + one, 0) / last.length : lastSixtySeconds;
}

/** "312", "8.4", "0": one decimal below ten. */
export function formatRate(perMinute: number): string {
  const digits = perMinute < 10 && !Number.isInteger(perMinute) ? 1 : 0;
  return new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    perMinute,
  );
}
