import { type Result, refuse } from "../kernel/result";

/** The same JSON twice: as values, and with the digits of every number as text, as they stand in the file. */
export type JsonWithLiterals = { value: unknown; literals: unknown };

// strings are passed over whole, so a number inside one stays what it is
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * JSON whose numbers must stay exact: a price of 4e-07 read as a double and multiplied is no longer 0.4. Refuses what
 * JSON.parse refuses.
 */
export function parseWithLiterals(text: string): Result<JsonWithLiterals> {
  try {
    const value: unknown = JSON.parse(text);
    const literals: unknown = JSON.parse(text.replace(token, (one) => (one[0] === '"' ? one : `"${one}"`)));
    return { ok: true, value: { value, literals } };
  } catch {
    return refuse("invalid_json", "The file is not JSON. Check that it is whole and in UTF-8.");
  }
}
