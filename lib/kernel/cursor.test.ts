import { expect, it } from "vitest";
import { parseCursor, toCursor } from "./cursor";

it.each(["a/b+c=~", "ünlü", "优惠券", "🎟️".repeat(100), ""])(
  "gives back what it was made from: %s",
  (text) => {
    const parts = ["2026-11-24T00:00:00.000Z", text];
    expect(parseCursor(toCursor(parts), 2)).toEqual({ ok: true, value: parts });
  },
);

const noPlaces = [
  ["a", "\u0000"],
  ["a\nb", "b"],
];
// JSON escapes what UTF-8 cannot hold
const halfAPair = btoa('["a","\\ud800"]');

it.each(["", "%%%", "bm9wZQ", toCursor(["one"]), "e30", ...noPlaces.map(toCursor), halfAPair])(
  "refuses %j, which no list gave out",
  (cursor) => {
    expect(parseCursor(cursor, 2)).toMatchObject({
      ok: false,
      error: { code: "invalid_request", errors: [{ pointer: "#/query/cursor" }] },
    });
  },
);
