import "server-only";
import { type Actor, authorize } from "../../auth";
import { parseCursor, toCursor, wrongCursor } from "../../kernel/cursor";
import { ok, type Result, refuse } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import type { PriceMapImport as ImportRow } from "../../platform/prisma-client/client";
import type { PriceBook } from "../price-book";
import type { PriceImport, PriceImportRow, RowState } from "../price-import";
import { MAP_CURRENCY, type MapEntry } from "../price-map";
import { inUseKey } from "../price-map-diff";
import { readPriceBook } from "./read-price-book";
import { runIn } from "./settle-store";

const MOST_SHOWN = 20;

export function toPriceImport(row: ImportRow): PriceImport {
  return {
    id: row.id,
    status: row.status as PriceImport["status"],
    fileSha256: row.fileSha256,
    effectiveFrom: row.effectiveFrom.toISOString(),
    ...(row.provider !== "" && { provider: row.provider }),
    holdsFor: row.holdsFor as PriceImport["holdsFor"],
    currency: MAP_CURRENCY,
    counts: row.counts as Record<RowState, number>,
    chosen: row.chosen,
    withoutProvider: row.withoutProvider,
    createdBy: row.createdByName,
    createdAt: row.createdAt.toISOString(),
    ...(row.appliedBy !== null && { appliedBy: row.appliedBy }),
    ...(row.appliedAt !== null && { appliedAt: row.appliedAt.toISOString() }),
    ...(row.appliedPrices !== null && { appliedPrices: row.appliedPrices }),
  };
}

/** The prices as they stand, their version, and what usage there is; in a transaction that holds the book, exactly. */
export async function readPriceGround(
  tx: Tx,
): Promise<{ book: PriceBook; used: Set<string>; scopes: UsedScope[] }> {
  const { version, currency } = await tx.priceBook.findUniqueOrThrow({ where: { id: 1 } });
  const book = await readPriceBook(runIn(tx), String(version), currency ?? MAP_CURRENCY);
  const scopes = await tx.usageDimension.findMany({
    distinct: ["model", "provider", "serviceTier"],
    select: { model: true, provider: true, serviceTier: true },
  });
  const used = new Set(scopes.flatMap(({ model, provider }) => [model, inUseKey(model, provider)]));
  return { book, used, scopes };
}
export type UsedScope = { model: string; provider: string; serviceTier: string };

export async function priceBookVersion(tx: Tx): Promise<bigint> {
  const { version } = await tx.priceBook.findUniqueOrThrow({ where: { id: 1 }, select: { version: true } });
  return version;
}

type StoredRow = { nth: number; entry: MapEntry; shown: PriceImportRow };

/** All models of an import, in the order in which they are shown. */
export async function findImportRows(tx: Tx, importId: number): Promise<StoredRow[]> {
  const rows = await tx.priceMapImportRow.findMany({ where: { importId }, orderBy: { nth: "asc" } });
  return rows.map(({ nth, entry, shown }) => ({
    nth,
    entry: entry as unknown as MapEntry,
    shown: shown as unknown as PriceImportRow,
  }));
}

const absent = (id: number) => refuse("not_found", `There is no price import ${id}.`);

/** An import with a page of its models. `limit` 1–100. */
export async function getPriceImport(
  actor: Actor,
  id: number,
  { limit = 50, cursor }: { limit?: number; cursor?: string } = {},
): Promise<Result<PriceImport & { data: PriceImportRow[]; nextCursor: string | null }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  let after = -1;
  if (cursor !== undefined) {
    const parts = parseCursor(cursor, 1);
    if (!parts.ok) return parts;
    const [nth = ""] = parts.value;
    if (!/^\d{1,9}$/.test(nth)) return wrongCursor();
    after = Number(nth);
  }
  const found = await db().priceMapImport.findUnique({ where: { id } });
  if (!found) return absent(id);
  const rows = await db().priceMapImportRow.findMany({
    where: { importId: id, nth: { gt: after } },
    orderBy: { nth: "asc" },
    take: limit + 1,
    select: { nth: true, shown: true },
  });
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return ok({
    ...toPriceImport(found),
    data: rows.slice(0, limit).map(({ shown }) => shown as unknown as PriceImportRow),
    nextCursor: last ? toCursor([String(last.nth)]) : null,
  });
}

/** An import with every model of it, for the page that shows them. */
export async function getWholePriceImport(
  actor: Actor,
  id: number,
): Promise<Result<{ about: PriceImport; rows: PriceImportRow[] }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const found = await db().priceMapImport.findUnique({ where: { id } });
  if (!found) return absent(id);
  const rows = await db().priceMapImportRow.findMany({
    where: { importId: id },
    orderBy: { nth: "asc" },
    select: { shown: true },
  });
  return ok({
    about: toPriceImport(found),
    rows: rows.map(({ shown }) => shown as unknown as PriceImportRow),
  });
}

/** The last twenty that were applied, the newest first. */
export async function listPriceImports(actor: Actor): Promise<Result<PriceImport[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const rows = await db().priceMapImport.findMany({
    where: { status: "applied" },
    orderBy: { id: "desc" },
    take: MOST_SHOWN,
  });
  return ok(rows.map(toPriceImport));
}
