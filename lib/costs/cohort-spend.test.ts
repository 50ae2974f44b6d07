import { expect, it } from "vitest";
import { CohortSpend, cohortEdges } from "./cohort-spend";
import { dayEdges } from "./day";

const at = (text: string) => Date.parse(text);

it("cohorts are whole weeks of the zone around up to 42 days, and months around more", () => {
  const zone = "Europe/Berlin";
  expect(cohortEdges(dayEdges("2026-10-22", "2026-10-28", zone), zone)).toEqual({
    unit: "week",
    // the second week has the hour that autumn gives back
    cohortEdges: [at("2026-10-18T22:00Z"), at("2026-10-25T23:00Z"), at("2026-11-01T23:00Z")],
  });
  expect(cohortEdges(dayEdges("2026-10-19", "2026-10-25", zone), zone).cohortEdges).toHaveLength(2);
  expect(cohortEdges(dayEdges("2026-01-01", "2026-02-11", zone), zone).unit).toBe("week");
  expect(cohortEdges(dayEdges("2026-01-01", "2026-02-12", zone), zone)).toEqual({
    unit: "month",
    cohortEdges: [at("2025-12-31T23:00Z"), at("2026-01-31T23:00Z"), at("2026-02-28T23:00Z")],
  });
});

it("every user's days count for the cohort it came with, an unknown cost adds a user and no cost", () => {
  const spend = new CohortSpend([new Set([1, 2]), new Set([3])]);
  spend.addDay([1, 2, 9], [10, -1, 4]);
  spend.addDay([1, 3, 9], [5, 0, 2 ** 53 - 1]);
  expect(spend.days).toEqual([
    [10n, 0n, 4n],
    [5n, 0n, 9_007_199_254_740_991n],
  ]);
  expect(spend.inAll()).toEqual([
    { users: 2, costMicros: 15n },
    { users: 1, costMicros: 0n },
    { users: 1, costMicros: 9_007_199_254_740_995n },
  ]);
});
