import "server-only";
import type pg from "pg";
import { pool } from "../../platform/db";

const DAY_MS = 86_400_000;
const DAY_SECONDS = 86_400;
/** As many sets of dimensions as reports are asked for. */
const MOST_GROUPS = 2_000;

/** Sums of versions up to each day. */
type Running = { days: number[]; sums: number[] };

/** How many of the sorted days are not after one. */
function countUntil(days: number[], day: number): number {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((days[middle] ?? 0) <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Versions of some dimensions together. */
export class GroupVersions {
  constructor(private readonly running: Running) {}

  /** The sum of versions that a span of these bounds (milliseconds) is made at: usage-span-sql.ts says what for. */
  between(from: number, to: number): number {
    const { days, sums } = this.running;
    const before = countUntil(days, Math.floor(from / DAY_MS) - 1);
    const until = countUntil(days, Math.floor((to / 1000 - 1) / DAY_SECONDS));
    return (sums[until - 1] ?? 0) - (sums[before - 1] ?? 0);
  }
}

/** All of usage_late as it was at one sum of `late_version`: while that stands, none of it moved. */
export class LateVersions {
  private readonly groups = new Map<string, GroupVersions>();

  constructor(
    readonly at: string,
    private readonly byDimension: Map<number, [day: number, version: number][]>,
  ) {}

  of(dimensionIds: readonly number[]): GroupVersions {
    const key = dimensionIds.join();
    const known = this.groups.get(key);
    if (known) return known;
    const byDay = new Map<number, number>();
    for (const id of dimensionIds)
      for (const [day, version] of this.byDimension.get(id) ?? [])
        byDay.set(day, (byDay.get(day) ?? 0) + version);
    const days = [...byDay.keys()].sort((a, b) => a - b);
    let sum = 0;
    const sums = days.map((day) => {
      sum += byDay.get(day) ?? 0;
      return sum;
    });
    const made = new GroupVersions({ days, sums });
    if (this.groups.size >= MOST_GROUPS) this.groups.clear();
    this.groups.set(key, made);
    return made;
  }
}

const held = new WeakMap<pg.Pool, LateVersions>();

/** The versions of the snapshot of a client; read anew only when they moved. */
export async function readLateVersions(client: pg.PoolClient): Promise<LateVersions> {
  const { rows } = await client.query<{ at: string }>(
    "SELECT sum(late_version)::text AS at FROM usage_pulse",
  );
  const at = rows[0]?.at ?? "0";
  const known = held.get(pool());
  if (known?.at === at) return known;
  const late = await client.query<{ dimension_id: number; days: string; versions: string }>(
    `SELECT dimension_id, string_agg((day - 'epoch'::date)::text, ',' ORDER BY day) AS days,
       string_agg(version::text, ',' ORDER BY day) AS versions
     FROM usage_late GROUP BY 1`,
  );
  const versions = new LateVersions(
    at,
    new Map(
      late.rows.map((row) => {
        const ofDay = row.versions.split(",").map(Number);
        return [
          row.dimension_id,
          row.days.split(",").map((day, nth): [number, number] => [Number(day), ofDay[nth] ?? 0]),
        ];
      }),
    ),
  );
  held.set(pool(), versions);
  return versions;
}
