import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { minorDigits } from "../../kernel/money";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { log } from "../../platform/log";
import { type ClosePeriodInput, closePeriodInput, type Period, periodEdges } from "../period";
import { ensureMonths } from "./months";
import { periodZone, readLedger, readPeriod } from "./period-queries";
import { findClosedPeriod, insertClosedPeriod } from "./period-store";
import { bumpPriceBook, takePriceBookLock } from "./price-store";
import { reconcileLedger } from "./reconciliation-queries";
import { reportingCurrency } from "./reporting-currency";
import { settleUsage } from "./settle-usage";
import { wrongFields } from "./wrong-fields";

const SETTLE_FIRST_MS = 5_000;

const toMicros = (minor: number, currency: string) =>
  BigInt(minor) * 10n ** BigInt(Math.max(0, 6 - minorDigits(currency)));

function stillRuns(period: string, to: number) {
  return refuse(
    "invalid_transition",
    `${period} runs until ${new Date(to).toISOString()}. Close it when it is over.`,
  );
}

/**
 * Closes a month on the clocks of the reports: its figures do not move any more, and what arrives later is booked as a
 * correction where the first open month begins. Writers of usage are held out meanwhile, so that nothing slips in.
 * `invalid_transition` while the month runs, and when it is closed already.
 */
export async function closePeriod(
  actor: Actor,
  period: string,
  given: ClosePeriodInput = {},
  now = Date.now(),
): Promise<Result<Period>> {
  const may = authorize(actor, "write_costs");
  if (!may.ok) return may;
  const parsed = closePeriodInput.safeParse(given);
  if (!parsed.success) return wrongFields(parsed.error);
  const { invoice, reason } = parsed.data;
  const timeZone = periodZone();
  const { from, to } = periodEdges(period, timeZone);
  if (to > now) return stillRuns(period, to);
  const currency = await reportingCurrency();
  if (invoice && invoice.currency !== currency) {
    return refuse("invalid_request", `invoice.currency: costs are in ${currency}.`, [
      { pointer: "#/invoice/currency", detail: `must be ${currency}, which costs are reported in` },
    ]);
  }
  // what has a price by now shall be in the month, not in a correction
  await settleUsage({ forMs: SETTLE_FIRST_MS }).catch((error) =>
    log.warn({ error }, "settling usage failed"),
  );
  await ensureMonths([to * 1000]);
  const closed = await db().$transaction(
    async (tx): Promise<Result<void>> => {
      await takePriceBookLock(tx);
      const held = await findClosedPeriod(tx, period);
      if (held)
        return refuse(
          "invalid_transition",
          `${period} was closed by ${held.closedBy} at ${held.closedAt.toISOString()}.`,
        );
      const ledger = await readLedger(tx, { from, to });
      const reconciliation = await reconcileLedger(tx, period, currency, ledger);
      const { invoicedMicros } = reconciliation.totals;
      // what was typed in wins over what the lines of invoices come to
      const charged = invoice ? toMicros(invoice.amount, currency) : invoicedMicros;
      const invoiceMicros = charged === null ? null : BigInt(charged);
      const by = { reason: reason || null, closedBy: actor.name };
      await insertClosedPeriod(
        tx,
        { period, from, to, timeZone, currency, invoiceMicros, reconciliation, ...by },
        ledger,
      );
      await bumpPriceBook(tx);
      const { requests, costMicros, unpricedRequests } = ledger.totals;
      await recordAudit(tx, actor, {
        action: "period.closed",
        target: { kind: "period", id: period },
        before: { status: "open" },
        after: {
          status: "closed",
          rows: ledger.rows.length,
          requests,
          costMicros,
          unpricedRequests,
          currency,
          ...(invoiceMicros !== null && { invoiceMicros, differenceMicros: invoiceMicros - costMicros }),
        },
        reason: reason || null,
      });
      return ok(undefined);
    },
    { maxWait: 5_000, timeout: 60_000 },
  );
  return closed.ok ? ok(await readPeriod(period, now)) : closed;
}
