import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { getCampaign } from "../../campaigns/server";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { reportingCurrency } from "../../usage/server";
import { toDecimal, toMicros } from "../budget-input";
import { type CampaignPlan, campaignPlanFor } from "../campaign-budget";
import {
  type CampaignBudgetInput,
  type CampaignBudgetSet,
  campaignBudgetInput,
} from "../campaign-budget-input";
import { dayAt, monthOf } from "../day";
import { takeBudgetLock } from "./budget-store";
import { listCampaignBudgetRows, toPlan, toSet } from "./campaign-budget-queries";
import { insertCampaignBudget } from "./campaign-budget-store";
import { reportingZone } from "./scope";

const told = ({ period, month, budgetMicros }: CampaignPlan) => ({
  period,
  ...(month === null ? {} : { month }),
  budget: budgetMicros === null ? null : toDecimal(budgetMicros),
});

/**
 * What the inference of a campaign may cost, by month or over its whole life. Finance and administrators; `not_found`. It
 * stops nothing by itself: a guardrail does.
 */
export async function setCampaignBudget(
  actor: Actor,
  key: string,
  given: CampaignBudgetInput,
  now: Date = new Date(),
): Promise<Result<CampaignBudgetSet>> {
  const may = authorize(actor, "write_costs");
  if (!may.ok) return may;
  const parsed = campaignBudgetInput.safeParse(given);
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message, code }) => ({
      pointer: ["#", ...path.map(String)].join("/"),
      detail: code === "unrecognized_keys" ? "has a field that is not one here" : message,
    }));
    return refuse("invalid_request", `${errors[0]?.pointer.slice(2)}: ${errors[0]?.detail}.`, errors);
  }
  const campaign = await getCampaign(actor, key);
  if (!campaign.ok) return campaign;
  const { period, month, budget, reason } = parsed.data;
  const currency = await reportingCurrency();
  const thisMonth = monthOf(dayAt(now.getTime(), reportingZone()));
  return db().$transaction(async (tx) => {
    await takeBudgetLock(tx);
    const before = campaignPlanFor((await listCampaignBudgetRows(key, tx)).map(toPlan), month ?? thisMonth);
    const plan: CampaignPlan = {
      period,
      month: month ?? null,
      budgetMicros: budget === null ? null : toMicros(budget),
    };
    const row = await insertCampaignBudget(tx, actor, {
      campaignKey: key,
      plan,
      currency,
      reason: reason || null,
    });
    await recordAudit(tx, actor, {
      action: "campaign.budget_set",
      target: { kind: "campaign", id: key },
      before: before ? told(before) : null,
      after: { ...told(plan), currency },
      reason: reason || null,
    });
    return ok(toSet(row));
  });
}
