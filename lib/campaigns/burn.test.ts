import { describe, expect, it } from "vitest";
import { costBurn, couponBurn, discountBurn, projectRunOut, timeUsed } from "./burn";

const day = 86_400_000;
const now = new Date("2026-11-21T00:00:00Z");
const daysOn = (days: number) => new Date(now.getTime() + days * day).toISOString();
const off = { kind: "amount_off", value: 2500, currency: "CNY" } as const;

describe("couponBurn", () => {
  it.each([
    [1090, { coupons: 2500 }, 0.436],
    [2500, { coupons: 2500 }, 1],
    [0, { coupons: 1 }, 0],
    [17, {}, undefined],
  ])("says of %i issued under %j: %s", (issued, limits, share) => {
    expect(couponBurn({ issued, limits })).toBe(share);
  });
});

it("of the limit on all costs, discounts and metered usage are used, the rest of what is committed is expected", () => {
  const costs = {
    currency: "USD",
    limitMicros: "1000000",
    committedMicros: "900000",
    discountMicros: "100000",
    meteredMicros: "300000",
    remainingMicros: "400000",
    expectedPerCouponMicros: "50000",
    notCounted: 2,
    unpricedRequests: 0,
  };
  expect(costBurn({ costs })).toEqual({ used: 0.4, expected: 0.5 });
  expect(costBurn({})).toBeUndefined();
});

describe("discountBurn", () => {
  it("measures against what all coupons together can take off", () => {
    const burn = { discount: off, limits: { coupons: 100 }, discountSpent: 25_000, discountOpen: 50_000 };
    expect(discountBurn(burn)).toEqual({ spent: 0.1, open: 0.2, most: 250_000 });
  });

  it("measures against the ceiling when that is lower", () => {
    const burn = {
      discount: off,
      limits: { coupons: 100, discount: 100_000 },
      discountSpent: 25_000,
      discountOpen: 0,
    };
    expect(discountBurn(burn)).toEqual({ spent: 0.25, open: 0, most: 100_000 });
  });

  it("says nothing when nothing bounds the discounts", () => {
    expect(
      discountBurn({ discount: off, limits: {}, discountSpent: 25_000, discountOpen: 0 }),
    ).toBeUndefined();
  });
});

describe("timeUsed", () => {
  const createdAt = daysOn(-40);
  it.each([
    ["counts from the launch", { launchedAt: daysOn(-10), endsAt: daysOn(10) }, 0.5],
    [
      "counts from the start when that is later",
      { launchedAt: daysOn(-30), startsAt: daysOn(-10), endsAt: daysOn(30) },
      0.25,
    ],
    ["is whole after the end", { launchedAt: daysOn(-10), endsAt: daysOn(-5) }, 1],
  ])("%s", (_, times, share) => {
    expect(timeUsed({ createdAt, ...times }, now)?.share).toBe(share);
  });

  it.each([
    ["before its launch", { endsAt: daysOn(10) }],
    ["before its start", { launchedAt: daysOn(-1), startsAt: daysOn(1), endsAt: daysOn(10) }],
    ["without an end", { launchedAt: daysOn(-10) }],
  ])("says nothing %s", (_, times) => {
    expect(timeUsed({ createdAt, ...times }, now)).toBeUndefined();
  });
});

describe("projectRunOut", () => {
  const running = {
    status: "active",
    issued: 1000,
    limits: { coupons: 2000 },
    launchedAt: daysOn(-10),
    createdAt: daysOn(-11),
  } as const;

  it("draws the pace since the launch on", () => {
    expect(projectRunOut(running, now)).toEqual({ at: daysOn(10), perDay: 100 });
  });

  it.each([
    ["paused", { status: "paused" }],
    ["without a limit", { limits: {} }],
    ["when all are issued", { issued: 2000 }],
    ["when none is issued", { issued: 0 }],
    ["in its first hour", { launchedAt: new Date(now.getTime() - 3_599_000).toISOString() }],
    ["before its launch", { launchedAt: undefined }],
    [
      "when it would take longer than dates reach",
      { issued: 1, limits: { coupons: Number.MAX_SAFE_INTEGER } },
    ],
  ] as const)("says nothing %s", (_, change) => {
    expect(projectRunOut({ ...running, ...change } as typeof running, now)).toBeUndefined();
  });
});
