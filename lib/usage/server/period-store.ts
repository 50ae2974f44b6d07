import "server-only";
import type { Tx } from "../../platform/db";
import type { Reconciliation } from "../reconciliation";
import type { Ledger } from "./period-queries";

export type NewClosedPeriod = {
  period: string;
  from: number;
  to: number;
  timeZone: string;
  currency: string;
  invoiceMicros: bigint | null;
  reason: string | null;
  closedBy: string;
  reconciliation: Reconciliation;
};

/** Fixes a period with its figures. Its writers must be held out: takePriceBookLock. */
export async function insertClosedPeriod(
  tx: Tx,
  { from, to, reconciliation, ...period }: NewClosedPeriod,
  { rows, totals }: Ledger,
): Promise<void> {
  await tx.closedPeriod.create({
    data: {
      ...period,
      reconciliation: reconciliation as never,
      fromAt: new Date(from),
      toAt: new Date(to),
      requests: totals.requests,
      costMicros: String(totals.costMicros),
      unpricedRequests: totals.unpricedRequests,
      unconvertedRequests: totals.unconvertedRequests,
      rows: rows.length,
    },
  });
}

export function findClosedPeriod(tx: Tx, period: string) {
  return tx.closedPeriod.findUnique({ where: { period } });
}

export async function deleteClosedPeriod(tx: Tx, period: string): Promise<void> {
  await tx.closedPeriod.delete({ where: { period } });
}
