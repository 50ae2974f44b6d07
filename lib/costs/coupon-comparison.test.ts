import { describe, expect, it } from "vitest";
import { Moments, type Stratum, standardizedDifference } from "./coupon-comparison";

const of = (users: number, mean: number, variance = 1): Stratum => ({ users, mean, variance });

describe("the difference of two groups", () => {
  it("of one week is Welch's", () => {
    // worked by hand: 1.96 × √(4/400 + 9/100) = 0.6198
    const told = standardizedDifference([{ given: of(400, 5, 4), other: of(100, 3, 9) }]);
    expect(told).toMatchObject({ given: 5, other: 3, difference: 2 });
    expect(told?.low).toBeCloseTo(2 - 0.619795, 5);
    expect(told?.high).toBeCloseTo(2 + 0.619795, 5);
  });

  it("is none where the groups differ only in the weeks in which they came (Simpson)", () => {
    // within each week both are alike; all together 9 of 10 users with a coupon came in the better week
    const told = standardizedDifference([
      { given: of(900, 10), other: of(100, 10) },
      { given: of(100, 2), other: of(900, 2) },
    ]);
    expect(told?.difference).toBeCloseTo(0, 12);
    expect(told?.given).toBeCloseTo(9.2, 12);
  });

  it("leaves out weeks with nobody to compare with, and is not told of a handful", () => {
    const lonely = { given: of(5_000, 99), other: of(1, 0) };
    const week = { given: of(200, 5), other: of(200, 4) };
    expect(standardizedDifference([lonely, week])).toEqual(standardizedDifference([week]));
    expect(standardizedDifference([{ given: of(99, 5), other: of(500, 4) }])).toBeNull();
    expect(standardizedDifference([])).toBeNull();
  });

  it("covers the truth about 95 times in 100, costs being skewed as costs are", () => {
    let state = 42;
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return (state + 0.5) / 2 ** 32;
    };
    const spend = (mean: number) => -Math.log(random()) * mean;
    const held = Array.from({ length: 400 }, () => {
      const weeks = [120, 300].map((users) => {
        const [given, other] = [new Moments(), new Moments()];
        for (let nth = 0; nth < users; nth += 1) {
          given.add(spend(12));
          other.add(spend(10));
        }
        return { given: given.stratum, other: other.stratum };
      });
      const told = standardizedDifference(weeks);
      return told !== null && told.low <= 2 && told.high >= 2;
    }).filter(Boolean).length;
    expect(held).toBeGreaterThanOrEqual(365);
    expect(held).toBeLessThanOrEqual(395);
  });
});

it("mean and variance in one pass are those of the textbook", () => {
  const moments = new Moments();
  for (const value of [2, 4, 4, 4, 5, 5, 7, 9]) moments.add(value);
  expect(moments.stratum.mean).toBeCloseTo(5, 12);
  expect(moments.stratum.variance).toBeCloseTo(32 / 7, 12);
});
