import "server-only";
import { type Actor, authorize } from "../../auth";
import { parseCursor, toCursor, wrongCursor } from "../../kernel/cursor";
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

/** The prices that matter first: own ones and those of the models named, the newest first, then the others. */
export async function listPricesFor(
  actor: Actor,
  models: string[],
  limit: number,
): Promise<Result<{ data: Price[]; isCut: boolean }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const matters = { OR: [{ origin: "own" }, { model: { in: models } }] };
  const orderBy = { id: "desc" } as const;
  const first = await db().price.findMany({ where: matters, orderBy, take: limit + 1 });
  const more = await db().price.findMany({
    where: { NOT: matters },
    orderBy,
    take: Math.max(0, limit + 1 - first.length),
  });
  const rows = [...first, ...more];
  return ok({ data: rows.slice(0, limit).map(toPrice), isCut: rows.length > limit });
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

const day = (at: Date) => at.toISOString().slice(0, 10);

/** The same, page by page: the latest day first, then by currency. `limit` 1–100. */
export async function pageExchangeRates(
  actor: Actor,
  { limit = 50, cursor }: { limit?: number; cursor?: string } = {},
): Promise<Result<{ data: ExchangeRate[]; nextCursor: string | null }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const parts = cursor === undefined ? null : parseCursor(cursor, 3);
  if (parts && !parts.ok) return parts;
  const [on = "", currency = "", into = ""] = parts?.value ?? [];
  if (parts && !/^\d{4}-\d{2}-\d{2}$/.test(on)) return wrongCursor();
  const effectiveFrom = new Date(`${on}T00:00:00Z`);
  if (parts && Number.isNaN(effectiveFrom.getTime())) return wrongCursor();
  const rows = await db().exchangeRate.findMany({
    ...(parts && {
      where: {
        OR: [
          { effectiveFrom: { lt: effectiveFrom } },
          { effectiveFrom, currency: { gt: currency } },
          { effectiveFrom, currency, into: { gt: into } },
        ],
      },
    }),
    orderBy: [{ effectiveFrom: "desc" }, { currency: "asc" }, { into: "asc" }],
    take: limit + 1,
    select: { currency: true, into: true, effectiveFrom: true, rate: true },
  });
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return ok({
    data: rows.slice(0, limit).map((row) => ({ ...row, effectiveFrom: day(row.effectiveFrom) })),
    nextCursor: last ? toCursor([day(last.effectiveFrom), last.currency, last.into]) : null,
  });
}
