import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import type { ProblemCode } from "../../kernel/problem";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { isSameRate, type LineError, type RateRow, readExchangeRates } from "../exchange-rates-csv";
import { SETTLE_WHILE_WAITING_MS } from "./add-price";
import {
  bumpPriceBook,
  findExchangeRates,
  insertExchangeRates,
  insertSettlement,
  takePriceBookLock,
} from "./price-store";
import { reportingCurrency } from "./reporting-currency";
import { settleWhileWaiting } from "./settle-usage";

const MOST_ERRORS = 50;
/** `unchanged`: rates that stood as the file says. */
export type ImportedRates = { into: string; added: number; unchanged: number };

function nothingTaken(code: ProblemCode, errors: LineError[]) {
  const lines = errors.length === 1 ? "one line is" : `${errors.length} lines are`;
  const [first] = errors;
  const detail = `Nothing was taken: ${lines} not right. Line ${first?.line}: ${first?.reason}.`;
  return refuse(
    code,
    detail,
    errors.slice(0, MOST_ERRORS).map(({ line, reason }) => ({ pointer: `#/lines/${line}`, detail: reason })),
  );
}

const day = (at: Date) => at.toISOString().slice(0, 10);
const startOf = (text: string) => new Date(`${text}T00:00:00Z`);

/** The first day of each currency among the rates. */
function firstDays(rows: RateRow[]): Map<string, string> {
  const first = new Map<string, string>();
  for (const { currency, effectiveFrom } of rows) {
    const held = first.get(currency);
    if (held === undefined || effectiveFrom < held) first.set(currency, effectiveFrom);
  }
  return first;
}

/**
 * Adds the rates of a CSV file, all or none; what stands already changes nothing. Each wrong line is told with its reason
 * (`invalid_request`), and each day that has another rate already (`price_overlap`). What waited for a rate is settled.
 */
export async function importExchangeRates(actor: Actor, bytes: Uint8Array): Promise<Result<ImportedRates>> {
  const may = authorize(actor, "write_costs");
  if (!may.ok) return may;
  const into = await reportingCurrency();
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return refuse("invalid_request", "The file is not in UTF-8. Save it as CSV UTF-8.");
  }
  const { rows, errors } = readExchangeRates(text, into);
  if (errors.length > 0) return nothingTaken("invalid_request", errors);
  let settlements: number[] = [];
  const imported = await db().$transaction(
    async (tx): Promise<Result<ImportedRates>> => {
      await takePriceBookLock(tx);
      const held = new Map(
        (await findExchangeRates(tx, into)).map((row) => [
          `${row.currency} ${day(row.effectiveFrom)}`,
          row.rate,
        ]),
      );
      const heldRate = ({ currency, effectiveFrom }: RateRow) => held.get(`${currency} ${effectiveFrom}`);
      const others = rows.flatMap((row) => {
        const rate = heldRate(row);
        if (rate === undefined || isSameRate(rate, row.rate)) return [];
        return [{ line: row.line, reason: `${row.currency} has the rate ${rate} from that day already` }];
      });
      if (others.length > 0) return nothingTaken("price_overlap", others);
      const fresh = rows.filter((row) => heldRate(row) === undefined);
      const answer = { into, added: fresh.length, unchanged: rows.length - fresh.length };
      if (fresh.length === 0) return ok(answer);
      await insertExchangeRates(
        tx,
        fresh.map(({ currency, rate, effectiveFrom }) => ({
          currency,
          into,
          rate,
          effectiveFrom: startOf(effectiveFrom),
          createdBy: actor.name,
        })),
      );
      const first = firstDays(fresh);
      settlements = [];
      for (const [currency, from] of first)
        settlements.push(await insertSettlement(tx, actor, { currency }, startOf(from), null));
      await bumpPriceBook(tx);
      const days = fresh.map(({ effectiveFrom }) => effectiveFrom).sort();
      await recordAudit(tx, actor, {
        action: "exchange_rates.imported",
        target: { kind: "exchange_rate", id: into },
        after: { ...answer, currencies: [...first.keys()].sort(), from: days[0], to: days.at(-1) },
      });
      return ok(answer);
    },
    { maxWait: 5_000, timeout: 30_000 },
  );
  const until = performance.now() + SETTLE_WHILE_WAITING_MS;
  for (const one of settlements) {
    const left = until - performance.now();
    if (left <= 0) break;
    await settleWhileWaiting(one, left);
  }
  return imported;
}
