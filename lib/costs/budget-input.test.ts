import { describe, expect, it } from "vitest";
import { budgetForm, budgetInput, toDecimal, toMicros } from "./budget-input";

describe("a budget", () => {
  it.each([
    ["18000.00", 18_000_000_000n],
    ["0.000001", 1n],
    ["999999999999.999999", 999_999_999_999_999_999n],
    ["1", 1_000_000n],
  ])("of %s is %s millionths", (budget, micros) => {
    expect(budgetInput.safeParse({ month: "2026-11", budget }).success).toBe(true);
    expect(toMicros(budget)).toBe(micros);
  });

  it.each(["0", "0.000000", "-1", "01", "1e3", "1,000", "1.0000001", "1000000000000", "", " 1", 18_000])(
    "is not %j",
    (budget) => expect(budgetInput.safeParse({ month: "2026-11", budget }).success).toBe(false),
  );

  it.each(["2026-13", "2026-1", "1999-12", "November", ""])("does not begin in %j", (month) => {
    expect(budgetInput.safeParse({ month, budget: null }).success).toBe(false);
  });

  it("knows no other field", () => {
    expect(budgetInput.safeParse({ month: "2026-11", budget: null, daily: "1" }).success).toBe(false);
  });
});

describe("the form", () => {
  it("reads amounts as people type them, and an empty field as none", () => {
    expect(budgetForm.parse({ month: "2026-11", budget: "18,000.50", userTarget: "0 10" })).toEqual({
      month: "2026-11",
      budget: "18000.50",
      userTarget: "10",
    });
    expect(budgetForm.parse({ month: "2026-11", reason: "fewer users" })).toEqual({
      month: "2026-11",
      budget: null,
      userTarget: null,
      reason: "fewer users",
    });
  });

  it("keeps what is no amount, to be refused beside its field", () => {
    const read = budgetForm.safeParse({ month: "2026-11", budget: "plenty" });
    expect(read.error?.issues[0]?.path).toEqual(["budget"]);
  });
});

it("amounts go out with two digits at least", () => {
  expect([18_000_000_000n, 1n, 2_500_000n, 1_234_567n].map(toDecimal)).toEqual([
    "18000.00",
    "0.000001",
    "2.50",
    "1.234567",
  ]);
});
