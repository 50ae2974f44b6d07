import "server-only";
import type { Grouping } from "../usage-report";
import type { Member } from "./read-settled";
import type { DimensionRow } from "./usage-report-sql";

/** Dimensions by group; without groupBy all are one group of no name. */
export function groupDimensions(dimensions: DimensionRow[], groupBy: Grouping | undefined) {
  const names = [...new Set(dimensions.map((dimension) => (groupBy ? dimension[groupBy] : "")))].sort();
  const numbers = new Map(names.map((name, index) => [name, index]));
  const members = dimensions.map(
    (dimension): Member => ({
      dimensionId: dimension.id,
      group: numbers.get(groupBy ? dimension[groupBy] : "") ?? 0,
      first: Number(dimension.first_s) * 1000,
      last: Number(dimension.last_s) * 1000,
    }),
  );
  return { names, members };
}
