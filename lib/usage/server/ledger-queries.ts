import "server-only";
import type pg from "pg";
import { type Actor, authorize } from "../../auth";
import { parseCursor, toCursor, wrongCursor } from "../../kernel/cursor";
import { ok, type Result } from "../../kernel/result";
import { pool } from "../../platform/db";
import { decideLedgerRange, LEDGER_PAGE, type Ledger, type LedgerRange } from "../ledger";
import { isAskedFor, type LedgerNames } from "../ledger-filter";
import { findDroppedMonth } from "./kept-rows-queries";
import { toLedgerRow, toLedgerTotals } from "./ledger-rows";
import * as sql from "./ledger-sql";
import { reportingCurrency } from "./reporting-currency";
import { beginReading } from "./usage-report-sql";

export type LedgerScope = {
  scope: sql.LedgerScope;
  names: Map<number, LedgerNames>;
  /** The newest month of the range whose rows were dropped. */
  droppedMonth: string | null;
};

/** Settles which rows are meant; within the transaction that reads them. */
export async function openLedger(
  client: pg.ClientBase,
  range: LedgerRange,
  { from, to }: { from: number; to: number },
): Promise<LedgerScope> {
  const dimensions = (await sql.listLedgerDimensions(client)).filter((one) => isAskedFor(one, range));
  const names = new Map(dimensions.map(({ id, ...rest }): [number, LedgerNames] => [id, rest]));
  const droppedMonth = await findDroppedMonth({ from, to });
  const isThinned = droppedMonth !== null;
  const scope = { dimensionIds: [...names.keys()], from, to, only: range.only, subject: null, isThinned };
  if (range.subject === undefined) return { scope, names, droppedMonth };
  const id = await sql.findLedgerSubject(client, range.subject);
  const cells = id === null ? { dimensionIds: [], starts: [] } : await sql.findSeenCells(client, scope, id);
  return { scope: { ...scope, subject: { id: id ?? 0, cells } }, names, droppedMonth };
}

const place = ({ at_micros, id }: sql.LedgerColumns): sql.Place => ({ atMicros: at_micros, id });
const toPlace = (way: sql.Step["way"], { atMicros, id }: sql.Place) => toCursor([way, atMicros, id]);

function readStep(cursor: string): Result<sql.Step> {
  const parts = parseCursor(cursor, 3);
  if (!parts.ok) return parts;
  const [way, atMicros = "", id = ""] = parts.value;
  if ((way !== "after" && way !== "before") || !/^\d{1,16}$/.test(atMicros) || !/^\d{1,18}$/.test(id))
    return wrongCursor();
  return ok({ way, place: { atMicros, id } });
}

/** One row more than the page says whether there is another page; the other way there is one where we came from. */
function toPage(rows: sql.LedgerColumns[], step: sql.Step | null, limit: number) {
  const hasMore = rows.length > limit;
  const page = rows.slice(0, limit);
  if (step?.way === "before") page.reverse();
  const [first, last] = [page[0], page.at(-1)];
  const isBack = step?.way === "before";
  const next = last && (isBack || hasMore) ? toPlace("after", place(last)) : null;
  const previous = first && (isBack ? hasMore : step !== null) ? toPlace("before", place(first)) : null;
  return { page, next, previous };
}

/**
 * The usage events behind a figure, the newest first, with what all of them come to: rows and totals of one snapshot.
 * `invalid_request` for a range that cuts a quarter of an hour, is longer than 400 days, or a cursor of something else.
 */
export async function listLedger(
  actor: Actor,
  {
    limit = LEDGER_PAGE,
    cursor,
    ...range
  }: LedgerRange & { limit?: number | undefined; cursor?: string | undefined },
): Promise<Result<Ledger>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const decided = decideLedgerRange(range);
  if (!decided.ok) return decided;
  const step = cursor === undefined ? ok(null) : readStep(cursor);
  if (!step.ok) return step;
  const currency = await reportingCurrency();
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    const asOf = await beginReading(client);
    const { scope, names, droppedMonth } = await openLedger(client, range, decided.value);
    const rows = await sql.readLedgerPage(client, scope, step.value, limit + 1);
    const totals = toLedgerTotals(await sql.sumLedger(client, scope));
    const { page, next, previous } = toPage(rows, step.value, limit);
    const data = page.flatMap((row) => {
      const named = names.get(row.dimension_id);
      return named ? [toLedgerRow(row, named)] : [];
    });
    return ok({
      data,
      nextCursor: next,
      previousCursor: previous,
      totals,
      droppedMonth,
      currency,
      asOf: asOf.toISOString(),
    });
  } finally {
    await client.query("ROLLBACK").catch((lost) => {
      broken = lost;
    });
    client.release(broken);
  }
}
