import { expect, it } from "vitest";
import { chooseCoupons } from "./choose-coupons";

const coupon = (code: string, more: object = {}) => ({ code, campaign: "c", expiresAt: null, ...more });
const of = (group: string, priority?: number) => ({
  stacking: { group, ...(priority === undefined ? {} : { priority }) },
});
const chosen = (coupons: ReturnType<typeof coupon>[]) =>
  chooseCoupons(coupons)
    .filter((one) => one.chosen)
    .map(({ code }) => code);

it.each([
  ["the higher priority of a group", [coupon("A", of("g", 1)), coupon("B", of("g", 5))], ["B"]],
  ["no priority is the lowest", [coupon("A", of("g")), coupon("B", of("g", 1))], ["B"]],
  [
    "priority before the discount",
    [coupon("A", { ...of("g", 1), discountAmount: 900 }), coupon("B", { ...of("g", 2), discountAmount: 1 })],
    ["B"],
  ],
  [
    "of equals the larger discount",
    [coupon("A", { ...of("g"), discountAmount: 1 }), coupon("B", { ...of("g"), discountAmount: 2 })],
    ["B"],
  ],
  [
    "then what runs out first, before what never does",
    [coupon("A", of("g")), coupon("B", { ...of("g"), expiresAt: "2026-12-01T00:00:00.000Z" })],
    ["B"],
  ],
  [
    "of what may be redeemed: a refused one keeps nobody out",
    [coupon("A", { ...of("g", 9), refusal: "coupon_expired" }), coupon("B", of("g", 1))],
    ["B"],
  ],
  [
    "one of each group, and all that has none",
    [coupon("A", of("g")), coupon("B", of("h")), coupon("C"), coupon("D"), coupon("E", of("g"))],
    ["A", "B", "C", "D"],
  ],
] as const)("chooses %s", (_, coupons, expected) => {
  expect(chosen([...coupons]).sort()).toEqual([...expected]);
  expect(chosen([...coupons].reverse()).sort()).toEqual([...expected]);
});

it("tells of each that is not chosen why, and loses none", () => {
  const told = chooseCoupons([
    coupon("A", of("g", 1)),
    coupon("B", of("g", 2)),
    coupon("C", { refusal: "coupon_held" }),
  ]);
  expect(told.map(({ code, refusal }) => [code, refusal])).toEqual([
    ["B", undefined],
    ["A", "coupon_not_stackable"],
    ["C", "coupon_held"],
  ]);
});
