import { z } from "zod";
import { prose } from "../kernel/text";
import { budgetAmount, parseAmount } from "./budget-input";
import { isMonth } from "./day";

/**
 * What an active user brings in on a day, from a month on. A decimal string in the reporting currency; null = none.
 * Without a campaign it holds for all that have none of their own.
 */
export const userRevenueInput = z.strictObject({
  month: z.string("must be text").refine(isMonth, "must be a month such as 2026-11"),
  campaign: z
    .string("must be the key of a campaign")
    .min(1, "must be the key of a campaign")
    .max(60)
    .optional(),
  revenue: budgetAmount,
  reason: prose(500).trim().optional(),
});
export type UserRevenueInput = z.input<typeof userRevenueInput>;

/** A revenue as it goes out. */
export const userRevenueSchema = z.object({
  month: z.string(),
  /** null: for all campaigns without one of their own. */
  campaign: z.string().nullable(),
  revenue: z.string().nullable(),
  currency: z.string(),
  reason: z.string().optional(),
  setBy: z.string(),
  setAt: z.iso.datetime(),
});
export type UserRevenue = z.infer<typeof userRevenueSchema>;

/** The form: an empty amount is none, an empty campaign is all of them. */
export const userRevenueForm = z
  .record(z.string(), z.unknown())
  .transform(({ month, campaign, revenue, reason }) => ({
    month,
    ...(campaign ? { campaign } : {}),
    revenue: parseAmount(revenue),
    ...(reason === undefined ? {} : { reason }),
  }))
  .pipe(userRevenueInput);
