import "server-only";
import type pg from "pg";
import { pool } from "../../platform/db";

const MOST_KEPT = 48;

type Kept = { pulse: string; value: Promise<unknown> };
const kept = new WeakMap<pg.Pool, Map<string, Kept>>();

/**
 * Reads once while nothing changed: `pulse` moves with every change of what is read, and must have been asked for
 * before. Readers who come meanwhile share the reading. What failed is not kept.
 */
export function whileUnchanged<T>(key: string, pulse: string, read: () => Promise<T>): Promise<T> {
  const at = pool();
  let reads = kept.get(at);
  if (!reads) {
    reads = new Map();
    kept.set(at, reads);
  }
  const held = reads.get(key);
  if (held?.pulse === pulse) return held.value as Promise<T>;
  const value = read();
  const entry = { pulse, value };
  reads.delete(key);
  reads.set(key, entry);
  const [oldest] = reads.keys();
  if (reads.size > MOST_KEPT && oldest !== undefined) reads.delete(oldest);
  value.catch(() => {
    if (reads.get(key) === entry) reads.delete(key);
  });
  return value;
}
