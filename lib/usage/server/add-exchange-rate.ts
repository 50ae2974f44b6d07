import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { type ExchangeRate, type ExchangeRateInput, exchangeRateInput } from "../price-input";
import { SETTLE_WHILE_WAITING_MS } from "./add-price";
import { bumpPriceBook, insertExchangeRate, insertSettlement, takePriceBookLock } from "./price-store";
import { reportingCurrency } from "./reporting-currency";
import { settleWhileWaiting } from "./settle-usage";
import { wrongFields } from "./wrong-fields";

/**
 * A rate into the reporting currency, in force from the start of a day (UTC) until a later one. What was converted stays
 * as it is; what waited for a rate is settled. `price_overlap` when there is one of that currency and day.
 */
export async function addExchangeRate(actor: Actor, given: ExchangeRateInput): Promise<Result<ExchangeRate>> {
  const may = authorize(actor, "write_costs");
  if (!may.ok) return may;
  const parsed = exchangeRateInput.safeParse(given);
  if (!parsed.success) return wrongFields(parsed.error);
  const into = await reportingCurrency();
  const { currency, rate, effectiveFrom } = parsed.data;
  if (currency === into) {
    return refuse("invalid_request", `currency: is ${into} already, which costs are reported in.`, [
      { pointer: "#/currency", detail: "must be another one than the reporting currency" },
    ]);
  }
  const from = new Date(`${effectiveFrom}T00:00:00Z`);
  let settlement: number | undefined;
  const added = await db().$transaction(
    async (tx): Promise<Result<ExchangeRate>> => {
      await takePriceBookLock(tx);
      const row = { currency, into, effectiveFrom: from, rate, createdBy: actor.name };
      if (!(await insertExchangeRate(tx, row))) {
        return refuse("price_overlap", `There is a rate for ${currency} from ${effectiveFrom} already.`, [
          { pointer: "#/effectiveFrom", detail: "has a rate already; choose another day" },
        ]);
      }
      settlement = await insertSettlement(tx, actor, { currency }, from, null);
      await bumpPriceBook(tx);
      const value = { currency, into, effectiveFrom, rate };
      await recordAudit(tx, actor, {
        action: "exchange_rate.added",
        target: { kind: "exchange_rate", id: `${currency} ${effectiveFrom}` },
        after: value,
      });
      return ok(value);
    },
    { maxWait: 5_000, timeout: 30_000 },
  );
  if (settlement !== undefined) await settleWhileWaiting(settlement, SETTLE_WHILE_WAITING_MS);
  return added;
}
