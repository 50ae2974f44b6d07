import "server-only";
import { type Actor, authorize } from "../../auth";
import { parseCursor, toCursor } from "../../kernel/cursor";
import { ok, type Result } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import { type Decimal, parseDecimal } from "../decimal";
import type { InvoicesQuery, ShownInvoiceLine } from "../invoice-input";
import { roundCost } from "../price";
import type { Invoiced } from "../reconciliation";

/** The last day of a month, whose rates its invoices are converted at. */
export function lastDayOf(period: string): string {
  const [year = 0, month = 1] = period.split("-").map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

async function readRates(tx: Tx, into: string, day: string): Promise<Map<string, Decimal | null>> {
  const rows = await tx.$queryRaw<{ currency: string; rate: string }[]>`
    SELECT DISTINCT ON (currency) currency, rate FROM exchange_rate
    WHERE "into" = ${into} AND effective_from <= ${day}::date ORDER BY currency, effective_from DESC`;
  return new Map(rows.map(({ currency, rate }) => [currency, parseDecimal(rate)]));
}

/** Each line is rounded once, half up, away from zero. */
function convert(micros: bigint, rate: Decimal): bigint | null {
  const size = roundCost({ numerator: micros < 0n ? -micros : micros, denominator: 1n }, rate);
  return size === null || micros >= 0n ? size : -size;
}

/** The lines of a month, each in the reporting currency where a rate is known on the month's last day. */
export async function readInvoiced(
  tx: Tx,
  period: string,
  currency: string,
): Promise<(Invoiced & { addedAt: Date })[]> {
  const lines = await tx.invoiceLine.findMany({ where: { period }, orderBy: { id: "asc" } });
  const rates = await readRates(tx, currency, lastDayOf(period));
  return lines.map(({ provider, model, amountMicros, currency: own, addedAt }) => {
    const rate = rates.get(own);
    const micros = own === currency ? amountMicros : rate ? convert(amountMicros, rate) : null;
    return { provider, model, amountMicros, currency: own, micros, addedAt };
  });
}

/** Which of these months have invoices. */
export async function listInvoicedPeriods(tx: Tx, periods: string[]): Promise<string[]> {
  const rows = await tx.invoiceLine.groupBy({ by: ["period"], where: { period: { in: periods } } });
  return rows.map(({ period }) => period);
}

/** Lines of invoices, the newest first. */
export async function listInvoices(
  actor: Actor,
  { period, limit = 50, cursor }: InvoicesQuery = {},
): Promise<Result<{ data: ShownInvoiceLine[]; nextCursor: string | null }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  let before: number | undefined;
  if (cursor !== undefined) {
    const parts = parseCursor(cursor, 1);
    if (!parts.ok) return parts;
    before = /^\d{1,9}$/.test(parts.value[0] ?? "") ? Number(parts.value[0]) : 0;
  }
  const rows = await db().invoiceLine.findMany({
    where: { ...(period ? { period } : {}), ...(before === undefined ? {} : { id: { lt: before } }) },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return ok({
    data: page.map(({ id: _, providerKey: __, model, description, amountMicros, addedAt, ...line }) => ({
      ...line,
      ...(model ? { model } : {}),
      ...(description ? { description } : {}),
      amountMicros: String(amountMicros),
      addedAt: addedAt.toISOString(),
    })),
    nextCursor: rows.length > limit && last ? toCursor([String(last.id)]) : null,
  });
}
