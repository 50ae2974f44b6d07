import { expect, it } from "vitest";
import { costBins, dearestUsers, describeUsers, percentileOf, topShare } from "./user-distribution";

const upTo = (most: number) => Array.from({ length: most }, (_, nth) => nth + 1);

it.each([
  [0.5, 100, 50],
  [0.95, 100, 95],
  [0.99, 100, 99],
  [0.5, 1, 1],
  [0.5, 3, 2],
  [0.9, 5, 5],
])("P%d of 1…%i is the cost of user %i", (share, users, cost) => {
  expect(percentileOf(upTo(users), share)).toBe(cost);
});

it("the dearest percent is whole users, rounded up", () => {
  expect(topShare(upTo(150), 1)).toEqual({ percent: 1, users: 2, costMicros: 299n });
  expect(topShare(upTo(150), 10)).toMatchObject({ users: 15, costMicros: 2145n });
  expect(topShare([], 1)).toMatchObject({ users: 0, costMicros: 0n });
});

it("bins reach from 1, 2 and 5 times a power of ten on, without gaps, and hold everybody once", () => {
  expect(costBins([0, 0, 1, 19, 20, 100]).map((bin) => [bin.fromMicros, bin.toMicros, bin.users])).toEqual([
    [0, 1, 2],
    [1, 2, 1],
    [2, 5, 0],
    [5, 10, 0],
    [10, 20, 1],
    [20, 50, 1],
    [50, 100, 0],
    [100, 200, 1],
  ]);
  const costs = upTo(5_000).map((nth) => (nth * nth) % 99_991);
  const bins = costBins(costs.sort((a, b) => a - b));
  expect(bins.reduce((sum, { users }) => sum + users, 0)).toBe(5_000);
  for (const { fromMicros, toMicros, users } of bins)
    expect(costs.filter((cost) => cost >= fromMicros && cost < toMicros)).toHaveLength(users);
  expect(costBins([])).toEqual([]);
});

it("nobody has no percentile, and is not 0", () => {
  expect(describeUsers([])).toMatchObject({ users: 0, p50: null, meanMicros: null, bins: [] });
});

it("the dearest users come first", () => {
  const sums = [3, 9, 9, 1].map((costMicros, user) => ({ user, costMicros, requests: 1 }));
  expect(dearestUsers(sums, 3).map(({ user }) => user)).toEqual([1, 2, 0]);
});
