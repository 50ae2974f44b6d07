import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import type { MonthlyBudget } from "../../platform/prisma-client/client";
import { type Plan, planFor } from "../budget";
import { type Budget, toDecimal } from "../budget-input";
import { dayAt, monthOf } from "../day";
import { reportingZone } from "./scope";

const monthOfRow = ({ effectiveMonth }: Pick<MonthlyBudget, "effectiveMonth">) =>
  effectiveMonth.toISOString().slice(0, 7);

export function toBudget(row: MonthlyBudget): Budget {
  return {
    month: monthOfRow(row),
    budget: row.budgetMicros === null ? null : toDecimal(row.budgetMicros),
    userTarget: row.userTargetMicros === null ? null : toDecimal(row.userTargetMicros),
    currency: row.currency,
    ...(row.reason === null ? {} : { reason: row.reason }),
    setBy: row.setByName,
    setAt: row.setAt.toISOString(),
  };
}

/** Every plan that was ever set, in the order in which it was set. */
export async function getPlans(tx: Tx = db()): Promise<Plan[]> {
  const rows = await tx.monthlyBudget.findMany({
    orderBy: { id: "asc" },
    select: { effectiveMonth: true, budgetMicros: true, userTargetMicros: true },
  });
  return rows.map((row) => ({
    month: monthOfRow(row),
    budgetMicros: row.budgetMicros,
    targetMicros: row.userTargetMicros,
  }));
}

const MOST = 200;

/** Budgets as they were set, the last one first; the last 200. */
export async function listBudgets(actor: Actor): Promise<Result<Budget[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const rows = await db().monthlyBudget.findMany({ orderBy: { id: "desc" }, take: MOST });
  return ok(rows.map(toBudget));
}

/** What holds in the month of `now`, on the clock of the reports. */
export async function getBudgetNow(
  actor: Actor,
  now: Date,
): Promise<Result<{ month: string; budget: string | null; userTarget: string | null }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const month = monthOf(dayAt(now.getTime(), reportingZone()));
  const plan = planFor(await getPlans(), month);
  const words = (micros: bigint | null | undefined) =>
    micros === null || micros === undefined ? null : toDecimal(micros);
  return ok({ month, budget: words(plan?.budgetMicros), userTarget: words(plan?.targetMicros) });
}
