import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { reportingCurrency } from "../../usage/server";
import { type Plan, planFor } from "../budget";
import { type Budget, type BudgetInput, budgetInput, toDecimal, toMicros } from "../budget-input";
import { getPlans, toBudget } from "./budget-queries";
import { insertBudget, takeBudgetLock } from "./budget-store";

const micros = (decimal: string | null) => (decimal === null ? null : toMicros(decimal));
const words = (amount: bigint | null | undefined) =>
  amount === null || amount === undefined ? null : toDecimal(amount);
const told = (plan: Plan | null) => ({
  budget: words(plan?.budgetMicros),
  userTarget: words(plan?.targetMicros),
});

/**
 * The budget from a month on, until a later month of its own; what one more user may cost with it. Finance and
 * administrators. What held before stays in the history; a month's shares always follow what holds for it now.
 */
export async function setMonthlyBudget(actor: Actor, given: BudgetInput): Promise<Result<Budget>> {
  const may = authorize(actor, "write_costs");
  if (!may.ok) return may;
  const parsed = budgetInput.safeParse(given);
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message, code }) => ({
      pointer: ["#", ...path.map(String)].join("/"),
      detail: code === "unrecognized_keys" ? "has a field that is not one here" : message,
    }));
    return refuse("invalid_request", `${errors[0]?.pointer.slice(2)}: ${errors[0]?.detail}.`, errors);
  }
  const { month, budget, userTarget, reason } = parsed.data;
  const currency = await reportingCurrency();
  return db().$transaction(async (tx) => {
    await takeBudgetLock(tx);
    const before = planFor(await getPlans(tx), month);
    const after: Plan = {
      month,
      budgetMicros: micros(budget),
      targetMicros: userTarget === undefined ? (before?.targetMicros ?? null) : micros(userTarget),
    };
    const row = await insertBudget(tx, actor, {
      month,
      budgetMicros: after.budgetMicros,
      userTargetMicros: after.targetMicros,
      currency,
      reason: reason || null,
    });
    await recordAudit(tx, actor, {
      action: "budget.set",
      target: { kind: "budget", id: month },
      before: before ? told(before) : null,
      after: { month, ...told(after), currency },
      reason: reason || null,
    });
    return ok(toBudget(row));
  });
}
