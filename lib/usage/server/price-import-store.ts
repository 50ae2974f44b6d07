import "server-only";
import { type Actor, stampOf } from "../../auth";
import type { Tx } from "../../platform/db";
import type { PriceMapImport, Prisma } from "../../platform/prisma-client/client";
import { type PriceImportRow, type RowState, rowStates } from "../price-import";
import type { MapEntry } from "../price-map";
import { inUseKey } from "../price-map-diff";

/** Models whose usage lacks a provider that are named; they are few or they are all. */
const MOST_NAMED = 50;

export type ComparedRows = { entry: MapEntry; shown: PriceImportRow }[];

/** What an import says of all its models together. */
function summaryOf(rows: ComparedRows, used: ReadonlySet<string>) {
  const counts = Object.fromEntries(rowStates.map((state) => [state, 0])) as Record<RowState, number>;
  for (const { shown } of rows) counts[shown.state] += 1;
  const lacking = rows.flatMap(({ shown: { model, provider, state } }) =>
    provider && state !== "unreadable" && used.has(inUseKey(model, "")) ? [model] : [],
  );
  return {
    counts,
    chosen: rows.filter(({ shown }) => shown.chosen).length,
    withoutProvider: [...new Set(lacking)].sort().slice(0, MOST_NAMED),
  };
}

function insertRows(tx: Tx, importId: number, rows: ComparedRows) {
  return tx.priceMapImportRow.createMany({
    data: rows.map(({ entry, shown }, nth) => ({
      importId,
      nth,
      key: entry.key,
      entry: entry as unknown as Prisma.InputJsonObject,
      shown: shown as unknown as Prisma.InputJsonObject,
    })),
  });
}

type Compared = { effectiveFrom: string; bookVersion: bigint; rows: ComparedRows; used: ReadonlySet<string> };

/** Keeps a new preview; those that the same actor left lying are discarded. */
export async function insertPriceImport(
  tx: Tx,
  actor: Actor,
  about: { fileSha256: string; provider: string; holdsFor: string },
  { effectiveFrom, bookVersion, rows, used }: Compared,
): Promise<PriceMapImport> {
  const { id, name } = stampOf(actor);
  const left = { createdById: id, status: "previewed" };
  await tx.priceMapImportRow.deleteMany({ where: { import: left } });
  await tx.priceMapImport.updateMany({ where: left, data: { status: "discarded" } });
  const made = await tx.priceMapImport.create({
    data: {
      ...about,
      ...summaryOf(rows, used),
      effectiveFrom,
      bookVersion,
      createdById: id,
      createdByName: name,
    },
  });
  await insertRows(tx, made.id, rows);
  return made;
}

/** The same import compared anew. */
export async function replaceComparison(
  tx: Tx,
  id: number,
  { effectiveFrom, bookVersion, rows, used }: Compared,
): Promise<void> {
  await tx.priceMapImportRow.deleteMany({ where: { importId: id } });
  await tx.priceMapImport.update({
    where: { id },
    data: { ...summaryOf(rows, used), effectiveFrom, bookVersion },
  });
  await insertRows(tx, id, rows);
}

/** Locks it until the transaction ends; null when there is none. */
export async function lockPriceImport(tx: Tx, id: number): Promise<PriceMapImport | null> {
  await tx.$queryRaw`SELECT id FROM price_map_import WHERE id = ${id} FOR UPDATE`;
  return tx.priceMapImport.findUnique({ where: { id } });
}

export function markApplied(
  tx: Tx,
  id: number,
  actor: Actor,
  appliedPrices: number,
): Promise<PriceMapImport> {
  return tx.priceMapImport.update({
    where: { id },
    data: { status: "applied", appliedBy: actor.name, appliedAt: new Date(), appliedPrices },
  });
}
