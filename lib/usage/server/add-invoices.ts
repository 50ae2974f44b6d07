import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { type FieldError, ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { fromScaled } from "../decimal";
import { type InvoiceLine, parseInvoices } from "../invoice-file";
import { type AddedInvoices, type RemoveInvoiceInput, removeInvoiceInput } from "../invoice-input";
import { deleteInvoice, findTaken, insertLines, lockInvoices, providerKey } from "./invoice-store";
import { wrongFields } from "./wrong-fields";

const patience = { maxWait: 5_000, timeout: 30_000 };

const numberOf = ({ provider, invoice, line }: InvoiceLine) =>
  JSON.stringify([providerKey(provider), invoice, line]);
const invoiceOf = ({ provider, invoice }: InvoiceLine) => JSON.stringify([providerKey(provider), invoice]);
const isSame = (a: InvoiceLine, b: InvoiceLine) =>
  a.amountMicros === b.amountMicros &&
  a.currency === b.currency &&
  a.period === b.period &&
  a.model === b.model;

function wrongLines(errors: FieldError[]) {
  const [first] = errors;
  const at = first?.pointer.replace("#/lines/", "line ").replace("/", ", ").replace("#", "The file");
  return refuse("invalid_request", `${at}: ${first?.detail}.`, errors);
}

function groupByInvoice(lines: InvoiceLine[]): InvoiceLine[][] {
  const groups = new Map<string, InvoiceLine[]>();
  for (const line of lines) groups.set(invoiceOf(line), [...(groups.get(invoiceOf(line)) ?? []), line]);
  return [...groups.values()];
}

/** An invoice for the audit: how many lines, and their sum by currency and month. */
function tell(lines: InvoiceLine[]) {
  const amounts = new Map<string, bigint>();
  for (const { currency, period, amountMicros } of lines) {
    const key = `${period} ${currency}`;
    amounts.set(key, (amounts.get(key) ?? 0n) + amountMicros);
  }
  const words = [...amounts].map(([key, micros]) => {
    const size = fromScaled(micros < 0n ? -micros : micros, 6);
    return `${key} ${micros < 0n ? "-" : ""}${size}`;
  });
  return { provider: lines[0]?.provider, lines: lines.length, amounts: words.slice(0, 20) };
}

/**
 * Adds the lines of a CSV of invoices, all or none. A line is known by provider, invoice number and line, so the same
 * file again adds nothing; the same number with another amount is refused (422). Closed months keep what they showed.
 */
export async function addInvoices(actor: Actor, text: string): Promise<Result<AddedInvoices>> {
  const may = authorize(actor, "write_costs");
  if (!may.ok) return may;
  const parsed = parseInvoices(text);
  if (!parsed.ok) return wrongLines(parsed.error);
  const lines = parsed.value;
  return db().$transaction(async (tx): Promise<Result<AddedInvoices>> => {
    await lockInvoices(tx);
    const taken = new Map((await findTaken(tx, lines)).map((line) => [numberOf(line), line]));
    const fresh = lines.filter((line) => !taken.has(numberOf(line)));
    const changed = lines.filter((line) => {
      const held = taken.get(numberOf(line));
      return held && !isSame(held, line);
    });
    if (changed.length > 0)
      return wrongLines(
        changed.slice(0, 50).map(({ provider, invoice, line }) => ({
          pointer: "#",
          detail: `line ${line} of invoice ${invoice} by ${provider} is known with another amount, month or model; remove that invoice first, or send a credit as a line of its own`,
        })),
      );
    await insertLines(tx, fresh, actor.name);
    for (const one of groupByInvoice(fresh)) {
      const target = { kind: "invoice" as const, id: one[0]?.invoice ?? "" };
      await recordAudit(tx, actor, { action: "invoice.added", target, after: tell(one) });
    }
    const periods = [...new Set(lines.map(({ period }) => period))].sort();
    return ok({ lines: lines.length, added: fresh.length, known: lines.length - fresh.length, periods });
  }, patience);
}

/** Takes an invoice back, such as one that was sent by mistake; closed months keep what they showed. `not_found`. */
export async function removeInvoice(
  actor: Actor,
  given: RemoveInvoiceInput,
): Promise<Result<{ removed: number }>> {
  const may = authorize(actor, "write_costs");
  if (!may.ok) return may;
  const parsed = removeInvoiceInput.safeParse(given);
  if (!parsed.success) return wrongFields(parsed.error);
  const { provider, invoice } = parsed.data;
  return db().$transaction(async (tx): Promise<Result<{ removed: number }>> => {
    await lockInvoices(tx);
    const lines = await deleteInvoice(tx, provider, invoice);
    if (lines.length === 0)
      return refuse("not_found", `There is no invoice ${invoice} by ${provider}. Check both.`);
    const target = { kind: "invoice" as const, id: invoice };
    await recordAudit(tx, actor, { action: "invoice.removed", target, before: tell(lines) });
    return ok({ removed: lines.length });
  }, patience);
}
