import { describe, expect, it } from "vitest";
import { splitCurrent, toIndexed } from "./indexed";

describe("an indexed series", () => {
  it.each([
    ["the base is 100, the rest its shares", [50n, 75n, 25n], 0, [100, 150, 50]],
    ["the base may lie in the middle", [50n, 100n, 25n], 1, [50, 100, 25]],
    ["a missing bucket is a gap, a zero is a zero", [50n, null, 0n], 0, [100, null, 0]],
    ["a third is told to the ten-thousandth", [3n, 1n], 0, [100, 33.3333]],
    ["more than a float holds is exact", [9_007_199_254_740_993n, 18_014_398_509_481_986n], 0, [100, 200]],
  ])("%s", (_, values, base, points) => {
    expect(toIndexed(values, base)).toEqual({ known: true, points, compared: null });
  });

  it("stands on one base with what it is compared with, however long that is", () => {
    expect(toIndexed([50n, 60n, 70n], 0, [25n, null])).toMatchObject({ compared: [50, null, null] });
  });

  it.each([
    ["zero", [0n, 5n], 0, "zero"],
    ["missing", [null, 5n], 0, "missing"],
    ["not in the range", [5n], 7, "missing"],
  ])("is told to have no base that is %s, never divided by it", (_, values, base, reason) => {
    expect(toIndexed(values, base)).toEqual({ known: false, reason });
  });
});

it("the step to the current bucket stands apart; without one everything is over", () => {
  expect(splitCurrent([1, 2, 3], 2)).toEqual({ over: [1, 2, null], soFar: [null, 2, 3] });
  expect(splitCurrent([1, 2], -1)).toEqual({ over: [1, 2], soFar: [null, null] });
});
