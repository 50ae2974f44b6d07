import "server-only";
import type { Actor } from "../../auth";
import { stampOf } from "../../auth";
import type { Tx } from "../../platform/db";
import type { ParsedPrice } from "../price-input";
import { PRICE_BOOK_LOCK } from "./usage-sql";

/** Waits until no usage is being written and keeps new writers waiting until this transaction ends. */
export async function takePriceBookLock(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${PRICE_BOOK_LOCK}::bigint)`;
}

/** Every writer of usage reads prices and rates anew after the commit. */
export async function bumpPriceBook(tx: Tx): Promise<void> {
  await tx.priceBook.update({ where: { id: 1 }, data: { version: { increment: 1 } } });
}

export type PriceOrigin = "own" | "list";
type Scope = Pick<ParsedPrice, "model" | "provider" | "region" | "source" | "serviceTier">;

export function findPricesOfScope(
  tx: Tx,
  origin: PriceOrigin,
  { model, provider, region, source, serviceTier }: Scope,
) {
  return tx.price.findMany({
    where: {
      origin,
      model,
      provider: provider ?? "",
      region: region ?? "",
      source: source ?? "",
      serviceTier: serviceTier ?? "",
    },
  });
}

type Made = { origin: PriceOrigin; reference?: string; createdBy: string };

const toRow = (price: ParsedPrice, made: Made) => ({
  ...made,
  model: price.model,
  provider: price.provider ?? "",
  region: price.region ?? "",
  source: price.source ?? "",
  serviceTier: price.serviceTier ?? "",
  contextTiers: price.contextTiers ?? [],
  currency: price.currency,
  effectiveFrom: price.effectiveFrom,
  effectiveTo: price.effectiveTo ?? null,
  inputPerMillion: price.perMillion?.input ?? null,
  outputPerMillion: price.perMillion?.output ?? null,
  cachedInputPerMillion: price.perMillion?.cachedInput ?? null,
  reasoningPerMillion: price.perMillion?.reasoning ?? null,
  cacheWritePerMillion: price.perMillion?.cacheWrite ?? null,
  audioInputPerMillion: price.perMillion?.audioInput ?? null,
  audioOutputPerMillion: price.perMillion?.audioOutput ?? null,
  perGpuSecond: price.perGpuSecond ?? null,
  perGpuHour: price.perGpuHour ?? null,
});

export function insertPrice(tx: Tx, price: ParsedPrice, made: Made) {
  return tx.price.create({ data: toRow(price, made) });
}

/** Many at once, in few statements: writers of usage wait meanwhile. */
export async function insertPrices(
  tx: Tx,
  prices: { price: ParsedPrice; reference: string }[],
  made: Omit<Made, "reference">,
): Promise<{ id: number; model: string; provider: string; serviceTier: string }[]> {
  return tx.price.createManyAndReturn({
    data: prices.map(({ price, reference }) => toRow(price, { ...made, reference })),
    select: { id: true, model: true, provider: true, serviceTier: true },
  });
}

/** False when a rate of that currency and day exists. */
export async function insertExchangeRate(
  tx: Tx,
  rate: { currency: string; into: string; effectiveFrom: Date; rate: string; createdBy: string },
): Promise<boolean> {
  const { count } = await tx.exchangeRate.createMany({ data: [rate], skipDuplicates: true });
  return count === 1;
}

/** Every rate into that currency. */
export function findExchangeRates(tx: Tx, into: string) {
  return tx.exchangeRate.findMany({
    where: { into },
    select: { currency: true, effectiveFrom: true, rate: true },
  });
}

export async function insertExchangeRates(
  tx: Tx,
  rates: { currency: string; into: string; effectiveFrom: Date; rate: string; createdBy: string }[],
): Promise<void> {
  await tx.exchangeRate.createMany({ data: rates });
}

/** What the new price or rate has to settle, in the name of whoever set it. */
export async function insertSettlement(
  tx: Tx,
  actor: Actor,
  what: { priceId: number } | { currency: string },
  fromAt: Date,
  toAt: Date | null,
): Promise<number> {
  const { kind, id, name } = stampOf(actor);
  const row = await tx.usageSettlement.create({
    data: { ...what, fromAt, toAt, actorKind: kind, actorId: id, actorName: name },
    select: { id: true },
  });
  return row.id;
}

/** The same for many prices of one start, without end. */
export async function insertSettlements(
  tx: Tx,
  actor: Actor,
  priceIds: number[],
  fromAt: Date,
): Promise<number[]> {
  const { kind, id, name } = stampOf(actor);
  const rows = await tx.usageSettlement.createManyAndReturn({
    data: priceIds.map((priceId) => ({
      priceId,
      fromAt,
      toAt: null,
      actorKind: kind,
      actorId: id,
      actorName: name,
    })),
    select: { id: true },
  });
  return rows.map((row) => row.id);
}
