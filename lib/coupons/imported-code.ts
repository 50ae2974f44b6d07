import { toPlainCode } from "./coupon-code";

/** A code as it stands in a cell → as it will be shown: upper case, single dashes where there were dashes or spaces. */
export function toShownCode(cell: string): string | null {
  // a spreadsheet marks text so
  const text = cell.trim().replace(/^'/, "");
  if (toPlainCode(text) === null) return null;
  return text
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "");
}

/** Which column of a file's first line is headed `code`; null when the line is no head but a row. */
export function codeColumn(head: readonly string[]): number | null {
  const at = head.findIndex((field) => /^codes?$/i.test(field.trim()));
  return at < 0 ? null : at;
}
