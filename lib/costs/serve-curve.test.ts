import { describe, expect, it } from "vitest";
import { type AgeCohort, daysNeeded, leftOut, serveCurve, studentT95 } from "./serve-curve";

const cohort = (users: number, ...costs: number[]): AgeCohort => ({
  day: "2026-11-01",
  users,
  costs: costs.map(BigInt),
});

describe("what one user costs over the first days", () => {
  it("is the sum over ages of what users cost at that age, of those alone who are old enough", () => {
    const old = Array.from({ length: 7 }, () => cohort(20, 2_000, 1_000, 400));
    const young = Array.from({ length: 3 }, () => cohort(20, 4_000));
    // (7 × 2,000 + 3 × 4,000) / 200 = 130, then 7 × 1,000 / 140 = 50, then 20
    expect(serveCurve([...old, ...young]).map(({ micros }) => micros)).toEqual([130n, 180n, 200n]);
  });

  it("counts those who stay away, and no day without newcomers", () => {
    const cohorts = [...Array.from({ length: 7 }, () => cohort(20, 0, 2_000)), cohort(0, 0, 0)];
    expect(serveCurve(cohorts).map(({ micros }) => micros)).toEqual([0n, 100n]);
  });

  it("has an interval as wide as days differ, by hand", () => {
    // means of 1 to 7 in equal cohorts: jackknife of a mean is its standard error, √(4⅔ / 7) = 0.8165
    const cohorts = Array.from({ length: 7 }, (_, nth) => cohort(100, (nth + 1) * 100 * 1_000_000));
    const [day] = serveCurve(cohorts);
    const reach = Math.exp((1.943 * Math.sqrt(14 / 3 / 7)) / 4);
    expect(day?.micros).toBe(4_000_000n);
    expect(Number(day?.lowMicros) / 1e6).toBeCloseTo(4 / reach, 2);
    expect(Number(day?.highMicros) / 1e6).toBeCloseTo(4 * reach, 2);
  });

  it("ends where fewer than seven days, or than a hundred users, are old enough", () => {
    expect(serveCurve(Array.from({ length: 6 }, () => cohort(500, 1)))).toEqual([]);
    expect(serveCurve(Array.from({ length: 7 }, () => cohort(14, 1)))).toEqual([]);
    const cohorts = Array.from({ length: 12 }, (_, nth) => cohort(20, ...Array(12 - nth).fill(10)));
    expect(serveCurve(cohorts)).toHaveLength(6);
  });

  it("is Student's: the tables of t at 95 %", () => {
    expect(studentT95(6)).toBeCloseTo(1.943, 3);
    expect(studentT95(10)).toBeCloseTo(1.812, 3);
    expect(studentT95(30)).toBeCloseTo(1.697, 3);
  });
});

it.each([
  [1, 11],
  [7, 19],
  [30, 45],
])("the first %i days take %i full days of usage, the first of which are left out", (horizon, days) => {
  expect(daysNeeded(horizon)).toBe(days);
  const cohorts = days - leftOut(days) - horizon - 1;
  expect(cohorts).toBe(7);
});

/** mulberry32: a seeded generator, uniform in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

it("of 300 histories with heavy tails, days that differ and users too young, nine in ten intervals hold the truth", () => {
  const random = seeded(20_261_130);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const [ages, cohorts, sigma] = [10, 30, 1.5];
  const staying = (age: number) => 0.8 ** age;
  // mean of exp(sigma × normal) is exp(sigma² / 2); of a day's own factor likewise
  const truth =
    Array.from({ length: ages }, (_, age) => staying(age)).reduce((a, b) => a + b, 0) *
    1_000 *
    Math.exp(sigma ** 2 / 2) *
    Math.exp(0.2 ** 2 / 2);
  let held = 0;
  for (let trial = 0; trial < 300; trial += 1) {
    const history = Array.from({ length: cohorts }, (_, day): AgeCohort => {
      const lived = Math.min(ages, cohorts - day);
      const costs = Array<number>(lived).fill(0);
      const factor = Math.exp(0.2 * normal());
      const users = 40 + Math.floor(random() * 40);
      for (let user = 0; user < users; user += 1) {
        const size = 1_000 * factor * Math.exp(sigma * normal());
        for (let age = 0; age < lived; age += 1) {
          if (random() < staying(age)) costs[age] = (costs[age] ?? 0) + size;
        }
      }
      return { day: "2026-11-01", users, costs: costs.map((cost) => BigInt(Math.round(cost))) };
    });
    const last = serveCurve(history)[ages - 1];
    if (last && Number(last.lowMicros) <= truth && truth <= Number(last.highMicros)) held += 1;
  }
  expect(held / 300).toBeGreaterThan(0.85);
  expect(held / 300).toBeLessThan(0.96);
});
