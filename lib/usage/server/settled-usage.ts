import "server-only";
import type pg from "pg";
import { pool } from "../../platform/db";
import type { UserSet } from "../user-set";
import type { Sums } from "./usage-sums";

/** What a process holds of settled time at most: a month of days of 100,000 users by a dozen groups is 5 MB. */
const MOST_BYTES = 64 * 1024 * 1024;
const EACH_BYTES = 1_024;
const MOST_GROUPS = 2_000;

/** Users and sums of some dimensions in a stretch of time that only late events enter. */
export type Settled = { users: UserSet; sums: Sums };

/**
 * What this process read of settled time, so that a screen reads what goes on and no more. The key carries the sum of the
 * versions of usage_late that it was read at: what was written since has another key. Nothing here decides anything.
 */
export class SettledUsage {
  private readonly byKey = new Map<string, Settled>();
  private readonly groups = new Map<string, number>();
  private lastGroup = 0;
  private bytes = 0;

  /** Dimensions as one short word. */
  private groupOf(dimensionIds: readonly number[]): number {
    const names = dimensionIds.join();
    if (this.groups.size >= MOST_GROUPS && !this.groups.has(names)) this.forget();
    const known = this.groups.get(names);
    if (known !== undefined) return known;
    // never used again, since somebody may still write under it
    this.lastGroup += 1;
    this.groups.set(names, this.lastGroup);
    return this.lastGroup;
  }

  private forget(): void {
    this.groups.clear();
    this.byKey.clear();
    this.bytes = 0;
  }

  /** Keys of stretches of one group of dimensions. */
  keysOf(dimensionIds: readonly number[]): (from: number, to: number, version: number) => string {
    const group = this.groupOf(dimensionIds);
    return (from, to, version) => `${group} ${from} ${to} ${version}`;
  }

  get(key: string): Settled | undefined {
    const found = this.byKey.get(key);
    if (!found) return undefined;
    // the least recently used stands first
    this.byKey.delete(key);
    this.byKey.set(key, found);
    return found;
  }

  keep(key: string, settled: Settled): void {
    if (this.byKey.has(key)) return;
    this.byKey.set(key, settled);
    this.bytes += settled.users.bytes + EACH_BYTES;
    for (const [oldest, { users }] of this.byKey) {
      if (this.bytes <= MOST_BYTES) break;
      this.byKey.delete(oldest);
      this.bytes -= users.bytes + EACH_BYTES;
    }
  }
}

const held = new WeakMap<pg.Pool, SettledUsage>();

/** One for each database that this process talks to. */
export function settledUsage(): SettledUsage {
  const at = pool();
  let settled = held.get(at);
  if (!settled) {
    settled = new SettledUsage();
    held.set(at, settled);
  }
  return settled;
}
