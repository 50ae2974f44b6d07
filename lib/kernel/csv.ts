export type CsvCell = string | number | null;

// a spreadsheet would run a text that begins like a formula
const isFormula = /^(?:[\t\r\n]|\s*[=+\-@\uff0b\uff0d\uff1d\uff20])/;

function toCell(value: CsvCell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = isFormula.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of RFC 4180, with its end. Missing is an empty cell, never 0. */
export function toCsvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(toCell).join(",")}\r\n`;
}

/** RFC 4180, with a line end after the last row. */
export function toCsv(head: string[], rows: CsvCell[][]): string {
  return [head, ...rows].map(toCsvLine).join("");
}
