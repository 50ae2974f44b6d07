import "server-only";
import { recordAudit } from "../../audit/server";
import { db, type Tx } from "../../platform/db";
import { log } from "../../platform/log";
import type { Assessment, PriceBook } from "../price-book";
import { CellSums, isUnconverted } from "./cells";
import { readPriceBook } from "./read-price-book";
import {
  type Correction,
  claimSettlement,
  findUnsettled,
  type HeldBook,
  holdPriceBook,
  moveSettlement,
  runIn,
  type Settlement,
  saveCorrections,
  saveSettled,
  type UnsettledRow,
} from "./settle-store";
import { usageMemory } from "./usage-memory";
import { toUse } from "./used-columns";

/** Events of one transaction. Writers of usage go on beside it; a new price waits for it. */
const BATCH = 10_000;

async function bookOf(tx: Tx, { version, currency }: HeldBook): Promise<PriceBook | null> {
  const memory = usageMemory();
  // without a currency no usage ever came
  if (currency === null) return null;
  if (memory.book?.version !== version || memory.book.currency !== currency)
    memory.book = await readPriceBook(runIn(tx), version, currency);
  return memory.book;
}

const costOf = (row: UnsettledRow) =>
  row.given_micros === null || row.given_currency === null
    ? null
    : { micros: BigInt(row.given_micros), currency: row.given_currency };

function assess(book: PriceBook, row: UnsettledRow): Assessment {
  const event = {
    atMicros: Number(row.occurred_micros),
    ...toUse(row, BigInt(row.gpu_nanos)),
    cost: costOf(row),
  };
  return book.assess(event, book.candidatesFor(row), row.price_id);
}

/** What of the batch is known now that was not: a cost, or a price that waits for a rate. */
function settleRows(book: PriceBook, rows: UnsettledRow[]) {
  const sums = new CellSums();
  const correctedSums = new CellSums();
  const settled: { row: UnsettledRow; assessment: Assessment }[] = [];
  const corrections: Correction[] = [];
  let correctedMicros = 0n;
  let costMicros = 0n;
  let requests = 0;
  for (const row of rows) {
    const assessment = assess(book, row);
    const wasUnconverted = isUnconverted(costOf(row), row.price_id);
    if (assessment.costMicros === null && (wasUnconverted || assessment.priceId === null)) continue;
    const atMicros = Number(row.at_micros);
    const bookedMicros = book.closed.bookingOf(atMicros);
    if (bookedMicros !== atMicros) {
      // what was closed stays as it is; a price that waits for a rate is found again with the rate
      if (assessment.costMicros === null) continue;
      correctedSums.at(row.dimension_id, bookedMicros).costMicros += assessment.costMicros;
      correctedMicros += assessment.costMicros;
      const { costMicros: ratedMicros, priceId } = assessment;
      corrections.push({ row, deltaMicros: ratedMicros, ratedMicros, priceId, bookedMicros });
      continue;
    }
    const cell = sums.at(row.dimension_id, atMicros);
    if (wasUnconverted) cell.unconvertedRequests -= row.requests;
    else cell.unpricedRequests -= row.requests;
    if (assessment.costMicros === null) cell.unconvertedRequests += row.requests;
    else cell.costMicros += assessment.costMicros;
    costMicros += assessment.costMicros ?? 0n;
    requests += row.requests;
    settled.push({ row, assessment });
  }
  return {
    settled,
    cells: sums.sorted(),
    costMicros,
    requests,
    corrections,
    correctedCells: correctedSums.sorted(),
    correctedMicros,
  };
}

async function settleBatch(
  tx: Tx,
  settlement: Settlement,
  book: PriceBook,
  nowMicros: number,
): Promise<void> {
  const rows = await findUnsettled(tx, settlement, BATCH);
  const { settled, cells, costMicros, requests, corrections, correctedCells, correctedMicros } = settleRows(
    book,
    rows,
  );
  if (settled.length > 0) await saveSettled(tx, settled, cells, nowMicros);
  if (corrections.length > 0) await saveCorrections(tx, corrections, correctedCells);
  if (settled.length > 0 || corrections.length > 0) {
    await recordAudit(tx, settlement.actor, {
      action: "usage.repriced",
      target:
        settlement.price_id === null
          ? { kind: "exchange_rate", id: settlement.currency ?? "" }
          : { kind: "price", id: String(settlement.price_id) },
      after: {
        requests,
        costMicros,
        currency: book.currency,
        // booked in the first open period, since their own is closed
        ...(corrections.length > 0 && { corrections: corrections.length, correctedMicros }),
      },
    });
  }
  await moveSettlement(tx, settlement.id, rows.length < BATCH ? undefined : rows.at(-1), requests);
}

/**
 * Gives unpriced and unconverted usage the cost that a new price or rate settles: batch by batch, each with its rollups
 * and its audit entry in one transaction, in the name of whoever set the price. What has a cost keeps it. Several
 * processes may work at once, and a crash loses nothing: call it again. Returns true when nothing is left to do.
 */
export async function settleUsage({ forMs, only }: { forMs: number; only?: number }): Promise<boolean> {
  const until = performance.now() + forMs;
  do {
    const more = await db().$transaction(
      async (tx) => {
        const held = await holdPriceBook(tx);
        const book = await bookOf(tx, held);
        const settlement = await claimSettlement(tx, only ?? null);
        if (!settlement) return false;
        if (book) await settleBatch(tx, settlement, book, held.nowMicros);
        else await moveSettlement(tx, settlement.id, undefined, 0);
        return true;
      },
      { maxWait: 10_000, timeout: 60_000 },
    );
    if (!more) return true;
  } while (performance.now() < until);
  return false;
}

/** settleUsage for a caller whose own change is committed already: what fails is left to the worker and logged. */
export async function settleWhileWaiting(only: number, forMs: number): Promise<void> {
  try {
    await settleUsage({ forMs, only });
  } catch (error) {
    log.warn({ error, settlement: only }, "settling usage failed; the worker goes on with it");
  }
}
