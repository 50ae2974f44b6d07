import "server-only";
import { z } from "zod";
import { type ApiRoute, defineRoute } from "../entry";
import { ok } from "../kernel/result";
import { usageQuery } from "../usage";
import { anomaliesSchema } from "./anomalies-view";
import { budgetInput, budgetSchema } from "./budget-input";
import {
  campaignBudgetInput,
  campaignBudgetRowSchema,
  campaignBudgetSchema,
  campaignBudgetSetSchema,
} from "./campaign-budget-input";
import { campaignEconomicsSchema, economicsQuery } from "./campaign-economics-view";
import { cohortSpendQuery, cohortSpendSchema } from "./cohort-spend-view";
import { cohortsQuery, cohortsSchema } from "./cohorts-view";
import { costsReportSchema } from "./costs-view";
import { couponComparisonSchema } from "./coupon-comparison-view";
import { effectDays, holdoutEffectSchema } from "./holdout-effect";
import { aboutSchema, overviewSchema, spendPaceSchema } from "./overview-view";
import { pauseEffectSchema } from "./pause-effect";
import { costToServeSchema } from "./serve-view";
import * as commands from "./server";
import { userCostsSchema } from "./user-costs-view";
import { userDistributionQuery, userDistributionSchema } from "./user-distribution-view";
import { userRevenueInput, userRevenueSchema } from "./user-revenue-input";
import { viewQuery } from "./view";

const tag = "costs";
const oneOfDays = `must be one of ${effectDays.join(", ")}`;

/** Without a model of its own: the screens' default leaves the demo out. */
const exportQuery = usageQuery.extend({ exceptSource: z.string().min(1).max(400).optional() });

/** Days only: a charge has a day. */
const focusQuery = exportQuery.omit({ interval: true, groupBy: true });

function csvFile({ name, body }: { name: string; body: ReadableStream<Uint8Array> }): Response {
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  });
}

/** Overview, costs, budgets and the export, machine to machine. */
export const costsRoutes: ApiRoute[] = [
  defineRoute({
    method: "get",
    path: "/api/v1/overview",
    id: "getOverview",
    tag,
    summary: "What the overview shows: today's figures, growth over spend, running campaigns",
    scope: "read",
    heavy: true,
    query: viewQuery,
    answers: { 200: { description: "The overview as of now", schema: overviewSchema } },
    handle: async ({ actor, query }) => {
      const overview = await commands.getOverview(actor, query);
      return overview.ok ? ok({ status: 200, body: overview.value }) : overview;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/costs",
    id: "getCosts",
    tag,
    summary:
      "What the costs page shows: a row a day with its totals, forecast, unit costs, what has no price",
    scope: "read",
    heavy: true,
    query: viewQuery,
    answers: { 200: { description: "The report as of now", schema: costsReportSchema } },
    handle: async ({ actor, query }) => {
      const report = await commands.getCostsReport(actor, query);
      return report.ok ? ok({ status: 200, body: report.value }) : report;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/spend-pace",
    id: "getSpendPace",
    tag,
    summary: "Spend of the last hour beside what is usual then, and where the month ends",
    scope: "read",
    answers: { 200: { description: "The pace as of now", schema: spendPaceSchema } },
    handle: async ({ actor }) => {
      const pace = await commands.getSpendPace(actor);
      return pace.ok ? ok({ status: 200, body: pace.value }) : pace;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/cohorts",
    id: "getCohorts",
    tag,
    summary:
      "New users by week and by the campaign that brought them, and who of them came back in later weeks",
    scope: "read",
    heavy: true,
    query: cohortsQuery,
    answers: { 200: { description: "The cohorts as of now", schema: cohortsSchema } },
    handle: async ({ actor, query }) => {
      const cohorts = await commands.getCohortsView(actor, query);
      return cohorts.ok ? ok({ status: 200, body: cohorts.value }) : cohorts;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/user-costs",
    id: "getUserCosts",
    tag,
    summary:
      "What a user cost over the full days of a view: median, 95th percentile, and the part of the dearest",
    scope: "read",
    heavy: true,
    query: viewQuery,
    answers: { 200: { description: "Costs of users, kept for days that are over", schema: userCostsSchema } },
    handle: async ({ actor, query }) => {
      const costs = await commands.getUserCosts(actor, query);
      return costs.ok ? ok({ status: 200, body: costs.value }) : costs;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/user-costs/distribution",
    id: "getUserDistribution",
    tag,
    summary:
      "What users cost over the full days of a view: percentiles, the part of the dearest, a histogram, who cost most",
    scope: "read",
    heavy: true,
    query: userDistributionQuery,
    answers: {
      200: {
        description: "Worked out once for days that are over; `figures` is null until all are",
        schema: userDistributionSchema,
      },
    },
    handle: async ({ actor, query }) => {
      const told = await commands.getUserDistribution(actor, query);
      return told.ok ? ok({ status: 200, body: told.value }) : told;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/cohort-spend",
    id: "getCohortSpend",
    tag,
    summary:
      "Spend of the full days of a view by when its users came: by week up to 42 days, by month beyond, and those before",
    scope: "read",
    heavy: true,
    query: cohortSpendQuery,
    answers: {
      200: {
        description: "Worked out once for days that are over; `figures` is null until all are",
        schema: cohortSpendSchema,
      },
    },
    handle: async ({ actor, query }) => {
      const told = await commands.getCohortSpend(actor, query);
      return told.ok ? ok({ status: 200, body: told.value }) : told;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/campaign-economics",
    id: "getCampaignEconomics",
    tag,
    summary:
      "Users of each campaign over the last days: cost to acquire and to serve, new users, and when they have paid it back",
    scope: "read",
    heavy: true,
    query: economicsQuery,
    answers: {
      200: {
        description: "Kept for five minutes; `campaigns` is null until the days are worked out",
        schema: campaignEconomicsSchema,
      },
    },
    handle: async ({ actor, query }) => {
      const told = await commands.getCampaignEconomics(actor, query);
      return told.ok ? ok({ status: 200, body: told.value }) : told;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/coupon-comparison",
    id: "getCouponComparison",
    tag,
    summary:
      "Users who came with a coupon beside those of the same weeks without, over their first days; no experiment",
    scope: "read",
    heavy: true,
    query: economicsQuery,
    answers: {
      200: {
        description: "Kept for five minutes; `comparisons` is null until the days are worked out",
        schema: couponComparisonSchema,
      },
    },
    handle: async ({ actor, query }) => {
      const told = await commands.getCouponComparison(actor, query);
      return told.ok ? ok({ status: 200, body: told.value }) : told;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/campaigns/{key}/holdout-effect",
    id: "getHoldoutEffect",
    tag: "campaigns",
    summary:
      "Who came back and what they cost: users with a coupon beside those held out, with 95 % intervals",
    scope: "read",
    heavy: true,
    params: z.strictObject({ key: z.string() }),
    query: z.strictObject({
      days: z.coerce
        .number(oneOfDays)
        .pipe(z.literal([...effectDays], oneOfDays))
        .optional()
        .describe("How long after the coupon is looked at; 7 unless said otherwise"),
    }),
    answers: { 200: { description: "The effect, kept for five minutes", schema: holdoutEffectSchema } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { key }, query }) => {
      const effect = await commands.getHoldoutEffect(actor, key, query);
      return effect.ok ? ok({ status: 200, body: effect.value }) : effect;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/campaigns/{key}/cost-to-serve",
    id: "getCostToServe",
    tag: "campaigns",
    summary:
      "What the campaign's coupon users will cost in inference, with its 90 % interval and what it rests on",
    scope: "read",
    params: z.strictObject({ key: z.string() }),
    answers: { 200: { description: "The forecast as of now", schema: costToServeSchema } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { key } }) => {
      const cost = await commands.getCostToServe(actor, key);
      return cost.ok ? ok({ status: 200, body: cost.value }) : cost;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/anomalies",
    id: "listAnomalies",
    tag,
    summary:
      "Days whose spend, requests or new users lie outside what the weeks before let expect, with what carries most of it",
    scope: "read",
    heavy: true,
    query: viewQuery,
    answers: { 200: { description: "Anomalies, the latest first, at most twelve", schema: anomaliesSchema } },
    handle: async ({ actor, query }) => {
      const anomalies = await commands.getAnomalies(actor, query);
      return anomalies.ok ? ok({ status: 200, body: anomalies.value }) : anomalies;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/pause-effects",
    id: "listPauseEffects",
    tag,
    summary: "What the pauses of these days did: spend and new users beside their forecast without the pause",
    scope: "read",
    heavy: true,
    query: viewQuery,
    answers: {
      200: {
        description: "Pauses of all promotions, the newest first, at most ten",
        schema: z.object({ about: aboutSchema, data: z.array(pauseEffectSchema) }),
      },
    },
    handle: async ({ actor, query }) => {
      const effects = await commands.getPauseEffects(actor, query);
      return effects.ok ? ok({ status: 200, body: effects.value }) : effects;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/pauses/{id}/effect",
    id: "getPauseEffect",
    tag,
    summary: "What one pause did: spend and new users beside their forecast without it",
    scope: "read",
    heavy: true,
    params: z.strictObject({ id: z.string() }),
    answers: {
      200: {
        description: "By the usual sources; of a campaign's pause, its own usage",
        schema: z.object({ about: aboutSchema, effect: pauseEffectSchema }),
      },
    },
    refusals: ["not_found"],
    handle: async ({ actor, params }) => {
      const effect = await commands.getPauseEffect(actor, params.id);
      return effect.ok ? ok({ status: 200, body: effect.value }) : effect;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/usage.csv",
    id: "exportUsage",
    tag,
    summary: "The rows of GET /api/v1/usage as CSV, cost in currency units to the millionth",
    scope: "read",
    permission: "export_costs",
    heavy: true,
    query: exportQuery,
    answers: { 200: { description: "The file", schema: z.string(), contentType: "text/csv" } },
    handle: async ({ actor, query }) => {
      const file = await commands.exportUsage(actor, query);
      if (!file.ok) return file;
      return ok({ status: 200, raw: csvFile(file.value) });
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/focus.csv",
    id: "exportFocus",
    tag,
    summary:
      "The same costs as FOCUS 1.2: a row a day for each thing charged for, corrections in rows of their own",
    scope: "read",
    permission: "export_costs",
    heavy: true,
    query: focusQuery,
    answers: { 200: { description: "The file", schema: z.string(), contentType: "text/csv" } },
    handle: async ({ actor, query }) => {
      const file = await commands.exportFocus(actor, query);
      return file.ok ? ok({ status: 200, raw: csvFile(file.value) }) : file;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/budgets",
    id: "listBudgets",
    tag,
    summary: "Monthly budgets and targets as they were set, the last one first",
    scope: "read",
    answers: { 200: { description: "Budgets", schema: z.object({ data: z.array(budgetSchema) }) } },
    handle: async ({ actor }) => {
      const budgets = await commands.listBudgets(actor);
      return budgets.ok ? ok({ status: 200, body: { data: budgets.value } }) : budgets;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/budgets",
    id: "setMonthlyBudget",
    tag,
    summary: "The budget from a month on, until a later month of its own",
    scope: "costs:write",
    body: budgetInput,
    idempotency: true,
    answers: { 201: { description: "The budget", schema: budgetSchema } },
    handle: async ({ actor, body }) => {
      const budget = await commands.setMonthlyBudget(actor, body);
      return budget.ok ? ok({ status: 201, body: budget.value }) : budget;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/campaign-budgets",
    id: "listCampaignBudgets",
    tag,
    summary: "Campaigns with an inference budget: actual, forecast, variance and run rate",
    scope: "read",
    heavy: true,
    answers: {
      200: {
        description: "By the usual sources, fifty at most",
        schema: z.object({ data: z.array(campaignBudgetRowSchema) }),
      },
    },
    handle: async ({ actor }) => {
      const budgets = await commands.listCampaignBudgets(actor);
      return budgets.ok ? ok({ status: 200, body: { data: budgets.value } }) : budgets;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/campaigns/{key}/budget",
    id: "getCampaignBudget",
    tag,
    summary: "A campaign against its inference budget, with its burn-down and how the budget came about",
    scope: "read",
    heavy: true,
    params: z.strictObject({ key: z.string() }),
    answers: { 200: { description: "By the usual sources", schema: campaignBudgetSchema } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { key } }) => {
      const budget = await commands.getCampaignBudget(actor, key);
      return budget.ok ? ok({ status: 200, body: budget.value }) : budget;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/campaigns/{key}/budget",
    id: "setCampaignBudget",
    tag,
    summary:
      "What the inference of a campaign may cost, by month or over its whole life; it stops nothing by itself",
    scope: "costs:write",
    params: z.strictObject({ key: z.string() }),
    body: campaignBudgetInput,
    idempotency: true,
    answers: { 201: { description: "The budget", schema: campaignBudgetSetSchema } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { key }, body }) => {
      const budget = await commands.setCampaignBudget(actor, key, body);
      return budget.ok ? ok({ status: 201, body: budget.value }) : budget;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/user-revenues",
    id: "listUserRevenues",
    tag,
    summary: "Revenue per active user and day as it was set, the last one first",
    scope: "read",
    answers: { 200: { description: "Revenues", schema: z.object({ data: z.array(userRevenueSchema) }) } },
    handle: async ({ actor }) => {
      const revenues = await commands.listUserRevenues(actor);
      return revenues.ok ? ok({ status: 200, body: { data: revenues.value } }) : revenues;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/user-revenues",
    id: "setUserRevenue",
    tag,
    summary: "What an active user brings in on a day, from a month on, of one campaign or of all",
    scope: "costs:write",
    body: userRevenueInput,
    idempotency: true,
    answers: { 201: { description: "The revenue", schema: userRevenueSchema } },
    handle: async ({ actor, body }) => {
      const revenue = await commands.setUserRevenue(actor, body);
      return revenue.ok ? ok({ status: 201, body: revenue.value }) : revenue;
    },
  }),
];
