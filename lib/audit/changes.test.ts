import { describe, expect, it } from "vitest";
import { changesOf, targetOf } from "./changes";

describe("changesOf", () => {
  it("opens groups, keeps what differs and leaves out the rest", () => {
    expect(
      changesOf({
        before: { status: "active", limits: { coupons: 5, perSubject: 1 }, reason: null },
        after: { status: "paused", limits: { coupons: 8, perSubject: 1 }, reason: "", scopes: ["read", "x"] },
      }),
    ).toEqual([
      { field: "status", before: "active", after: "paused" },
      { field: "limits.coupons", before: "5", after: "8" },
      { field: "scopes", before: null, after: "read, x" },
    ]);
  });

  it.each([
    [null, null, []],
    [null, { a: 1 }, [{ field: "a", before: null, after: "1" }]],
    [{ a: { b: 0 } }, null, [{ field: "a.b", before: "0", after: null }]],
    [{ a: false }, { a: true }, [{ field: "a", before: "false", after: "true" }]],
  ])("of %j and %j makes %j", (before, after, changes) => {
    expect(changesOf({ before, after })).toEqual(changes);
  });
});

describe("targetOf", () => {
  it.each([
    ["campaign", "autumn", null, { words: "autumn", href: "/campaigns/autumn" }],
    ["person", "1", { email: "a@b.c", name: "Ana" }, { words: "a@b.c", href: "/settings" }],
    ["key", "1", { name: "Chatbot" }, { words: "Chatbot", href: "/settings" }],
    ["switch", "promotions", null, { words: "", href: null }],
    ["coupon", "SHA-1", null, { words: "SHA-1", href: null }],
  ])("names a %s", (kind, id, after, named) => {
    expect(targetOf({ target: { kind, id }, before: null, after })).toEqual(named);
  });
});
