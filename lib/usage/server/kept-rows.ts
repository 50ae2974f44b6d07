import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import { log } from "../../platform/log";
import { decideDrop, type KeptMonths, type KeptRows, oldestKept, type StoredMonth } from "../kept-rows";
import {
  countRows,
  KEPT_ROWS,
  listDroppedMonths,
  listMonthsWithRows,
  readDropState,
  readKeptMonths,
} from "./kept-rows-queries";
import { dropRows, writeKeptMonths } from "./kept-rows-store";
import { takePriceBookLock } from "./price-store";

const schedule: Actor = { kind: "system", id: "schedule", name: "Schedule" };
/** Old months looked at in one go: ten years. */
const MOST_MONTHS = 120;

async function oldMonths(now: number): Promise<StoredMonth[]> {
  const oldest = oldestKept(await readKeptMonths(), now);
  return oldest === null ? [] : (await listMonthsWithRows(oldest)).slice(0, MOST_MONTHS);
}

/** How long rows are kept, which months went, and which stay though they are old enough. Administrators only. */
export async function getKeptRows(actor: Actor, now = Date.now()): Promise<Result<KeptRows>> {
  const may = authorize(actor, "drop_rows");
  if (!may.ok) return may;
  const waiting: KeptRows["waiting"] = [];
  for (const month of await oldMonths(now)) {
    const hindrance = decideDrop(month, await readDropState(db(), month));
    if (hindrance) waiting.push({ month, hindrance });
  }
  return ok({ months: await readKeptMonths(), dropped: await listDroppedMonths(), waiting });
}

/** Sets it; the worker follows within the hour. Administrators only. */
export async function setKeptRows(actor: Actor, months: KeptMonths): Promise<Result<KeptMonths>> {
  const may = authorize(actor, "drop_rows");
  if (!may.ok) return may;
  const before = await readKeptMonths();
  if (before === months) return ok(months);
  await db().$transaction(async (tx) => {
    await writeKeptMonths(tx, months);
    await recordAudit(tx, actor, {
      action: "rows.kept_set",
      target: { kind: "setting", id: KEPT_ROWS },
      before: { months: before },
      after: { months },
    });
  });
  return ok(months);
}

async function dropMonth(month: StoredMonth): Promise<boolean> {
  // a closed month takes no row any more, so they may be counted before anybody has to wait
  const counted = await countRows(month);
  return db().$transaction(
    async (tx) => {
      // no price, rate, rerating or reopening comes in between
      await takePriceBookLock(tx);
      if (decideDrop(month, await readDropState(tx, month)) !== null) return false;
      await dropRows(tx, month, counted);
      await recordAudit(tx, schedule, {
        action: "rows.dropped",
        target: { kind: "period", id: month },
        before: { rows: counted.rows },
        after: { rows: counted.corrections },
      });
      return true;
    },
    { maxWait: 5_000, timeout: 60_000 },
  );
}

/**
 * Drops the rows of months that are older than the setting says, oldest first, as far as nothing hinders it. Sums and users
 * stay: no report changes. A month that somebody reads just now is left for the next time. Returns the months.
 */
export async function dropOldMonths(now = Date.now()): Promise<StoredMonth[]> {
  const dropped: StoredMonth[] = [];
  for (const month of await oldMonths(now)) {
    if (decideDrop(month, await readDropState(db(), month)) !== null) continue;
    try {
      if (await dropMonth(month)) dropped.push(month);
    } catch (error) {
      log.warn({ error, month }, "the rows of a month could not be dropped; tried again within the hour");
    }
  }
  return dropped;
}
