import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { issueInput, redeemInput, revokeInput, validateInput } from "./coupon-input";

function pointers(schema: z.ZodType, body: unknown): string[] {
  const parsed = schema.safeParse(body);
  return parsed.success
    ? []
    : parsed.error.issues.map((issue) =>
        [...issue.path, ...(issue.code === "unrecognized_keys" ? issue.keys : [])].join("."),
      );
}
const many = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, i]));

describe("a request for a coupon", () => {
  it.each([
    { subject: "u" },
    { subject: "a".repeat(200) },
    { subject: "👍".repeat(200) },
    { subject: "用户 42 / é" },
    { subject: "u", attributes: {} },
    { subject: "u", attributes: { city: "Shanghai", age: 31.5, vip: true, note: "" } },
    { subject: "u", attributes: many(50) },
  ])("may be %.60j", (body) => expect(pointers(issueInput, body)).toEqual([]));

  it.each([
    [{}, "subject"],
    [{ subject: 7 }, "subject"],
    [{ subject: "" }, "subject"],
    [{ subject: "a".repeat(201) }, "subject"],
    [{ subject: "👍".repeat(201) }, "subject"],
    [{ subject: "a\0b" }, "subject"],
    [{ subject: "a\nb" }, "subject"],
    [{ subject: "a\u007fb" }, "subject"],
    [{ subject: "a\u0085b" }, "subject"],
    [{ subject: "half \ud800" }, "subject"],
    [{ subject: "u", attributes: [] }, "attributes"],
    [{ subject: "u", attributes: null }, "attributes"],
    [{ subject: "u", attributes: many(51) }, "attributes"],
    [{ subject: "u", attributes: { a: null } }, "attributes.a"],
    [{ subject: "u", attributes: { a: {} } }, "attributes.a"],
    [{ subject: "u", attributes: { a: "x".repeat(201) } }, "attributes.a"],
    [{ subject: "u", attributes: { a: "x\0" } }, "attributes.a"],
    [{ subject: "u", attributes: { ["k".repeat(61)]: 1 } }, `attributes.${"k".repeat(61)}`],
    [{ subject: "u", colour: "red" }, "colour"],
  ])("is refused with %.60j, at %.20s", (body, pointer) => {
    expect(pointers(issueInput, body)).toEqual([pointer]);
  });
});

describe("a redemption", () => {
  it.each([
    { subject: "u" },
    { subject: "u", orderId: "o-1" },
    { subject: "u", amount: 0, currency: "CNY" },
    { subject: "u", amount: Number.MAX_SAFE_INTEGER, currency: "JPY" },
  ])("may be %j", (body) => expect(pointers(redeemInput, body)).toEqual([]));

  it.each([
    [{ amount: 5, currency: "CNY" }, "subject"],
    [{ subject: "u", amount: 5 }, "currency"],
    [{ subject: "u", currency: "CNY" }, "amount"],
    [{ subject: "u", amount: -1, currency: "CNY" }, "amount"],
    [{ subject: "u", amount: 1.5, currency: "CNY" }, "amount"],
    [{ subject: "u", amount: "5", currency: "CNY" }, "amount"],
    [{ subject: "u", amount: 2 ** 53, currency: "CNY" }, "amount"],
    [{ subject: "u", amount: 5, currency: "cny" }, "currency"],
    [{ subject: "u", amount: 5, currency: "ABC" }, "currency"],
    [{ subject: "u", orderId: "" }, "orderId"],
    [{ subject: "u", orderId: "o\0" }, "orderId"],
    [{ subject: "u", orderId: "o".repeat(201) }, "orderId"],
    [{ subject: "u", coupon: "x" }, "coupon"],
  ])("is refused with %.60j, at %s", (body, pointer) => {
    expect(pointers(redeemInput, body)).toEqual([pointer]);
  });

  it("may be asked about without a subject, by the same rules", () => {
    expect(pointers(validateInput, {})).toEqual([]);
    expect(pointers(validateInput, { amount: 5 })).toEqual(["currency"]);
    expect(pointers(validateInput, { orderId: "o" })).toEqual(["orderId"]);
  });
});

it("a reason to revoke is a note of at most 500 characters", () => {
  expect(pointers(revokeInput, { reason: "Leaked in a forum.\nSee the ticket." })).toEqual([]);
  for (const reason of ["a".repeat(501), "a\0", 7])
    expect(pointers(revokeInput, { reason })).toEqual(["reason"]);
});
