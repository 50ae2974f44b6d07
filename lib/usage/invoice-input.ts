import { z } from "zod";
import { pageFields } from "../kernel/page";
import { periodName } from "./period";
import { isName } from "./usage-event";

const name = z.string().refine(isName, "must have 1 to 200 characters and no control characters");

/** Which invoice: numbers are a provider's own. */
export const removeInvoiceInput = z.strictObject({ provider: name, invoice: name });
export type RemoveInvoiceInput = z.input<typeof removeInvoiceInput>;

/** What became of a file of invoices: lines that are new, and those that were known. */
export const addedInvoicesSchema = z.object({
  lines: z.int(),
  added: z.int(),
  known: z.int(),
  periods: z.array(z.string()),
});
export type AddedInvoices = z.infer<typeof addedInvoicesSchema>;

/** A line as it goes out; the amount in millionths of its own currency. */
export const invoiceLineSchema = z.object({
  provider: z.string(),
  invoice: z.string(),
  line: z.string(),
  period: z.string(),
  model: z.string().optional(),
  description: z.string().optional(),
  amountMicros: z.string(),
  currency: z.string(),
  addedBy: z.string(),
  addedAt: z.iso.datetime(),
});
export type ShownInvoiceLine = z.infer<typeof invoiceLineSchema>;

export const reconciliationQuery = z.strictObject({ period: periodName });
export const invoicesQuery = z.strictObject({
  period: periodName.optional(),
  ...pageFields,
});
export type InvoicesQuery = z.output<typeof invoicesQuery>;
