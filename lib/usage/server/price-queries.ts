import "server-only";
import { type Actor, authorize } from "../../auth";
import { parseCursor, toCursor } from "../../kernel/cursor";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import type { Price as PriceRow } from "../../platform/prisma-client/client";
import { contextTiersSchema, type ExchangeRate, type Price } from "../price-input";

const without = <T extends Record<string, string | null>>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== ""));

/** A row as it goes out: amounts as they were given, absent fields left away. */
export function toPrice(row: PriceRow): Price {
  const perMillion = without({
    input: row.inputPerMillion,
    output: row.outputPerMillion,
    cachedInput: row.cachedInputPerMillion,
    cacheWrite: row.cacheWritePerMillion,
    reasoning: row.reasoningPerMillion,
    audioInput: row.audioInputPerMillion,
    audioOutput: row.audioOutputPerMillion,
  });
  const contextTiers = contextTiersSchema.parse(row.contextTiers);
  return {
    id: String(row.id),
    model: row.model,
    ...without({
      provider: row.provider,
      region: row.region,
      source: row.source,
      serviceTier: row.serviceTier,
    }),
    currency: row.currency,
    effectiveFrom: row.effectiveFrom.toISOString(),
    ...(row.effectiveTo ? { effectiveTo: row.effectiveTo.toISOString() } : {}),
    ...(Object.keys(perMillion).length > 0 ? { perMillion } : {}),
    ...(contextTiers.length > 0 ? { contextTiers } : {}),
    ...without({ perGpuSecond: row.perGpuSecond, perGpuHour: row.perGpuHour }),
    origin: row.origin === "list" ? "list" : "own",
    ...without({ reference: row.reference }),
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
  };
}

/** Newest first. `limit` 1–100. */
export async function listPrices(
  actor: Actor,
  { limit = 50, cursor, model }: { limit?: number; cursor?: string; model?: string } = {},
): Promise<Result<{ data: Price[]; nextCursor: string | null }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  let before: number | undefined;
  if (cursor !== undefined) {
    const parts = parseCursor(cursor, 1);
    if (!parts.ok) return parts;
    before = /^\d{1,9}$/.test(parts.value[0] ?? "") ? Number(parts.value[0]) : 0;
  }
  const rows = await db().price.findMany({
    where: {
      ...(model === undefined ? {} : { model }),
      ...(before === undefined ? {} : { id: { lt: before } }),
    },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return ok({
    data: page.map(toPrice),
    nextCursor: rows.length > limit && last ? toCursor([String(last.id)]) : null,
  });
}

/** Every rate, by currency, the latest first. */
export async function listExchangeRates(actor: Actor): Promise<Result<ExchangeRate[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const rows = await db().exchangeRate.findMany({
    orderBy: [{ currency: "asc" }, { effectiveFrom: "desc" }],
    select: { currency: true, into: true, effectiveFrom: true, rate: true },
  });
  return ok(rows.map((row) => ({ ...row, effectiveFrom: row.effectiveFrom.toISOString().slice(0, 10) })));
}
