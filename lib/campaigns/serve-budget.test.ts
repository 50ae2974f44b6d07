import { describe, expect, it } from "vitest";
import { committedMicros, mostOf, remainingMicros, type ServeBudget, serveRoom } from "./serve-budget";

const NANOS = 1_000_000_000n;
const budget: ServeBudget = {
  limitMicros: 1_000_000n,
  expectedMicros: 100_000n,
  meteredMicros: 0n,
  remainingMicros: 0n,
  counted: 0n,
  issued: 0n,
  discount: 0n,
  rate: 0n,
  most: 0n,
};

describe("how many more coupons the limit on all costs holds", () => {
  it.each<[string, Partial<ServeBudget>, bigint | null]>([
    ["exactly as many as fit", {}, 10n],
    ["none for a micro-unit less", { limitMicros: 99_999n }, 0n],
    ["one for exactly its cost", { limitMicros: 100_000n }, 1n],
    ["those issued and not counted keep their expectation", { issued: 9n }, 1n],
    [
      "those counted cost what usage told and what is still expected",
      { issued: 9n, counted: 9n, meteredMicros: 500_000n, remainingMicros: 200_000n },
      3n,
    ],
    [
      "usage that cost more than was expected leaves none",
      { issued: 2n, counted: 2n, meteredMicros: 2_000_000n },
      0n,
    ],
    ["usage that cost less frees", { issued: 10n, counted: 10n, meteredMicros: 100_000n }, 9n],
    ["discounts count in the reporting currency", { most: 10n, rate: 10_000n * NANOS }, 5n],
    ["discounts spent and open are gone", { discount: 50n, most: 10n, rate: 10_000n * NANOS }, 2n],
    ["a fraction of a micro-unit too much is too much", { limitMicros: 200_000n, most: 1n, rate: 1n }, 1n],
    ["what costs nothing has no end", { expectedMicros: 0n }, null],
    [
      "what costs nothing ends once the limit is passed",
      { expectedMicros: 0n, meteredMicros: 1_000_001n },
      0n,
    ],
  ])("%s", (_, more, room) => {
    expect(serveRoom({ ...budget, ...more })).toBe(room);
  });

  it("is what is committed and no more", () => {
    const used = {
      ...budget,
      issued: 3n,
      counted: 1n,
      meteredMicros: 7n,
      remainingMicros: 5n,
      discount: 3n,
      rate: 1n,
    };
    expect(committedMicros(used)).toBe(200_000n + 12n + 1n);
  });
});

describe("what is still expected of coupon users", () => {
  const curve = [60n, 80n, 90n, 100n];
  it.each([
    ["everything on the first day", [{ days: 0, users: 3 }], 300n],
    [
      "what the curve leaves after so many full days",
      [
        { days: 1, users: 1 },
        { days: 3, users: 2 },
      ],
      60n,
    ],
    [
      "nothing once their days are over",
      [
        { days: 4, users: 9 },
        { days: 30, users: 9 },
      ],
      0n,
    ],
  ])("is %s", (_, ages, micros) => {
    expect(remainingMicros(ages, 100n, 4, curve)).toBe(micros);
  });

  it("falls evenly where no curve is known, and is rounded up", () => {
    expect(remainingMicros([{ days: 1, users: 1 }], 100n, 3, [])).toBe(67n);
    expect(remainingMicros([{ days: 1, users: 1 }], 100n, 5, curve)).toBe(80n);
  });

  it("follows what was stated, in the shape of the curve", () => {
    expect(remainingMicros([{ days: 2, users: 1 }], 1_000n, 4, curve)).toBe(200n);
  });
});

it.each([
  [{ kind: "amount_off", value: 5 }, 5],
  [{ kind: "percent_off", value: 5, maxAmount: 9 }, 9],
  [{ kind: "percent_off", value: 5 }, null],
  [{ kind: "fixed_price", value: 5 }, null],
  [{ kind: "free_days", value: 5 }, 0],
] as const)("the most of %j is %s", (discount, most) => {
  expect(mostOf(discount)).toBe(most);
});
