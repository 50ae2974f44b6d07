"use server";

import { refresh } from "next/cache";
import { runAction } from "../entry/define-action";
import { typedValues } from "../entry/form-to-object";
import { type Budget, budgetForm } from "./budget-input";
import { type CampaignBudgetSet, campaignBudgetForm } from "./campaign-budget-input";
import { type ReportAct, reportActForm, type ScheduledReport, scheduledReportForm } from "./scheduled-report";
import * as commands from "./server";

/** What the budget form shows: what was set, or what was wrong and what was typed. */
export type BudgetFormState =
  | { ok: true; budget: Budget }
  | { ok: false; detail: string; errors: Record<string, string>; values: Record<string, string> }
  | null;

export async function setBudgetAction(_: BudgetFormState, form: FormData): Promise<BudgetFormState> {
  const state = await runAction(budgetForm, form, commands.setMonthlyBudget);
  if (!state.ok) return { ok: false, detail: state.detail, errors: state.errors, values: typedValues(form) };
  refresh();
  return { ok: true, budget: state.value };
}

/** What the form of a campaign's budget shows. */
export type CampaignBudgetFormState =
  | { ok: true; budget: CampaignBudgetSet }
  | { ok: false; detail: string; errors: Record<string, string>; values: Record<string, string> }
  | null;

export async function setCampaignBudgetAction(
  _: CampaignBudgetFormState,
  form: FormData,
): Promise<CampaignBudgetFormState> {
  const state = await runAction(campaignBudgetForm, form, (actor, { campaign, input }) =>
    commands.setCampaignBudget(actor, campaign, input),
  );
  if (!state.ok) {
    // the form's fields have the input's names
    const errors = Object.fromEntries(
      Object.entries(state.errors).map(([name, detail]) => [name.replace(/^input[./]/, ""), detail]),
    );
    return { ok: false, detail: state.detail, errors, values: typedValues(form) };
  }
  refresh();
  return { ok: true, budget: state.value };
}

/** What the form of a report by e-mail shows. */
export type ReportFormState =
  | { ok: true; report: ScheduledReport }
  | { ok: false; detail: string; errors: Record<string, string>; values: Record<string, string> }
  | null;

export async function createReportAction(_: ReportFormState, form: FormData): Promise<ReportFormState> {
  const state = await runAction(scheduledReportForm, form, (actor, input) =>
    commands.createScheduledReport(actor, input),
  );
  if (!state.ok) return { ok: false, detail: state.detail, errors: state.errors, values: typedValues(form) };
  refresh();
  return { ok: true, report: state.value };
}

/** What a report's row says after a button of it. */
export type ReportActState = { ok: true; act: ReportAct } | { ok: false; detail: string } | null;

export async function changeReportAction(_: ReportActState, form: FormData): Promise<ReportActState> {
  const state = await runAction(reportActForm, form, (actor, input) =>
    commands.changeScheduledReport(actor, input),
  );
  if (!state.ok) return { ok: false, detail: state.detail };
  refresh();
  return { ok: true, act: state.value.act };
}
