import "server-only";
import { type Actor, stampOf } from "../../auth";
import type { Tx } from "../../platform/db";

const BUDGET_LOCK = 731_201;

/** One budget is set at a time, so that the audit tells what really stood before. */
export async function takeBudgetLock(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${BUDGET_LOCK}::bigint)`;
}

export function insertBudget(
  tx: Tx,
  actor: Actor,
  budget: {
    month: string;
    budgetMicros: bigint | null;
    userTargetMicros: bigint | null;
    currency: string;
    reason: string | null;
  },
) {
  const { month, ...rest } = budget;
  const { kind, id, name } = stampOf(actor);
  return tx.monthlyBudget.create({
    data: {
      ...rest,
      effectiveMonth: new Date(`${month}-01T00:00:00Z`),
      setByKind: kind,
      setById: id,
      setByName: name,
    },
  });
}
