import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { traces } from "../../e2e/fixtures/traces";
import { backTest, neededFor, timesRatio } from "./back-test";

/** A row of numbers that is the same each time. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe("the interval of a forecast", () => {
  it("is nothing until there are nine past forecasts and five trials, whatever the length", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 31 }),
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 81, maxLength: 81 }),
        (ahead, values) => {
          const needed = neededFor(ahead);
          expect(backTest(values.slice(0, needed - 1), ahead).interval).toBeNull();
          const { interval, tested, held } = backTest(values.slice(0, needed), ahead);
          expect(tested).toBe(5);
          expect(held).toBeLessThanOrEqual(tested);
          expect(interval?.low).toBeLessThanOrEqual(1);
          expect(interval?.high).toBeGreaterThanOrEqual(1);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("worked by hand: of nine forecasts of one day, the least and the greatest", () => {
    // seven tens, then each day doubled or halved against the mean of the seven before it
    const past = [10, 10, 10, 10, 10, 10, 10, 20, 10, 5, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10];
    const { interval, tested } = backTest(past, 1);
    expect(tested).toBe(5);
    expect(interval?.low).toBeCloseTo(5 / (80 / 7), 10);
    expect(interval?.high).toBeCloseTo(2, 10);
  });

  it("is tried with what was known by then alone: a day that only the future saw never helps", () => {
    // a calm year, then a day of ten times as much: nobody could have known
    const past = [...Array(60).fill(100), 1000];
    const { tested, held } = backTest(past, 1);
    expect(held).toBe(tested - 1);
  });

  it("holds about eight times in ten where the future is like the past", () => {
    const next = noise(7);
    const week = [100, 100, 105, 110, 120, 160, 150];
    for (const ahead of [1, 5, 12]) {
      const past = Array.from({ length: 900 }, (_, nth) => (week[nth % 7] ?? 100) * (0.8 + 0.4 * next()));
      const { tested, held } = backTest(past, ahead);
      expect(tested).toBeGreaterThan(800);
      expect(held / tested).toBeGreaterThan(0.74);
      expect(held / tested).toBeLessThan(0.9);
    }
  });

  it("makes no forecast from nothing", () => {
    expect(backTest(Array(90).fill(0), 3)).toMatchObject({ interval: null, tested: 0, held: 0 });
    expect(timesRatio(1_000_000n, 1.25)).toBe(1_250_000n);
  });
});

/** GPU seconds in each hour or day of the trace, from the first full one to the last. */
function gpuSeconds(file: string, unitMs: number): number[] {
  const [head = "", ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const [at, used] = ["gmt_create", "exec_time_seconds"].map((name) => head.split(",").indexOf(name));
  const sums = new Map<number, number>();
  for (const line of lines) {
    const cells = line.split(",");
    const unit = Math.floor(Date.parse(`${cells[at ?? 0]?.replace(" ", "T")}Z`) / unitMs);
    sums.set(unit, (sums.get(unit) ?? 0) + Number(cells[used ?? 0] || 0));
  }
  const units = [...sums.keys()];
  const [first, last] = [Math.min(...units) + 1, Math.max(...units)];
  return Array.from({ length: last - first }, (_, nth) => sums.get(first + nth) ?? 0);
}

describe.skipIf(!traces.gentd26)("on the GenTD26 trace, a launch that nobody could foresee", () => {
  const HOUR_MS = 3_600_000;
  const file = traces.gentd26 ?? "";

  it("has an interval for one day, and none for two: 22 full days are too few", () => {
    const days = gpuSeconds(file, 24 * HOUR_MS);
    expect(days).toHaveLength(22);
    expect(backTest(days, 1)).toMatchObject({ tested: 6, interval: expect.anything() });
    expect(backTest(days, 2).interval).toBeNull();
  });

  it("held as often as is said here, hour by hour", () => {
    const hours = gpuSeconds(file, HOUR_MS);
    const held = [1, 6, 24].map((ahead) => {
      const test = backTest(hours, ahead, 24);
      return [ahead, test.tested, Math.round((test.held / test.tested) * 100)];
    });
    // hours ahead, trials, held in %: an interval for a day ahead is too narrow while the curve turns, and says so
    expect(held).toEqual([
      [1, 519, 94],
      [6, 509, 89],
      [24, 473, 73],
    ]);
  });
});
