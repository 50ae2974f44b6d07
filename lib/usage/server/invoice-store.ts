import "server-only";
import type { Tx } from "../../platform/db";
import type { InvoiceLine } from "../invoice-file";

export const providerKey = (provider: string) => provider.toLowerCase();

/** Lines whose numbers are taken, as they are held. */
export async function findTaken(tx: Tx, lines: InvoiceLine[]): Promise<(InvoiceLine & { id: number })[]> {
  const invoices = [...new Set(lines.map(({ invoice }) => invoice))];
  const rows = await tx.invoiceLine.findMany({ where: { invoice: { in: invoices } } });
  return rows.map(({ providerKey: _, addedBy: __, addedAt: ___, ...line }) => line);
}

/** One file at a time, so that the same one twice at once is the same one twice. */
export async function lockInvoices(tx: Tx): Promise<void> {
  await tx.$executeRaw`LOCK TABLE invoice_line IN SHARE ROW EXCLUSIVE MODE`;
}

export async function insertLines(tx: Tx, lines: InvoiceLine[], addedBy: string): Promise<void> {
  await tx.invoiceLine.createMany({
    data: lines.map((line) => ({ ...line, providerKey: providerKey(line.provider), addedBy })),
  });
}

/** Removes an invoice; what it held. */
export async function deleteInvoice(tx: Tx, provider: string, invoice: string): Promise<InvoiceLine[]> {
  const where = { providerKey: providerKey(provider), invoice };
  const rows = await tx.invoiceLine.findMany({ where });
  if (rows.length > 0) await tx.invoiceLine.deleteMany({ where });
  return rows;
}
