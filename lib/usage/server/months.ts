import "server-only";
import { pool } from "../../platform/db";
import { usageMemory } from "./usage-memory";
import { ensureMonth } from "./usage-sql";

const DAY_MICROS = 86_400_000_000;

/** The month of an instant in UTC, as partitions are named: `2026_11`. */
export function monthOf(atMicros: number): string {
  return new Date(atMicros / 1000).toISOString().slice(0, 7).replace("-", "_");
}

function monthAfter(month: string): string {
  const [year = 0, nth = 0] = month.split("_").map(Number);
  return new Date(Date.UTC(year, nth, 1)).toISOString().slice(0, 7).replace("-", "_");
}

/** Makes the partitions that these instants need. Safe to race, and costs nothing for months known already. */
export async function ensureMonths(atMicros: Iterable<number>): Promise<void> {
  const { months } = usageMemory();
  const missing = new Set<string>();
  const days = new Set<number>();
  for (const at of atMicros) days.add(Math.floor(at / DAY_MICROS));
  for (const day of days) {
    const month = monthOf(day * DAY_MICROS);
    if (!months.has(month)) missing.add(month);
  }
  if (missing.size === 0) return;
  const client = await pool().connect();
  try {
    for (const month of [...missing].sort()) {
      await ensureMonth(client, month, monthAfter(month));
      months.add(month);
    }
  } finally {
    client.release();
  }
}
