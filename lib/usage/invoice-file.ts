import { isCurrency } from "../kernel/money";
import { err, type FieldError, ok, type Result } from "../kernel/result";
import { CsvRecords } from "./csv-records";
import { divideHalfUp, parseDecimal } from "./decimal";
import { detectDelimiter } from "./formats/delimiter";
import { periodName } from "./period";
import { isName } from "./usage-event";

/** A line of a provider's invoice: an amount of one month, in micro-units of its own currency; credits are negative. */
export type InvoiceLine = {
  provider: string;
  invoice: string;
  line: string;
  period: string;
  /** "" = the line names none. */
  model: string;
  description: string;
  amountMicros: bigint;
  currency: string;
};

export const MOST_INVOICE_LINES = 10_000;
const MOST_TOLD = 50;
const MOST_INVOICES = 1_000;
/** A billion units. */
const MOST_MICROS = 10n ** 15n;
const LONGEST_DESCRIPTION = 500;

/** What columns are called, ours first; then those of FOCUS 1.2. */
const titles = {
  provider: ["provider", "vendor", "invoiceissuername", "providername"],
  invoice: ["invoice", "invoicenumber", "invoiceid", "number"],
  line: ["line", "linenumber", "lineid", "position"],
  period: ["period", "month"],
  from: ["from", "billingperiodstart", "start"],
  to: ["to", "billingperiodend", "end"],
  model: ["model"],
  description: ["description", "chargedescription"],
  amount: ["amount", "billedcost"],
  currency: ["currency", "billingcurrency"],
} as const;
type Column = keyof typeof titles;
const needed: Column[] = ["provider", "invoice", "amount", "currency"];
const bare = (name: string) => name.toLowerCase().replaceAll(/[^a-z]/g, "");

class WrongLine extends Error {
  constructor(
    readonly field: Column | "",
    readonly detail: string,
  ) {
    super(detail);
  }
}

function findColumns(header: string[]): Result<Map<Column, number>, string> {
  const names = header.map(bare);
  const places = new Map<Column, number>();
  for (const column of Object.keys(titles) as Column[]) {
    const at = titles[column].map((title) => names.indexOf(title)).find((place) => place >= 0);
    if (at !== undefined) places.set(column, at);
  }
  const missing = needed.filter((column) => !places.has(column)).map(String);
  if (!places.has("period") && !places.has("from")) missing.push("period (or from and to)");
  if (missing.length === 0) return ok(places);
  return err(`The header lacks ${missing.join(", ")}. It has: ${header.join(", ").slice(0, 300)}.`);
}

function nameIn(field: Column, given: string): string {
  if (given === "") throw new WrongLine(field, "must not be empty");
  if (!isName(given)) throw new WrongLine(field, "must have 1 to 200 characters and no control characters");
  return given;
}

/** `-12.345` → −12345000; more than six digits after the point are rounded half up, away from zero. */
function amountIn(given: string): bigint {
  const decimal = parseDecimal(given);
  if (!decimal || decimal.scale > 40)
    throw new WrongLine("amount", `must be an amount such as 1234.50 or -3.2, not "${given.slice(0, 60)}"`);
  const size = decimal.digits < 0n ? -decimal.digits : decimal.digits;
  const micros =
    decimal.scale <= 6
      ? size * 10n ** BigInt(6 - decimal.scale)
      : divideHalfUp(size, 10n ** BigInt(decimal.scale - 6));
  if (micros > MOST_MICROS) throw new WrongLine("amount", "is too large");
  return decimal.digits < 0n ? -micros : micros;
}

const day = /^(20\d\d-(?:0[1-9]|1[0-2]))-([0-2]\d|3[01])(?:T[\d:.]+Z)?$/;

/** The month of a line: told, or the one that its days lie in. The last day may be told as the first day after it. */
function periodIn(period: string, from: string, to: string): string {
  if (period !== "") {
    const read = periodName.safeParse(period.slice(0, 7));
    if (!read.success || (period.length !== 7 && !day.test(period)))
      throw new WrongLine("period", "must be a month such as 2026-11");
    return read.data;
  }
  const first = day.exec(from);
  if (!first) throw new WrongLine("from", "must be a day such as 2026-11-01");
  const month = first[1] ?? "";
  if (to === "") return month;
  const last = day.exec(to);
  if (!last) throw new WrongLine("to", "must be a day such as 2026-11-30");
  const [year = 0, nth = 1] = month.split("-").map(Number);
  const next = nth === 12 ? `${year + 1}-01` : `${year}-${String(nth + 1).padStart(2, "0")}`;
  if (last[1] === month || (last[1] === next && last[2] === "01")) return month;
  throw new WrongLine("to", "lies in another month than from; give each month a line of its own");
}

/**
 * The lines of a CSV of invoices, all of them or why not, by line and field. Without a column `line` the lines of an
 * invoice are numbered as they stand. Pointers are `#/lines/<line of the file>/<field>`.
 */
export function parseInvoices(text: string): Result<InvoiceLine[], FieldError[]> {
  const records = new CsvRecords(detectDelimiter(text.split("\n", 1)[0] ?? ""));
  const [head, ...rows] = [...records.push(text.replace(/^\uFEFF/, "")), ...records.end()];
  if (!head?.fields) return err([{ pointer: "#", detail: "is no CSV: its first line must be a header" }]);
  const columns = findColumns(head.fields);
  if (!columns.ok) return err([{ pointer: "#/lines/1", detail: columns.error }]);
  if (rows.length === 0) return err([{ pointer: "#", detail: "has no lines below its header" }]);
  if (rows.length > MOST_INVOICE_LINES)
    return err([{ pointer: "#", detail: `has more than ${MOST_INVOICE_LINES} lines; send it in parts` }]);
  const lines: InvoiceLine[] = [];
  const wrong: FieldError[] = [];
  const numbers = new Map<string, number>();
  const seen = new Set<string>();
  for (const { line: at, fields } of rows) {
    const cell = (column: Column) => (fields?.[columns.value.get(column) ?? -1] ?? "").trim();
    try {
      if (!fields || fields.length !== head.fields.length)
        throw new WrongLine("", `must have ${head.fields.length} fields, as the header has`);
      const provider = nameIn("provider", cell("provider"));
      const invoice = nameIn("invoice", cell("invoice"));
      const owner = `${provider.toLowerCase()}\n${invoice}`;
      const nth = (numbers.get(owner) ?? 0) + 1;
      numbers.set(owner, nth);
      if (numbers.size > MOST_INVOICES)
        return err([{ pointer: "#", detail: `has more than ${MOST_INVOICES} invoices; send it in parts` }]);
      const line = columns.value.has("line") ? nameIn("line", cell("line")) : String(nth);
      if (seen.has(`${owner}\n${line}`))
        throw new WrongLine("line", `${line} of invoice ${invoice} stands twice in the file`);
      seen.add(`${owner}\n${line}`);
      const currency = cell("currency").toUpperCase();
      if (!isCurrency(currency))
        throw new WrongLine("currency", "must be a currency of ISO 4217 such as USD");
      lines.push({
        provider,
        invoice,
        line,
        period: periodIn(cell("period"), cell("from"), cell("to")),
        model: cell("model") === "" ? "" : nameIn("model", cell("model")),
        description: cell("description")
          .slice(0, LONGEST_DESCRIPTION)
          .replaceAll(/\p{Cc}/gu, " "),
        amountMicros: amountIn(cell("amount")),
        currency,
      });
    } catch (error) {
      if (!(error instanceof WrongLine)) throw error;
      const pointer = `#/lines/${at}${error.field ? `/${error.field}` : ""}`;
      wrong.push({ pointer, detail: error.detail });
      if (wrong.length >= MOST_TOLD) break;
    }
  }
  return wrong.length > 0 ? err(wrong) : ok(lines);
}
