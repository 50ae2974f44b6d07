import { expect, it } from "vitest";
import { unitCost } from "./unit-costs";

it("one of each costs its share, and none of them nothing", () => {
  const basis = {
    spendMicros: 10_000_000n,
    pricedRequests: 3,
    tokens: 4_000_000,
    userDays: 8,
    newUsers: 0,
    discountMicros: 50_000_000n,
    valuedRedemptions: 2,
  };
  expect(unitCost("request", basis)).toBe(3_333_333n);
  expect(unitCost("million_tokens", basis)).toBe(2_500_000n);
  expect(unitCost("user_day", basis)).toBe(1_250_000n);
  expect(unitCost("new_user", basis)).toBeNull();
  expect(unitCost("redemption", basis)).toBe(25_000_000n);
});
