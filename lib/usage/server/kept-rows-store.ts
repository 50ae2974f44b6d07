import "server-only";
import type { Tx } from "../../platform/db";
import { type KeptMonths, type StoredMonth, storedMonthEdges } from "../kept-rows";
import { KEPT_ROWS } from "./kept-rows-queries";
import { MONTHS_LOCK } from "./usage-sql";

export async function writeKeptMonths(tx: Tx, value: KeptMonths): Promise<void> {
  await tx.setting.upsert({
    where: { key: KEPT_ROWS },
    create: { key: KEPT_ROWS, value },
    update: { value, updatedAt: new Date() },
  });
}

/**
 * Puts a table with the corrections alone in the place of a month's table: they are told apart from the month's own usage
 * in files for ever. Readers of other months wait for the exchange, never for a reader of this one: it gives up instead.
 */
export async function dropRows(
  tx: Tx,
  month: StoredMonth,
  { rows, corrections }: { rows: number; corrections: number },
): Promise<void> {
  if (!/^20\d\d-(0[1-9]|1[0-2])$/.test(month)) throw new Error("a stored month is a name such as 2025-06");
  const name = `usage_event_${month.replace("-", "_")}`;
  const { from, to } = storedMonthEdges(month);
  const edge = (at: number) => `'${new Date(at).toISOString()}'`;
  await tx.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(${MONTHS_LOCK})`);
  await tx.$executeRawUnsafe("SET LOCAL lock_timeout = '2s'");
  await tx.$executeRawUnsafe(`ALTER TABLE usage_event DETACH PARTITION ${name}`);
  await tx.$executeRawUnsafe(`ALTER TABLE ${name} RENAME TO ${name}_gone`);
  await tx.$executeRawUnsafe(`CREATE TABLE ${name} (LIKE usage_event INCLUDING ALL)`);
  await tx.$executeRawUnsafe(`INSERT INTO ${name} SELECT * FROM ${name}_gone WHERE occurred_at IS NOT NULL`);
  await tx.$executeRawUnsafe(`DROP TABLE ${name}_gone`);
  await tx.$executeRawUnsafe(
    `ALTER TABLE usage_event ATTACH PARTITION ${name} FOR VALUES FROM (${edge(from)}) TO (${edge(to)})`,
  );
  await tx.usageDroppedMonth.create({ data: { month, rows: rows - corrections, keptRows: corrections } });
}
