import { CsvRecords } from "./csv-records";
import { type Decimal, divideHalfUp, fromScaled, parseDecimal } from "./decimal";
import { exchangeRateInput } from "./price-input";

/** A rate into the reporting currency, and the line of the file that says it. */
export type RateRow = { line: number; currency: string; effectiveFrom: string; rate: string };
export type LineError = { line: number; reason: string };
export type RatesFile = { rows: RateRow[]; errors: LineError[] };

export const RATES_LIMIT_BYTES = 1024 * 1024;
export const MOST_RATES = 10_000;
/** Digits after the point of a rate that is worked out from two quotes. */
const PLACES = 12;
/** What one euro is, in the quotes of the European Central Bank. */
const BASE = "EUR";

const isZero = (decimal: Decimal) => decimal.digits <= 0n;
/** a / b to twelve places, half up. */
function divide(a: Decimal, b: Decimal): string {
  const units = divideHalfUp(a.digits * 10n ** BigInt(PLACES + b.scale), b.digits * 10n ** BigInt(a.scale));
  return fromScaled(units, PLACES);
}

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
/** "27 November 2026", as the bank heads its daily file, and "2026-11-27" → the latter. */
function readDay(text: string): string {
  const match = /^(\d{1,2}) ([a-z]{3})[a-z]* (\d{4})$/i.exec(text);
  const month = months.indexOf((match?.[2] ?? "").toLowerCase()) + 1;
  if (!match || month === 0) return text;
  return `${match[3]}-${String(month).padStart(2, "0")}-${match[1]?.padStart(2, "0")}`;
}

type ReadLine = (fields: string[]) => { rates: Omit<RateRow, "line">[]; reasons: string[] };

/** One rate a line, under a header with currency, effectiveFrom and rate, and into where it is told. */
function openLines(header: string[], into: string): ReadLine | string {
  const column = (name: string) => header.indexOf(name);
  const [currency, rate, from, target] = ["currency", "rate", "effectivefrom", "into"].map(column);
  const missing = [
    ["currency", currency],
    ["effectiveFrom", from],
    ["rate", rate],
  ].filter(([, at]) => at === -1);
  if (missing.length > 0) return `the header lacks ${missing.map(([name]) => name).join(", ")}`;
  return (fields) => {
    const cell = (at = -1) => fields[at]?.trim() ?? "";
    const said = cell(target) || into;
    if (said !== into)
      return {
        rates: [],
        reasons: [`into must be ${into}, which costs are reported in; it is ${said.slice(0, 20)}`],
      };
    return {
      rates: [{ currency: cell(currency), effectiveFrom: cell(from), rate: cell(rate) }],
      reasons: [],
    };
  };
}

/** The European Central Bank's form: a day a line, under "Date, USD, JPY, …" what one euro is. */
function openQuotes(header: string[], into: string): ReadLine | string {
  const codes = header.map((name) => name.toUpperCase());
  if (into !== BASE && !codes.includes(into)) return `the header lacks ${into}, which costs are reported in`;
  return (fields) => {
    const effectiveFrom = readDay(fields[0]?.trim() ?? "");
    const reasons: string[] = [];
    const quotes = new Map<string, Decimal>([[BASE, { digits: 1n, scale: 0 }]]);
    for (const [at, code] of codes.entries()) {
      const text = fields[at]?.trim() ?? "";
      if (at === 0 || code === "" || text === "" || text === "N/A") continue;
      const quote = text.length > 30 ? null : parseDecimal(text);
      if (!quote || isZero(quote))
        reasons.push(`${code} must be a decimal above 0; it is ${text.slice(0, 20)}`);
      else quotes.set(code, quote);
    }
    const own = quotes.get(into);
    if (!own)
      return { rates: [], reasons: [...reasons, `it has no quote of ${into}, which costs are reported in`] };
    quotes.delete(into);
    const rates = [...quotes].map(([currency, quote]) => ({
      currency,
      effectiveFrom,
      rate: divide(own, quote),
    }));
    return { rates, reasons };
  };
}

function open(fields: string[], into: string): ReadLine | string {
  const header = fields.map((name) =>
    name
      .replace(/^\uFEFF/, "")
      .trim()
      .toLowerCase(),
  );
  return header[0] === "date" ? openQuotes(header, into) : openLines(header, into);
}

const sameRate = (a: string, b: string) => {
  const [x, y] = [parseDecimal(a), parseDecimal(b)];
  return x && y && x.digits * 10n ** BigInt(y.scale) === y.digits * 10n ** BigInt(x.scale);
};
/** Two ways of writing one rate, such as 0.14 and 0.140. */
export const isSameRate = (a: string, b: string): boolean => Boolean(sameRate(a, b));

/**
 * Rates into the reporting currency from CSV: one a line, or the European Central Bank's quotes a day, from which they are
 * worked out to twelve places, half up. Every wrong line is told with its number; then nothing of the file may be taken.
 */
export function readExchangeRates(text: string, into: string): RatesFile {
  const records = new CsvRecords();
  const all = [...records.push(text), ...records.end()];
  const [first, ...lines] = all;
  if (!first?.fields) return { rows: [], errors: [{ line: 1, reason: "the file has no header" }] };
  const read = open(first.fields, into);
  if (typeof read === "string") return { rows: [], errors: [{ line: first.line, reason: read }] };
  const errors: LineError[] = [];
  const rows = new Map<string, RateRow>();
  for (const record of lines) {
    const { line } = record;
    if (!record.fields) {
      errors.push({ line, reason: record.reason });
      continue;
    }
    const { rates, reasons } = read(record.fields);
    errors.push(...reasons.map((reason) => ({ line, reason })));
    for (const rate of rates) {
      const reason = findFault(rate, into, rows);
      if (reason) errors.push({ line, reason });
      else rows.set(`${rate.currency} ${rate.effectiveFrom}`, { line, ...rate });
    }
    if (rows.size > MOST_RATES) {
      errors.push({
        line,
        reason: `a file may have ${MOST_RATES} rates; leave days away or send it in parts`,
      });
      break;
    }
  }
  if (rows.size === 0 && errors.length === 0)
    errors.push({ line: first.line, reason: "no rate stands below the header" });
  return { rows: [...rows.values()], errors };
}

function findFault(rate: Omit<RateRow, "line">, into: string, rows: Map<string, RateRow>): string | null {
  const issue = exchangeRateInput.safeParse(rate).error?.issues[0];
  if (issue) return `${issue.path.join(".")} ${issue.message}`;
  if (rate.currency === into) return `currency must be another one than ${into}, which costs are reported in`;
  const before = rows.get(`${rate.currency} ${rate.effectiveFrom}`);
  if (before && !isSameRate(before.rate, rate.rate))
    return `line ${before.line} says ${before.rate} for ${rate.currency} on that day`;
  return null;
}
