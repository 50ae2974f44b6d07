import { type Result, refuse } from "./result";

/** Opaque list cursor: base64url of a JSON array of strings. */
export function toCursor(parts: string[]): string {
  return btoa(JSON.stringify(parts)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The refusal of a cursor that no list gave out. */
export function wrongCursor() {
  return refuse("invalid_request", "cursor is not one that this list gave out; leave it away to start over", [
    { pointer: "#/query/cursor", detail: "take it unchanged from nextCursor" },
  ]);
}

/** Reads a cursor of exactly `length` parts; anything else is `invalid_request` at `#/query/cursor`. */
export function parseCursor(cursor: string, length: number): Result<string[]> {
  try {
    const parts: unknown = JSON.parse(atob(cursor.replaceAll("-", "+").replaceAll("_", "/")));
    if (Array.isArray(parts) && parts.length === length && parts.every((part) => typeof part === "string")) {
      return { ok: true, value: parts };
    }
  } catch {
    // falls through to the refusal
  }
  return wrongCursor();
}
