type Cell = string | number | null;

// a spreadsheet would run a text that begins like a formula
const isFormula = /^[=+\-@\t\r]/;

function toCell(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = isFormula.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180, with a line end after the last row. Missing is an empty cell, never 0. */
export function toCsv(head: string[], rows: Cell[][]): string {
  return [head, ...rows].map((row) => `${row.map(toCell).join(",")}\r\n`).join("");
}
