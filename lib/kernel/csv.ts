export type CsvCell = string | number | null;

// A spreadsheet would run a text that begins like a formula, in full width too, also after blanks that it drops (OWASP,
// CSV Injection); a number is a number.
const isFormula = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;
const isNumber = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

function toCell(value: CsvCell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = isFormula.test(value) && !isNumber.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of RFC 4180, with its end. Missing is an empty cell, never 0. Every CSV of ours is written by this. */
export function toCsvLine(cells: readonly CsvCell[], end: "\r\n" | "\n" = "\r\n"): string {
  return `${cells.map(toCell).join(",")}${end}`;
}

/** RFC 4180, with a line end after the last row. */
export function toCsv(head: string[], rows: CsvCell[][]): string {
  return [head, ...rows].map((cells) => toCsvLine(cells)).join("");
}
