import "server-only";
import { createHash } from "node:crypto";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { type PriceImport, type PriceImportOptions, priceImportOptions } from "../price-import";
import { type MapEntry, readPriceMap } from "../price-map";
import { comparePriceMap, type Ground } from "../price-map-diff";
import { readPriceGround, toPriceImport } from "./price-import-queries";
import { type ComparedRows, insertPriceImport } from "./price-import-store";
import { wrongFields } from "./wrong-fields";

/** What is told of where a price was read when the map does not say. */
export const mapReference = (sha256: string) => `LiteLLM price map ${sha256.slice(0, 8)}`;

/** The rows of the diff, each with the entry it was made from. */
export function compareEntries(entries: readonly MapEntry[], ground: Ground): ComparedRows {
  const byKey = new Map(entries.map((entry) => [entry.key, entry]));
  return comparePriceMap([...byKey.values()], ground).flatMap((shown) => {
    const entry = byKey.get(shown.key);
    return entry ? [{ entry, shown }] : [];
  });
}

function read(bytes: Uint8Array): Result<MapEntry[]> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return refuse("invalid_json", "The file is not in UTF-8. Download it again as it is.");
  }
  return readPriceMap(text);
}

/**
 * Reads LiteLLM's price map and compares each model with the price in force at `effectiveFrom` (now, unless given). No
 * price changes by it: what is kept is the preview, which applyPriceImport carries out. The actor's earlier preview is
 * discarded.
 */
export async function previewPriceImport(
  actor: Actor,
  bytes: Uint8Array,
  given: PriceImportOptions = {},
  now = new Date(),
): Promise<Result<PriceImport>> {
  const may = authorize(actor, "write_costs");
  if (!may.ok) return may;
  const parsed = priceImportOptions.safeParse(given);
  if (!parsed.success) return wrongFields(parsed.error);
  const { provider = "", holdsFor = "provider", effectiveFrom = now.toISOString() } = parsed.data;
  const map = read(bytes);
  if (!map.ok) return map;
  const entries = provider === "" ? map.value : map.value.filter((entry) => entry.provider === provider);
  if (entries.length === 0) {
    const known = [...new Set(map.value.map((entry) => entry.provider))]
      .filter(Boolean)
      .slice(0, 20)
      .join(", ");
    return refuse("invalid_request", `provider: the map has no model of ${provider}. It has: ${known}.`, [
      { pointer: "#/query/provider", detail: "is not in this map" },
    ]);
  }
  const fileSha256 = createHash("sha256").update(bytes).digest("hex");
  return db().$transaction(
    async (tx) => {
      const { book, used } = await readPriceGround(tx);
      const atMicros = Date.parse(effectiveFrom) * 1000;
      const rows = compareEntries(entries, {
        book,
        atMicros,
        holdsFor,
        used,
        reference: mapReference(fileSha256),
      });
      const about = { fileSha256, provider, holdsFor };
      const compared = { effectiveFrom, bookVersion: BigInt(book.version), rows, used };
      return ok(toPriceImport(await insertPriceImport(tx, actor, about, compared)));
    },
    { maxWait: 5_000, timeout: 30_000 },
  );
}
