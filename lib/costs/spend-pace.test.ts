import { describe, expect, it } from "vitest";
import { median, timesUsual, toSpendPace } from "./spend-pace";

describe("spend an hour", () => {
  it("is held against the median of the same hour", () => {
    expect(toSpendPace(96n, [31n, 29n, 35n, 30n, 900n, 33n, 28n])).toEqual({
      nowMicros: 96n,
      usualMicros: 31n,
      days: 7,
    });
    expect(median([4n, 1n, 3n, 2n])).toBe(2n);
    expect(median([])).toBeNull();
  });

  it("has no usual with fewer than three days, and nothing is a multiple of nothing", () => {
    expect(toSpendPace(5n, [1n, 2n]).usualMicros).toBeNull();
    expect(timesUsual(96n, 31n)).toBeCloseTo(3.097, 3);
    expect(timesUsual(96n, 0n)).toBeNull();
    expect(timesUsual(96n, null)).toBeNull();
  });
});
