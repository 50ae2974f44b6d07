import { z } from "zod";
import { prose } from "../kernel/text";
import { budgetAmount, parseAmount } from "./budget-input";
import { budgetPeriods } from "./campaign-budget";
import { isMonth } from "./day";
import { forecastIntervalSchema } from "./overview-view";

/**
 * What the inference of a campaign may cost: in each month from `month` on, or over its whole life. A decimal string in
 * the reporting currency; null = none from then on.
 */
export const campaignBudgetInput = z
  .strictObject({
    period: z.enum(budgetPeriods, { message: `must be one of ${budgetPeriods.join(", ")}` }),
    month: z.string("must be text").refine(isMonth, "must be a month such as 2026-11").optional(),
    budget: budgetAmount,
    reason: prose(500).trim().optional(),
  })
  .superRefine(({ period, month }, context) => {
    if (period === "month" && month === undefined)
      context.addIssue({ code: "custom", path: ["month"], message: "is needed for a budget by month" });
    if (period === "campaign" && month !== undefined)
      context.addIssue({ code: "custom", path: ["month"], message: "goes without period campaign" });
  });
export type CampaignBudgetInput = z.input<typeof campaignBudgetInput>;

type Typed = Record<string, unknown>;

/** The form has a month also where the whole campaign is meant. An empty amount is none. */
export const campaignBudgetForm = z
  .record(z.string(), z.unknown())
  .transform(({ campaign, period, month, budget, reason }: Typed) => ({
    campaign,
    input: {
      period,
      ...(period === "campaign" ? {} : { month }),
      budget: parseAmount(budget),
      ...(reason === undefined ? {} : { reason }),
    },
  }))
  .pipe(z.object({ campaign: z.string().min(1).max(60), input: campaignBudgetInput }));

const micros = z.string();
const day = z.iso.date();

export const campaignBudgetSetSchema = z.object({
  period: z.enum(budgetPeriods),
  month: z.string().nullable(),
  budget: z.string().nullable(),
  currency: z.string(),
  reason: z.string().optional(),
  setBy: z.string(),
  setAt: z.iso.datetime(),
});
export type CampaignBudgetSet = z.infer<typeof campaignBudgetSetSchema>;

const stretchForecastSchema = z.discriminatedUnion("known", [
  z.object({
    known: z.literal(true),
    micros,
    interval: forecastIntervalSchema,
    paceDays: z.int(),
    daysLeft: z.int(),
  }),
  z.object({ known: z.literal(false), detail: z.string() }),
]);

export const burnDaySchema = z.object({
  day,
  plannedMicros: micros.nullable(),
  leftMicros: micros.nullable(),
  forecast: z.object({ micros, lowMicros: micros.nullable(), highMicros: micros.nullable() }).nullable(),
});
export type BurnDayView = z.infer<typeof burnDaySchema>;

export const budgetOutlookSchema = z.object({
  period: z.enum(budgetPeriods),
  budgetMicros: micros,
  from: day,
  /** null: the campaign has no end. */
  to: day.nullable(),
  isOver: z.boolean(),
  actualMicros: micros,
  leftMicros: micros,
  forecast: stretchForecastSchema,
  /** Forecast − budget: above 0 is more than was meant. */
  varianceMicros: micros.nullable(),
  variancePercent: z.number().nullable(),
  /** The run rate: mean of the last full days, seven at most. */
  perDayMicros: micros.nullable(),
  runsOutOn: day.nullable(),
});
export type BudgetOutlookView = z.infer<typeof budgetOutlookSchema>;

export const campaignBudgetSchema = z.object({
  campaign: z.string(),
  name: z.string(),
  currency: z.string(),
  timeZone: z.string(),
  today: day,
  asOf: z.iso.datetime(),
  /** The sources that count, in words. */
  sources: z.string(),
  /** null: none was set, it was taken away, or the campaign was not launched; `detail` says which. */
  outlook: budgetOutlookSchema.nullable(),
  detail: z.string().nullable(),
  /** Requests of these days without a price: in no amount. */
  unpricedRequests: z.int(),
  burnDown: z.array(burnDaySchema),
  /** As they were set, the last one first. */
  history: z.array(campaignBudgetSetSchema),
});
export type CampaignBudget = z.infer<typeof campaignBudgetSchema>;

/** One of the list: without its days. */
export const campaignBudgetRowSchema = campaignBudgetSchema.omit({ burnDown: true, history: true });
export type CampaignBudgetRow = z.infer<typeof campaignBudgetRowSchema>;
