import "server-only";
import type pg from "pg";
import { pool } from "../../platform/db";
import type { PriceBook } from "../price-book";

/** Small numbers of subjects that this process keeps at hand. */
const MOST_SUBJECTS = 100_000;
const MOST_DIMENSIONS = 50_000;
const MOST_SEEN = 500_000;

export type KnownSubjects = { version: string; ids: Map<string, number> };

/**
 * What a writer remembers of the database so as not to ask for it with each batch. Nothing here decides anything:
 * forgetting it all costs time only.
 */
export class UsageMemory {
  readonly dimensions = new Map<string, number>();
  /** With the count of erased subjects that they are true for; a newer count has a new map. Null: not read yet. */
  subjects: KnownSubjects | null = null;
  /** Months of usage_event that exist, as `2026_11`. */
  readonly months = new Set<string>();
  book: PriceBook | null = null;
  /** The currency in price_book once it was compared with ours. */
  currency: string | null = null;
  private readonly seen = new Map<number, Set<number>>();
  private seenCount = 0;

  /** Whether the subject stands in usage_presence for the cell already, as far as this process knows. */
  hasSeen(cell: number, subjectId: number): boolean {
    return this.seen.get(cell)?.has(subjectId) ?? false;
  }

  /** Call after the commit only. */
  rememberSeen(cell: number, subjectIds: Iterable<number>): void {
    if (this.seenCount > MOST_SEEN) {
      this.seen.clear();
      this.seenCount = 0;
    }
    let known = this.seen.get(cell);
    if (!known) {
      known = new Set();
      this.seen.set(cell, known);
    }
    const before = known.size;
    for (const id of subjectIds) known.add(id);
    this.seenCount += known.size - before;
  }

  /** Call between batches: a full cache starts anew. */
  trim(): void {
    if (this.subjects && this.subjects.ids.size > MOST_SUBJECTS) this.subjects.ids.clear();
    if (this.dimensions.size > MOST_DIMENSIONS) this.dimensions.clear();
  }
}

const memories = new WeakMap<pg.Pool, UsageMemory>();

/** One for each database that this process talks to. */
export function usageMemory(): UsageMemory {
  const at = pool();
  let memory = memories.get(at);
  if (!memory) {
    memory = new UsageMemory();
    memories.set(at, memory);
  }
  return memory;
}
