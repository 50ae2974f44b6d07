/** Two digits behind the point are more than a line shows. */
const PARTS = 10_000n;

/** A series as multiples of its base, which is 100; or why there is none: nothing can be told in shares of nothing. */
export type IndexedSeries =
  | {
      known: true;
      /** By bucket; null is a gap. */
      points: (number | null)[];
      /** What it is compared with, in shares of the same base. */
      compared: (number | null)[] | null;
    }
  | { known: false; reason: "missing" | "zero" };

const share = (value: bigint | null | undefined, base: bigint) =>
  value === null || value === undefined ? null : Number((value * 100n * PARTS) / base) / Number(PARTS);

/**
 * `values` in shares of the one at `baseAt`, which becomes 100. The comparison stands on the same base, so that a line
 * above another is more, not faster. Exact to a ten-thousandth however large the values are.
 */
export function toIndexed(
  values: readonly (bigint | null)[],
  baseAt: number,
  compared: readonly (bigint | null)[] | null = null,
): IndexedSeries {
  const base = values[baseAt] ?? null;
  if (base === null) return { known: false, reason: "missing" };
  if (base === 0n) return { known: false, reason: "zero" };
  return {
    known: true,
    points: values.map((value) => share(value, base)),
    compared: compared && values.map((_, nth) => share(compared[nth], base)),
  };
}

/** The points before the current bucket, and its last step, which is drawn dotted: it is not over. */
export function splitCurrent(
  points: readonly (number | null)[],
  current: number,
): { over: (number | null)[]; soFar: (number | null)[] } {
  return {
    over: points.map((point, nth) => (nth === current ? null : point)),
    soFar: points.map((point, nth) =>
      current >= 0 && (nth === current || nth === current - 1) ? point : null,
    ),
  };
}
