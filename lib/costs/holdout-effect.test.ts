import { expect, it } from "vitest";
import {
  compareGroups,
  effectWords,
  FEWEST_IN_GROUP,
  shareDifference,
  shareInterval,
} from "./holdout-effect";

// Newcombe 1998, Table II: intervals of method 10, to four digits
it.each([
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [6, 7, 2, 7, 0.0582, 0.8062],
  [5, 56, 0, 29, -0.0381, 0.1926],
  [0, 10, 0, 20, -0.1611, 0.2775],
  [10, 10, 0, 20, 0.6791, 1],
])("%i of %i against %i of %i: from %d to %d, as published", (part, of, other, otherOf, low, high) => {
  const found = shareDifference([part, of], [other, otherOf]);
  expect(found.difference).toBeCloseTo(part / of - other / otherOf, 12);
  expect(found.low).toBeCloseTo(low, 4);
  expect(found.high).toBeCloseTo(high, 4);
});

it("the interval of a share never leaves 0 to 1 and never is a point", () => {
  for (const [part, of] of [
    [0, 1],
    [0, 500],
    [500, 500],
  ] as const) {
    const { low, high } = shareInterval(part, of);
    expect(low).toBeGreaterThanOrEqual(0);
    expect(high).toBeLessThanOrEqual(1);
    expect(high - low).toBeGreaterThan(0);
  }
});

it("says that there is not enough data rather than a difference of a handful", () => {
  const few = { subjects: FEWEST_IN_GROUP - 1, active: 10, mean: 5, variance: 1 };
  const many = { subjects: 5_000, active: 1_000, mean: 5, variance: 1 };
  const told = compareGroups(many, few);
  expect(told).toMatchObject({ active: null, cost: null, heldOut: { subjects: 99 } });
  expect(effectWords(told)).toMatch(/^Not enough data: .* 5000 and 99/);
});

it("says more, fewer, or that it may be chance", () => {
  const group = (active: number) => ({ subjects: 1_000, active, mean: 0, variance: 0 });
  expect(effectWords(compareGroups(group(500), group(400)))).toMatch(
    /^10\.0 points more .*\+5\.\d to \+14\.\d/,
  );
  expect(effectWords(compareGroups(group(400), group(500)))).toMatch(/^10\.0 points fewer /);
  expect(effectWords(compareGroups(group(500), group(495)))).toMatch(/may be chance/);
});
