import { describe, expect, it } from "vitest";
import { type EligibilityRule, eligibilityRule, isEligible, refusingClauses } from "./eligibility";

const country = { attribute: "country", op: "in", value: ["CN", "SG"] } as const;
const days = { attribute: "daysSinceSignup", op: "less_than", value: 7 } as const;
const rule: EligibilityRule = {
  all: [
    { ...country, value: [...country.value] },
    { any: [{ ...days }, { attribute: "plan", op: "is", value: "pro" }] },
  ],
};

describe("a clause", () => {
  it.each([
    ["is", "CN", "cn", true],
    ["is", 5, 5, true],
    ["is", "5", 5, false],
    ["is", true, true, true],
    ["is_not", "CN", "US", true],
    ["is_not", "CN", undefined, false],
    ["in", ["CN", 5], "cN", true],
    ["not_in", ["CN"], "SG", true],
    ["at_least", 7, 7, true],
    ["more_than", 7, 7, false],
    ["at_most", 7, "7", false],
    ["begins_with", "shang", "Shanghai", true],
    ["is_known", undefined, "", true],
    ["is_known", undefined, undefined, false],
  ] as const)("%s %s of %s: %s", (op, value, told, expected) => {
    const clause = { attribute: "a", op, ...(value === undefined ? {} : { value }) } as EligibilityRule;
    expect(isEligible(clause, told === undefined ? {} : { a: told })).toBe(expected);
  });

  it("never reads what an object inherits", () => {
    expect(isEligible({ attribute: "constructor", op: "is_known" }, {})).toBe(false);
  });
});

describe("a nested rule", () => {
  it("holds, or names the clauses that stand in the way", () => {
    expect(isEligible(rule, { country: "SG", daysSinceSignup: 3 })).toBe(true);
    expect(refusingClauses(rule, { country: "US", daysSinceSignup: 3 })).toEqual([
      { pointer: "/all/0", says: "country must be one of CN, SG; it is US" },
    ]);
    expect(refusingClauses(rule, { country: "CN", daysSinceSignup: 9 })).toEqual([
      { pointer: "/all/1/any/0", says: "daysSinceSignup must be less than 7; it is 9" },
      { pointer: "/all/1/any/1", says: "plan must be pro; it was not told" },
    ]);
    expect(refusingClauses({ not: rule }, { country: "CN", plan: "PRO" })).toEqual([
      { pointer: "/not", says: expect.stringMatching(/^not \(country .* and \(.* or .*\)\)$/) },
    ]);
  });

  it.each([
    ["no rule", 5, []],
    ["an unknown field", { attribute: "a", op: "is", value: 1, more: 1 }, ["more"]],
    ["an unknown word", { attribute: "a", op: "equals", value: 1 }, ["op"]],
    ["a list where one value goes", { attribute: "a", op: "is", value: [1] }, ["value"]],
    ["an empty list", { all: [] }, ["all"]],
    ["two groups at once", { all: [country], any: [country] }, ["any"]],
    [
      "a wrong clause within",
      { any: [country, { not: { attribute: "", op: "is", value: 1 } }] },
      ["any", 1, "not", "attribute"],
    ],
    ["no number", { attribute: "a", op: "at_least", value: "5" }, ["value"]],
  ])("is refused for %s, with its place", (_, wrong, path) => {
    const parsed = eligibilityRule.safeParse(wrong);
    expect(parsed.success ? [] : parsed.error.issues.map((issue) => issue.path)).toContainEqual(path);
  });

  it("is refused when it is too deep or too long", () => {
    let deep: unknown = country;
    for (let level = 0; level < 6; level += 1) deep = { not: deep };
    expect(eligibilityRule.safeParse(deep).success).toBe(false);
    expect(eligibilityRule.safeParse({ any: Array.from({ length: 51 }, () => country) }).success).toBe(false);
    expect(eligibilityRule.safeParse({ any: Array.from({ length: 50 }, () => country) }).success).toBe(true);
  });
});
