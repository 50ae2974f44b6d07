import { type Result, refuse } from "./result";

/** Opaque list cursor: base64url of a JSON array of strings, in UTF-8. */
export function toCursor(parts: string[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** The refusal of a cursor that no list gave out. */
export function wrongCursor() {
  return refuse("invalid_request", "cursor is not one that this list gave out; leave it away to start over", [
    { pointer: "#/query/cursor", detail: "take it unchanged from nextCursor" },
  ]);
}

/** What Postgres takes, and what a place in any list can be: no control characters, no half of a surrogate pair. */
const isPlace = (part: unknown): part is string => typeof part === "string" && !/[\p{Cc}\p{Cs}]/u.test(part);

/** Reads a cursor of exactly `length` parts; anything else is `invalid_request` at `#/query/cursor`. */
export function parseCursor(cursor: string, length: number): Result<string[]> {
  try {
    const latin = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(latin, (one) => one.charCodeAt(0));
    const parts: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (Array.isArray(parts) && parts.length === length && parts.every(isPlace)) {
      return { ok: true, value: parts };
    }
  } catch {
    // falls through to the refusal
  }
  return wrongCursor();
}
