"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { toOwnPath } from "../auth";
import { runAction } from "../entry/define-action";
import { typedValues } from "../entry/form-to-object";
import { annotationForm } from "./annotation-form";
import { type Budget, budgetForm } from "./budget-input";
import { type CampaignBudgetSet, campaignBudgetForm } from "./campaign-budget-input";
import { renameViewInput, saveViewInput, viewId } from "./saved-view";
import { type ReportAct, reportActForm, type ScheduledReport, scheduledReportForm } from "./scheduled-report";
import * as commands from "./server";
import { type UserRevenue, userRevenueForm } from "./user-revenue-input";

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

/** What the form of a user's revenue shows: what was set, or what was wrong and what was typed. */
export type UserRevenueFormState =
  | { ok: true; revenue: UserRevenue }
  | { ok: false; detail: string; errors: Record<string, string>; values: Record<string, string> }
  | null;

export async function setUserRevenueAction(
  _: UserRevenueFormState,
  form: FormData,
): Promise<UserRevenueFormState> {
  const state = await runAction(userRevenueForm, form, commands.setUserRevenue);
  if (!state.ok) return { ok: false, detail: state.detail, errors: state.errors, values: typedValues(form) };
  refresh();
  return { ok: true, revenue: state.value };
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

/** What a form about a saved view says: what was wrong, or what was done. */
export type ViewFormState = { detail?: string; done?: string } | null;

const wrongView = (state: { detail: string; errors: Record<string, string> }) => ({
  detail: state.errors.name ? `The name ${state.errors.name}.` : state.detail,
});

export async function saveViewAction(_: ViewFormState, form: FormData): Promise<ViewFormState> {
  const state = await runAction(saveViewInput, form, (actor, given) => commands.saveView(actor, given));
  if (!state.ok) return wrongView(state);
  refresh();
  return { done: state.value.shared ? "Saved. Everybody finds it here." : "Saved. Only you find it here." };
}

export async function renameViewAction(_: ViewFormState, form: FormData): Promise<ViewFormState> {
  const state = await runAction(renameViewInput, form, commands.renameView);
  if (!state.ok) return wrongView(state);
  refresh();
  return { done: "Renamed." };
}

export async function removeViewAction(_: ViewFormState, form: FormData): Promise<ViewFormState> {
  const state = await runAction(viewId, form, (actor, { id }) => commands.removeView(actor, id));
  if (!state.ok) return { detail: state.detail };
  refresh();
  return null;
}

/** What the form of a note shows again: what was wrong, and what was typed. */
export type AnnotationFormState = {
  detail: string;
  errors: Record<string, string>;
  values: Record<string, string>;
} | null;

/** A new note, or with `id` one that is there; then back to the chart from which it was asked for. */
export async function saveAnnotationAction(
  _: AnnotationFormState,
  form: FormData,
): Promise<AnnotationFormState> {
  const id = form.get("id");
  const state = await runAction(annotationForm, form, (actor, input) =>
    typeof id === "string" && id
      ? commands.editAnnotation(actor, id, input)
      : commands.addAnnotation(actor, input),
  );
  if (!state.ok) return { detail: state.detail, errors: state.errors, values: typedValues(form) };
  redirect(toOwnPath(form.get("back"), "/annotations"));
}

const identified = z.object({ id: z.string() });

export async function removeAnnotationAction(
  _: { detail: string } | null,
  form: FormData,
): Promise<{ detail: string } | null> {
  const state = await runAction(identified, form, (actor, { id }) => commands.removeAnnotation(actor, id));
  refresh();
  return state.ok ? null : { detail: state.detail };
}
