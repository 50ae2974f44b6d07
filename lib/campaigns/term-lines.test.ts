import { describe, expect, it } from "vitest";
import { type EligibilityRule, eligibilityRule } from "./eligibility";
import { parseRuleLines, parseWindowLines, toRuleLines, toWindowLines } from "./term-lines";
import { campaignWindows, weekdays } from "./windows";

describe("lines of hours", () => {
  it.each([
    ["Mon-Fri 09:00-18:00", [{ days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "18:00" }]],
    ["mon to fri 9:00 – 18:00", [{ days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "18:00" }]],
    ["Saturday, Sunday", [{ days: ["sat", "sun"] }]],
    ["Fri-Mon 22:00-02:00", [{ days: ["mon", "fri", "sat", "sun"], from: "22:00", to: "02:00" }]],
    [
      "every day 00:00-24:00\n\n tue ",
      [{ days: [...weekdays], from: "00:00", to: "24:00" }, { days: ["tue"] }],
    ],
    ["10:00-12:00", [{ days: [...weekdays], from: "10:00", to: "12:00" }]],
    ["sometimes 09:00-10:00", ["sometimes 09:00-10:00"]],
  ])("%j", (typed, windows) => {
    expect(parseWindowLines(typed)).toEqual(windows);
  });

  it("come back as they are shown", () => {
    const windows = campaignWindows.parse([
      { days: ["mon", "wed"], from: "09:00", to: "18:30" },
      { from: "22:00", to: "02:00" },
    ]);
    expect(parseWindowLines(toWindowLines(windows))).toEqual(windows);
  });
});

describe("lines of a rule", () => {
  it.each<[string, unknown]>([
    ["country is one of CN, SG", { attribute: "country", op: "in", value: ["CN", "SG"] }],
    ["days since signup is less than 7", { attribute: "days since signup", op: "less_than", value: 7 }],
    ["returning is false", { attribute: "returning", op: "is", value: false }],
    ['zip is "00123"', { attribute: "zip", op: "is", value: "00123" }],
    ["city begins with San ", { attribute: "city", op: "begins_with", value: "San" }],
    ["referrer is known", { attribute: "referrer", op: "is_known" }],
    ["isbn is not 5", { attribute: "isbn", op: "is_not", value: 5 }],
    [
      "plan IS Pro\nage is at least 18",
      {
        all: [
          { attribute: "plan", op: "is", value: "Pro" },
          { attribute: "age", op: "at_least", value: 18 },
        ],
      },
    ],
    ["whoever likes tea", "whoever likes tea"],
    ["plan is", "plan is"],
  ])("%j", (typed, rule) => {
    expect(parseRuleLines(typed)).toEqual(rule);
  });

  it.each<EligibilityRule>([
    { attribute: "country", op: "not_in", value: ["CN", 5, true, "5", "a, b"] },
    {
      all: [
        { attribute: "zip", op: "is", value: "007" },
        { attribute: "x", op: "is_known" },
      ],
    },
  ])("come back as they are shown: %j", (rule) => {
    const lines = toRuleLines(rule);
    expect(lines === null ? rule : parseRuleLines(lines)).toEqual(rule);
    expect(eligibilityRule.safeParse(rule).success).toBe(true);
  });

  it("cannot show what is nested", () => {
    expect(toRuleLines({ any: [{ attribute: "a", op: "is_known" }] })).toBeNull();
    expect(toRuleLines({ all: [{ not: { attribute: "a", op: "is_known" } }] })).toBeNull();
  });
});
