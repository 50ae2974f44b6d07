import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { db, pool } from "../../platform/db";
import { toScaled } from "../decimal";
import type { LedgerRow } from "../ledger";
import { type KnownRate, type LedgerEntry, reckonCost } from "../ledger-entry";
import type { LedgerNames } from "../ledger-filter";
import type { Price } from "../price-input";
import { toLedgerRow } from "./ledger-rows";
import { type LedgerColumns, listBookings, readLedgerRow } from "./ledger-sql";
import { toPrice } from "./price-queries";
import { reportingCurrency } from "./reporting-currency";
import { toUse } from "./used-columns";

const MOST_RATES = 50;

function noSuchRow() {
  return refuse(
    "not_found",
    "There is no such row in the ledger. Take its id from the list of rows; rows of old months may have been dropped.",
  );
}

async function readPrice(id: number | null): Promise<Price | null> {
  const row = id === null ? null : await db().price.findUnique({ where: { id } });
  return row && toPrice(row);
}

/** Rates into the reporting currency that hold on the day, the latest first. */
async function readRates(from: string, into: string, at: Date): Promise<KnownRate[]> {
  if (from === into) return [];
  const rows = await db().exchangeRate.findMany({
    where: { currency: from, into, effectiveFrom: { lte: at } },
    orderBy: { effectiveFrom: "desc" },
    take: MOST_RATES,
  });
  return rows.map((row) => ({
    ...row,
    effectiveFrom: row.effectiveFrom.toISOString().slice(0, 10),
    createdAt: row.createdAt.toISOString(),
  }));
}

const gpuNanos = (row: LedgerColumns) => toScaled(row.gpu_seconds, 9) ?? 0n;

/** A correction carries a cost and nothing that was used. */
const isCorrection = (row: LedgerColumns) =>
  row.occurred_micros !== null &&
  row.requests === 0 &&
  row.given_micros === null &&
  `${row.input_tokens}${row.output_tokens}` === "00" &&
  gpuNanos(row) === 0n;

/**
 * How the cost of one row came about, worked out anew by the price version that the row keeps: what finance defends.
 * `not_found` for an id that no row has.
 */
export async function getLedgerEntry(actor: Actor, id: string): Promise<Result<LedgerEntry>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const [, atMicros = "", number = ""] = /^(\d{1,16})-(\d{1,18})$/.exec(id) ?? [];
  const row = atMicros ? await readLedgerRow(pool(), { atMicros, id: number }) : null;
  if (!row) return noSuchRow();
  const currency = await reportingCurrency();
  const all = await listBookings(pool(), row);
  const names: LedgerNames = row;
  const bookings: LedgerRow[] = all.map((one) => toLedgerRow(one, names));
  const correction = isCorrection(row);
  const original = correction ? (all.find((one) => !isCorrection(one)) ?? null) : row;
  const before = all.filter((one) => BigInt(one.id) < BigInt(row.id));
  const bookedBefore = correction
    ? before.reduce((sum, one) => sum + BigInt(one.cost_micros ?? "0"), 0n)
    : 0n;
  const booked = row.cost_micros === null ? null : bookedBefore + BigInt(row.cost_micros);
  const own = original && toLedgerRow(original, names);
  const price = await readPrice(row.price_id);
  const from = own?.given?.currency ?? price?.currency ?? currency;
  const at = new Date(Number(BigInt(row.occurred_micros ?? row.at_micros) / 1000n));
  const reckoning =
    original &&
    reckonCost(
      {
        use: toUse(original, gpuNanos(original)),
        given: own?.given ?? null,
        price,
        rates: await readRates(from, currency, at),
        currency,
      },
      booked,
    );
  return ok({
    row: toLedgerRow(row, names),
    kind: correction ? "correction" : row.occurred_micros === null ? "usage" : "late",
    price,
    reckoning,
    bookedBeforeMicros: String(bookedBefore),
    agrees: booked === null || !reckoning ? null : reckoning.micros === String(booked),
    bookings,
    currency,
  });
}
