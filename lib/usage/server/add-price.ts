import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { overlaps } from "../price-book";
import { type Price, type PriceInput, priceInput } from "../price-input";
import { toPrice } from "./price-queries";
import {
  bumpPriceBook,
  findPricesOfScope,
  insertPrice,
  insertSettlement,
  takePriceBookLock,
} from "./price-store";
import { settleWhileWaiting } from "./settle-usage";
import { wrongFields } from "./wrong-fields";

/** A request does not wait longer than this for what its price settles; the worker does the rest. */
export const SETTLE_WHILE_WAITING_MS = 5_000;

const toMicros = (date: Date) => date.getTime() * 1000;

function overlap(held: Price) {
  const until = held.effectiveTo ? `until ${held.effectiveTo}` : "until a later price takes over";
  const detail = `a price of the same scope holds from ${held.effectiveFrom} ${until}`;
  return refuse("price_overlap", `effectiveFrom: ${detail}. Choose a period beside it, or a later start.`, [
    { pointer: "#/effectiveFrom", detail },
  ]);
}

/**
 * A new price version. `price_overlap` when one of equal scope starts at the same time or one reaches into the other;
 * without an end a price holds until a later one takes over. What is priced stays as it is; what is unpriced is settled
 * at once, for five seconds at most here and by the worker after that.
 */
export async function addPrice(
  actor: Actor,
  given: PriceInput,
  { settleForMs = SETTLE_WHILE_WAITING_MS }: { settleForMs?: number } = {},
): Promise<Result<Price>> {
  const may = authorize(actor, "write_costs");
  if (!may.ok) return may;
  const parsed = priceInput.safeParse(given);
  if (!parsed.success) return wrongFields(parsed.error);
  const input = parsed.data;
  const period = {
    fromMicros: toMicros(new Date(input.effectiveFrom)),
    toMicros: input.effectiveTo === undefined ? null : toMicros(new Date(input.effectiveTo)),
  };
  let settlement: number | undefined;
  const added = await db().$transaction(
    async (tx): Promise<Result<Price>> => {
      await takePriceBookLock(tx);
      for (const held of await findPricesOfScope(tx, "own", input)) {
        const other = {
          fromMicros: toMicros(held.effectiveFrom),
          toMicros: held.effectiveTo && toMicros(held.effectiveTo),
        };
        if (overlaps(period, other)) return overlap(toPrice(held));
      }
      const row = await insertPrice(tx, input, { origin: "own", createdBy: actor.name });
      settlement = await insertSettlement(tx, actor, { priceId: row.id }, row.effectiveFrom, row.effectiveTo);
      await bumpPriceBook(tx);
      await recordAudit(tx, actor, {
        action: "price.added",
        target: { kind: "price", id: String(row.id) },
        after: input,
      });
      return ok(toPrice(row));
    },
    { maxWait: 5_000, timeout: 30_000 },
  );
  if (settlement !== undefined) await settleWhileWaiting(settlement, settleForMs);
  return added;
}
