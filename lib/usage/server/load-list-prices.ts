import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import { LIST_PRICES } from "../list-prices";
import { priceInput } from "../price-input";
import {
  bumpPriceBook,
  findPricesOfScope,
  insertPrice,
  insertSettlement,
  takePriceBookLock,
} from "./price-store";

/**
 * Adds the list prices that ship with Sluice and are not there yet; running it again adds nothing. They carry a provider
 * and yield to own prices (lib/decisions/0011). What they settle is left to settleUsage. Returns how many were added.
 */
export async function loadListPrices(actor: Actor): Promise<Result<number>> {
  const may = authorize(actor, "write_costs");
  if (!may.ok) return may;
  return db().$transaction(
    async (tx) => {
      await takePriceBookLock(tx);
      const added: { id: number; model: string; provider: string }[] = [];
      for (const { reference, ...given } of LIST_PRICES) {
        const price = priceInput.parse(given);
        const held = await findPricesOfScope(tx, "list", price);
        if (held.some(({ effectiveFrom }) => effectiveFrom.toISOString() === price.effectiveFrom)) continue;
        const row = await insertPrice(tx, price, { origin: "list", reference, createdBy: actor.name });
        await insertSettlement(tx, actor, { priceId: row.id }, row.effectiveFrom, row.effectiveTo);
        added.push({ id: row.id, model: row.model, provider: row.provider });
      }
      if (added.length > 0) {
        await bumpPriceBook(tx);
        await recordAudit(tx, actor, {
          action: "price.added",
          target: { kind: "price", id: "list" },
          after: { listPrices: added },
        });
      }
      return ok(added.length);
    },
    { maxWait: 5_000, timeout: 30_000 },
  );
}
