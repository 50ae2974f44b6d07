import { expect, it } from "vitest";
import { parseCursor, toCursor } from "./cursor";

it("gives back what it was made from, any letters included", () => {
  const parts = ["2026-11-24T00:00:00.000Z", "a/b+c=~"];
  expect(parseCursor(toCursor(parts), 2)).toEqual({ ok: true, value: parts });
});

it.each(["", "%%%", "bm9wZQ", toCursor(["one"]), "e30"])("refuses %j, which no list gave out", (cursor) => {
  expect(parseCursor(cursor, 2)).toMatchObject({
    ok: false,
    error: { code: "invalid_request", errors: [{ pointer: "#/query/cursor" }] },
  });
});
