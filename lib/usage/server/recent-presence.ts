import "server-only";
import type pg from "pg";

const QUARTER_MS = 900_000;
/** Older ones are in spans: a quarter of a day that goes on, and the ninety minutes before it is settled. */
const RECENT_QUARTERS = 32;
const MOST_BYTES = 32 * 1024 * 1024;

/** Users of a row, and which version of it: the transaction that wrote it (xmin), which every change of the row changes. */
export type KnownPresence = { dimensionId: number; quarter: number; version: string; subjects: Int32Array };

const keyOf = (dimensionId: number, quarter: number) => `${dimensionId} ${quarter}`;

/**
 * Who was seen in the quarters of an hour that are over and not yet in a span, as read: of a busy day that is most of what
 * a report reads, again with each event, and hardly any of it changes. A row that did change has another version.
 */
export class RecentPresence {
  private readonly rows = new Map<string, KnownPresence>();
  private bytes = 0;

  /** What is known of quarters that are still recent, for one reader: others may forget it meanwhile. */
  known(nowMs: number): KnownRows {
    const first = Math.floor(nowMs / QUARTER_MS) - RECENT_QUARTERS;
    for (const [key, { quarter }] of this.rows) if (quarter < first) this.forget(key);
    return new KnownRows(new Map(this.rows));
  }

  /** Keeps a row, unless it is not over yet, is old, or there is no more room. */
  keep(row: KnownPresence, nowMs: number): void {
    const { dimensionId, quarter, subjects } = row;
    const current = Math.floor(nowMs / QUARTER_MS);
    if (quarter >= current || quarter < current - RECENT_QUARTERS) return;
    const key = keyOf(dimensionId, quarter);
    this.forget(key);
    if (this.bytes + subjects.byteLength > MOST_BYTES) return;
    this.rows.set(key, row);
    this.bytes += subjects.byteLength;
  }

  private forget(key: string): void {
    this.bytes -= this.rows.get(key)?.subjects.byteLength ?? 0;
    this.rows.delete(key);
  }
}

/** What one reader may be spared. */
export class KnownRows {
  constructor(private readonly rows: ReadonlyMap<string, KnownPresence>) {}

  list(): KnownPresence[] {
    return [...this.rows.values()];
  }

  subjectsOf(dimensionId: number, quarter: number): Int32Array {
    return this.rows.get(keyOf(dimensionId, quarter))?.subjects ?? new Int32Array();
  }
}

const held = new WeakMap<pg.Pool, RecentPresence>();

/** That of a database. */
export function recentPresence(pool: pg.Pool): RecentPresence {
  const known = held.get(pool) ?? new RecentPresence();
  held.set(pool, known);
  return known;
}
