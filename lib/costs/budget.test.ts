import { describe, expect, it } from "vitest";
import { budgetsOf, dailyShare, type Plan, planFor } from "./budget";
import { listDays } from "./day";

const plan = (month: string, budget: bigint | null, target: bigint | null = null): Plan => ({
  month,
  budgetMicros: budget,
  targetMicros: target,
});

describe("the plan of a month", () => {
  const plans = [
    plan("2026-11", 18_000_000_000n),
    plan("2027-01", 20_000_000_000n),
    // set later, for an earlier month: it holds until January's
    plan("2026-12", 19_000_000_000n),
    // set again: the last word counts
    plan("2026-11", 17_000_000_000n),
    plan("2027-03", null),
  ];

  it.each([
    ["2026-10", undefined],
    ["2026-11", 17_000_000_000n],
    ["2026-12", 19_000_000_000n],
    ["2027-01", 20_000_000_000n],
    ["2027-02", 20_000_000_000n],
    ["2027-03", null],
    ["2030-01", null],
  ])("%s: %s", (month, budget) => expect(planFor(plans, month)?.budgetMicros).toBe(budget));

  it("runs over the turn of a year", () => {
    expect(
      budgetsOf(plans, "2026-10", "2027-01").map(({ month, plan: held }) => [month, held?.budgetMicros]),
    ).toEqual([
      ["2026-10", undefined],
      ["2026-11", 17_000_000_000n],
      ["2026-12", 19_000_000_000n],
      ["2027-01", 20_000_000_000n],
    ]);
  });
});

describe("the share of a day", () => {
  it("is the budget divided by the days of its month", () => {
    const plans = [plan("2026-11", 18_000_000_000n), plan("2026-12", 31_000_000n)];
    expect(dailyShare(plans, "2026-11-30")).toBe(600_000_000n);
    expect(dailyShare(plans, "2026-12-01")).toBe(1_000_000n);
    expect(dailyShare(plans, "2026-10-31")).toBeNull();
  });

  it.each(["2026-02", "2028-02", "2026-11", "2026-12"])("adds up to the whole budget in %s", (month) => {
    for (const budget of [1n, 7n, 100n, 999_999_999_999n, 10_000_000_001n]) {
      const days = listDays(`${month}-01`, `${month}-31`).filter((day) => day.startsWith(month));
      const shares = days.map((day) => dailyShare([plan("2020-01", budget)], day) ?? 0n);
      expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(budget);
      const sorted = [...shares].sort((a, b) => (a < b ? -1 : 1));
      expect((sorted.at(-1) ?? 0n) - (sorted[0] ?? 0n)).toBeLessThanOrEqual(1n);
    }
  });

  it("is no share without a budget, and none after it was taken away", () => {
    expect(dailyShare([], "2026-11-01")).toBeNull();
    expect(dailyShare([plan("2026-11", 5n), plan("2026-12", null)], "2026-12-01")).toBeNull();
  });
});
