import "server-only";
import { recordAudit } from "../../audit/server";
import { db, type Tx } from "../../platform/db";
import type { Rerating } from "../../platform/prisma-client/client";
import type { PriceBook } from "../price-book";
import { addChange, type ModelChanges } from "../rerating";
import { CellSums } from "./cells";
import { readPriceBook } from "./read-price-book";
import { claimRerating, findRated, moveRerating, type RatedRow } from "./rerating-store";
import { type Correction, holdPriceBook, runIn, saveCorrections } from "./settle-store";
import { toUse } from "./used-columns";

/** Events of one transaction. Writers of usage go on beside it. */
const BATCH = 10_000;

/** What a row costs by those prices; null when they do not say, and then it stays as it is. */
function rate(book: PriceBook, row: RatedRow) {
  const event = {
    atMicros: Number(row.occurred_micros),
    ...toUse(row, BigInt(row.gpu_nanos)),
    cost: null,
  };
  const { costMicros, priceId } = book.assess(event, book.candidatesFor(row));
  return costMicros === null ? null : { costMicros, priceId };
}

function rerateRows(book: PriceBook, rows: RatedRow[], models: ModelChanges) {
  const corrections: Correction[] = [];
  const sums = new CellSums();
  let micros = 0n;
  for (const row of rows) {
    const rated = rate(book, row);
    const before = BigInt(row.rated_micros);
    if (!rated || rated.costMicros === before) continue;
    const deltaMicros = rated.costMicros - before;
    const bookedMicros = book.closed.bookingOf(Number(row.at_micros));
    addChange(models, row.model, before, rated.costMicros);
    sums.at(row.dimension_id, bookedMicros).costMicros += deltaMicros;
    micros += deltaMicros;
    corrections.push({
      row,
      deltaMicros,
      priceId: rated.priceId,
      ratedMicros: rated.costMicros,
      bookedMicros,
    });
  }
  return { corrections, cells: sums.sorted(), micros };
}

async function tellDone(
  tx: Tx,
  job: Rerating,
  rows: number,
  micros: bigint,
  currency: string,
): Promise<void> {
  await recordAudit(
    tx,
    { kind: "person", id: job.approvedById ?? "", name: job.approvedByName ?? "" },
    {
      action: "rerating.done",
      target: { kind: "period", id: job.period },
      after: {
        rerating: job.id,
        corrections: Number(job.correctedRows) + rows,
        correctedMicros: BigInt(String(job.correctedMicros)) + micros,
        currency,
      },
      reason: job.reason,
    },
  );
}

async function workOn(tx: Tx, job: Rerating): Promise<void> {
  const { version, currency } = await holdPriceBook(tx);
  const isCounting = job.status === "counting";
  const next = isCounting ? "proposed" : "done";
  // without a currency no usage ever came
  const rows = currency === null ? [] : await findRated(tx, job, BATCH);
  const models = isCounting ? { ...(job.models as ModelChanges) } : {};
  const book = await readPriceBook(runIn(tx), version, currency ?? "", { lastPriceId: job.lastPriceId });
  const { corrections, cells, micros } = rerateRows(book, rows, models);
  const last = rows.length < BATCH ? undefined : rows.at(-1);
  const step = { last, seen: rows.length, next } as const;
  if (isCounting) return moveRerating(tx, job, { ...step, models });
  if (corrections.length > 0) await saveCorrections(tx, corrections, cells);
  await moveRerating(tx, job, { ...step, corrected: { rows: corrections.length, micros } });
  if (!last) await tellDone(tx, job, corrections.length, micros, currency ?? "");
}

/**
 * Counts what was proposed and carries out what was approved, batch by batch, each in one transaction with the place where
 * the next goes on: a crash loses nothing. True when nothing is left to do.
 */
export async function carryOutReratings({ forMs, only }: { forMs: number; only?: number }): Promise<boolean> {
  const until = performance.now() + forMs;
  do {
    const more = await db().$transaction(
      async (tx) => {
        const job = await claimRerating(tx, only ?? null);
        if (job) await workOn(tx, job);
        return job !== null;
      },
      { maxWait: 10_000, timeout: 60_000 },
    );
    if (!more) return true;
  } while (performance.now() < until);
  return false;
}
