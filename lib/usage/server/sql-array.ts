import "server-only";

/**
 * Postgres array literals, written by hand: node-postgres quotes every element one by one, which takes longer than the
 * insert itself for batches of thousands.
 */
export function numberArray(values: readonly (number | bigint | null)[]): string {
  return `{${values.map((value) => value ?? "NULL").join(",")}}`;
}

/** Elements of any text; null stays null. NUL must have been refused before. */
export function textArray(values: readonly (string | null)[]): string {
  return `{${values.map(quote).join(",")}}`;
}

function quote(value: string | null): string {
  if (value === null) return "NULL";
  return `"${/["\\]/.test(value) ? value.replace(/["\\]/g, "\\$&") : value}"`;
}
