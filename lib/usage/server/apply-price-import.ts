import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Refusal, type Result, refuse } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import type { PriceMapImport } from "../../platform/prisma-client/client";
import {
  type ApplyPriceImportInput,
  applyPriceImportInput,
  type PriceImport,
  type PriceImportRow,
} from "../price-import";
import type { ParsedPrice } from "../price-input";
import { MAP_CURRENCY } from "../price-map";
import { pricesToAdd } from "../price-map-diff";
import { SETTLE_WHILE_WAITING_MS } from "./add-price";
import { compareEntries, mapReference } from "./preview-price-import";
import {
  findImportRows,
  priceBookVersion,
  readPriceGround,
  toPriceImport,
  type UsedScope,
} from "./price-import-queries";
import { lockPriceImport, markApplied, replaceComparison } from "./price-import-store";
import { bumpPriceBook, insertPrices, insertSettlements, takePriceBookLock } from "./price-store";
import { settleWhileWaiting } from "./settle-usage";
import { wrongFields } from "./wrong-fields";

const MOST_ERRORS = 50;

type Chosen = { row: PriceImportRow; pointer: string };

/** The rows that are meant: those named, or those chosen in the preview. */
function choose(rows: PriceImportRow[], models: string[] | undefined): Result<Chosen[]> {
  if (!models) return ok(rows.filter(({ chosen }) => chosen).map((row) => ({ row, pointer: "#" })));
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const named = [...new Set(models)].map((key, nth) => ({
    row: byKey.get(key),
    key,
    pointer: `#/models/${nth}`,
  }));
  const errors = named.flatMap(({ row, key, pointer }) => {
    if (!row) return [{ pointer, detail: `${key} is not in this import` }];
    return row.state === "unreadable"
      ? [{ pointer, detail: `${key} has no price to apply: ${row.reason}` }]
      : [];
  });
  if (errors.length > 0) return wrong("invalid_request", errors);
  return ok(named.flatMap(({ row, pointer }) => (row ? [{ row, pointer }] : [])));
}

function wrong(code: "invalid_request" | "price_overlap", errors: NonNullable<Refusal["errors"]>) {
  const more = errors.length > 1 ? ` And ${errors.length - 1} more.` : "";
  return refuse(
    code,
    `Nothing was applied. ${errors[0]?.detail ?? ""}.${more}`,
    errors.slice(0, MOST_ERRORS),
  );
}

/** What a reader saw of a row: when it is the same, they would see the same again. */
const asShown = ({ state, prices }: PriceImportRow) =>
  JSON.stringify([
    state,
    prices.map(({ state: does, before, until, changes }) => [
      does,
      before?.id,
      until,
      changes.map(({ name, aboveInputTokens, from, to }) => [name, aboveInputTokens, from, to]),
    ]),
  ]);

/** The rows as they stand now; `hasMoved` when one that is meant is no longer what was shown. */
async function compareAgain(
  tx: Tx,
  held: PriceMapImport,
  effectiveFrom: string,
  models: string[] | undefined,
) {
  const stored = await findImportRows(tx, held.id);
  const isSameTime = held.effectiveFrom.toISOString() === effectiveFrom;
  const ground = await readPriceGround(tx);
  const shown = stored.map((row) => row.shown);
  if (isSameTime && (await priceBookVersion(tx)) === held.bookVersion)
    return { rows: shown, scopes: ground.scopes, hasMoved: false };
  const compared = compareEntries(
    stored.map(({ entry }) => entry),
    {
      ...ground,
      atMicros: Date.parse(effectiveFrom) * 1000,
      holdsFor: held.holdsFor === "model" ? "model" : "provider",
      reference: mapReference(held.fileSha256),
    },
  );
  const now = new Map(compared.map((row) => [row.shown.key, asShown(row.shown)]));
  const isMeant = models ? new Set(models) : new Set(shown.filter((row) => row.chosen).map(({ key }) => key));
  const hasMoved =
    !isSameTime || shown.some((row) => isMeant.has(row.key) && now.get(row.key) !== asShown(row));
  if (hasMoved) {
    const bookVersion = BigInt(ground.book.version);
    await replaceComparison(tx, held.id, { effectiveFrom, bookVersion, rows: compared, used: ground.used });
  }
  return { rows: shown, scopes: ground.scopes, hasMoved };
}

/** Whether usage of that kind may wait for the price; all others have nothing to settle. */
const matches = (price: UsedScope, scope: UsedScope) =>
  price.model === scope.model &&
  (price.provider === "" || price.provider === scope.provider) &&
  (price.serviceTier === "" || price.serviceTier === scope.serviceTier);

function toPrices(rows: PriceImportRow[], effectiveFrom: string) {
  return rows.flatMap((row) =>
    pricesToAdd(row).map(({ serviceTier, perMillion, contextTiers }) => ({
      reference: row.reference ?? "",
      price: {
        model: row.model,
        ...(row.provider !== undefined && { provider: row.provider }),
        ...(serviceTier !== undefined && { serviceTier }),
        currency: MAP_CURRENCY,
        effectiveFrom,
        perMillion,
        ...(contextTiers && { contextTiers }),
      } satisfies ParsedPrice,
    })),
  );
}

/**
 * Adds the prices of a preview as list prices, all or none, each a version of its own from `effectiveFrom` on; what is
 * unpriced is settled as after addPrice. `edit_conflict` when prices changed since it was shown, or another effectiveFrom
 * is given: the preview is made again, to be looked at. `price_overlap` when one starts at the very same time.
 */
export async function applyPriceImport(
  actor: Actor,
  id: number,
  given: ApplyPriceImportInput = {},
  { settleForMs = SETTLE_WHILE_WAITING_MS }: { settleForMs?: number } = {},
): Promise<Result<PriceImport>> {
  const may = authorize(actor, "write_costs");
  if (!may.ok) return may;
  const parsed = applyPriceImportInput.safeParse(given);
  if (!parsed.success) return wrongFields(parsed.error);
  const { models } = parsed.data;
  let settlements: number[] = [];
  const applied = await db().$transaction(
    async (tx): Promise<Result<PriceImport>> => {
      await takePriceBookLock(tx);
      const held = await lockPriceImport(tx, id);
      if (!held) return refuse("not_found", `There is no price import ${id}.`);
      if (held.status !== "previewed")
        return refuse("invalid_transition", `It is ${held.status}. Import the price map again.`);
      const effectiveFrom = parsed.data.effectiveFrom ?? held.effectiveFrom.toISOString();
      const { rows, scopes, hasMoved } = await compareAgain(tx, held, effectiveFrom, models);
      if (hasMoved)
        return refuse(
          "edit_conflict",
          "Prices or the time changed since this was compared. Nothing was applied; look at the new comparison and apply it.",
        );
      const chosen = choose(rows, models);
      if (!chosen.ok) return chosen;
      const overlapping = chosen.value.filter(({ row }) => row.state === "overlaps");
      if (overlapping.length > 0)
        return wrong(
          "price_overlap",
          overlapping.map(({ row, pointer }) => ({
            pointer,
            detail: `${row.key}: a list price of this scope starts at ${effectiveFrom} already; choose another effectiveFrom`,
          })),
        );
      const prices = toPrices(
        chosen.value.map(({ row }) => row),
        effectiveFrom,
      );
      if (prices.length === 0)
        return refuse("invalid_request", "No model is chosen that changes a price. Choose one.", [
          { pointer: "#/models", detail: "names none that changes a price" },
        ]);
      const added = await insertPrices(tx, prices, { origin: "list", createdBy: actor.name });
      const waiting = added.filter((price) => scopes.some((scope) => matches(price, scope)));
      settlements = await insertSettlements(
        tx,
        actor,
        waiting.map((price) => price.id),
        new Date(effectiveFrom),
      );
      await bumpPriceBook(tx);
      const done = await markApplied(tx, id, actor, added.length);
      await recordAudit(tx, actor, {
        action: "prices.imported",
        target: { kind: "price", id: `import ${id}` },
        after: {
          fileSha256: held.fileSha256,
          effectiveFrom,
          models: chosen.value.length,
          prices: added.length,
        },
      });
      return ok(toPriceImport(done));
    },
    { maxWait: 5_000, timeout: 60_000 },
  );
  const until = performance.now() + settleForMs;
  for (const one of settlements) {
    const left = until - performance.now();
    if (left <= 0) break;
    await settleWhileWaiting(one, left);
  }
  return applied;
}
