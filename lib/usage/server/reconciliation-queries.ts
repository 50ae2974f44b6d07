import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import { periodEdges } from "../period";
import { type Reconciliation, reconcile } from "../reconciliation";
import { lastDayOf, readInvoiced } from "./invoice-queries";
import { type Ledger, periodZone, readLedger } from "./period-queries";
import { reportingCurrency } from "./reporting-currency";

/** A month's ledger beside its invoices, as both stand in the transaction. */
export async function reconcileLedger(
  tx: Tx,
  period: string,
  currency: string,
  { rows }: Ledger,
): Promise<Reconciliation> {
  const lines = await readInvoiced(tx, period, currency);
  return {
    period,
    status: "open",
    currency,
    ratesOf: lastDayOf(period),
    ...reconcile(rows, lines),
    linesAfterClosing: 0,
  };
}

/** What providers charge for a month beside what was metered; a closed month is shown as it stood when it was closed. */
export async function getReconciliation(actor: Actor, period: string): Promise<Result<Reconciliation>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const closed = await db().closedPeriod.findUnique({ where: { period } });
  const currency = closed?.currency ?? (await reportingCurrency());
  if (closed?.reconciliation) {
    const linesAfterClosing = await db().invoiceLine.count({
      where: { period, addedAt: { gt: closed.closedAt } },
    });
    const held = closed.reconciliation as unknown as Reconciliation;
    return ok({ ...held, status: "closed", linesAfterClosing });
  }
  const edges = closed
    ? { from: closed.fromAt.getTime(), to: closed.toAt.getTime() }
    : periodEdges(period, periodZone());
  const ledger = await readLedger(db(), edges);
  const read = await reconcileLedger(db(), period, currency, ledger);
  return ok({ ...read, status: closed ? "closed" : "open" });
}
