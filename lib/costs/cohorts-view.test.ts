import { describe, expect, it } from "vitest";
import { cohortLines, cohortsQuery, formatRetention } from "./cohorts-view";

describe("the share that came back", () => {
  it.each([
    [0, 40, "0 %"],
    [1, 40, "2.5 %"],
    [13, 40, "33 %"],
    [40, 40, "100 %"],
    [1, 9_000, "< 0.1 %"],
    [0, 0, ""],
  ])("%i of %i is %s", (users, of, words) => expect(formatRetention({ users, of })).toBe(words));
});

it("the file has a row a cohort and leaves weeks that go on empty", () => {
  const cell = (after: number, users: number, of: number, isOver = true) => ({ after, users, of, isOver });
  expect(
    cohortLines({
      weeks: [
        { week: "2026-11-16", users: 4, cells: [cell(0, 4, 4), cell(1, 2, 4, false)] },
        { week: "2026-11-23", users: 3, cells: [cell(0, 3, 3, false)] },
      ],
      campaigns: [{ campaign: null, users: 7, cells: [cell(0, 4, 4)] }],
    }),
  ).toEqual([
    ["cohort", "name", "new_users", "week_0_users", "week_0_of", "week_1_users", "week_1_of"],
    ["week", "2026-11-16", 4, 4, 4, "", ""],
    ["week", "2026-11-23", 3, "", "", "", ""],
    ["campaign", "", 7, 4, 4, "", ""],
  ]);
});

it("the query takes 2 to 30 weeks and nothing that it does not know", () => {
  expect(cohortsQuery.parse({}).weeks).toBe(12);
  expect(cohortsQuery.parse({ weeks: "30" }).weeks).toBe(30);
  for (const wrong of [{ weeks: "31" }, { weeks: "1" }, { weeks: "x" }, { weeks: "2.5" }, { week: "3" }])
    expect(cohortsQuery.safeParse(wrong).success).toBe(false);
});
