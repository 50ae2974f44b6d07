"use server";

import { refresh } from "next/cache";
import { runAction } from "../entry/define-action";
import { typedValues } from "../entry/form-to-object";
import { type Budget, budgetForm } from "./budget-input";
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
