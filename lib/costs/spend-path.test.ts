import { describe, expect, it } from "vitest";
import { arrowOf, describePath, type PathPoint, scaleOf, shadeOf, toPathPoints, toSteps } from "./spend-path";

const bucket = (count: number | null, ...micros: string[]) => ({
  users: count === null ? null : { new: count },
  spend: count === null ? null : micros.map((one) => ({ micros: one })),
});

describe("the path", () => {
  const points = toPathPoints([bucket(5, "1", "9007199254740993"), bucket(null), bucket(0), bucket(7, "3")]);

  it("has a point for each bucket that is known, zero among them, and sums exactly", () => {
    expect(points).toEqual([
      { nth: 0, newUsers: 5, micros: 9007199254740994n },
      { nth: 2, newUsers: 0, micros: 0n },
      { nth: 3, newUsers: 7, micros: 3n },
    ]);
  });

  it("breaks where a bucket is missing", () => {
    expect(toSteps(points).map(({ from, to }) => [from.nth, to.nth])).toEqual([[2, 3]]);
  });
});

it.each([
  [10, 0, 0, 100],
  [10, 10, 100, 100],
  [10, 5, 50, 100],
  [0, 0, 50, 100],
])("of %s, %s is at %s of %s pixels", (most, value, pixel, wide) => {
  expect(scaleOf(most, 0, wide)(value)).toBe(pixel);
});

it("a pixel may run the other way, as heights do", () => {
  expect(scaleOf(4, 200, 20)(1)).toBe(155);
});

it.each([
  ["right", { x: 40, y: 0 }, 0],
  ["down", { x: 0, y: 40 }, 90],
  ["left", { x: -40, y: 0 }, 180],
])("an arrow points %s in the middle of its step", (_, to, degrees) => {
  expect(arrowOf({ x: 0, y: 0 }, to)).toEqual({ x: to.x / 2, y: to.y / 2, degrees });
});

it("a step shorter than its arrow has none", () => {
  expect(arrowOf({ x: 0, y: 0 }, { x: 5, y: 5 })).toBeNull();
});

it("later steps are darker", () => {
  expect([0, 1, 2].map((nth) => shadeOf(nth, 3))).toEqual([0.35, 0.675, 1]);
  expect(shadeOf(0, 1)).toBe(1);
});

describe("in words", () => {
  const point = (nth: number, newUsers: number, micros: bigint): PathPoint => ({ nth, newUsers, micros });
  const tell = ({ nth, newUsers, micros }: PathPoint) => `${nth}: ${newUsers}, ${micros}`;
  it.each([
    ["nothing", [], null],
    ["one day", [point(3, 1, 2n)], "One day: 3: 1, 2."],
    [
      "one extreme",
      [point(0, 1, 1n), point(1, 9, 9n), point(2, 2, 2n)],
      "From 0: 1, 1 to 2: 2, 2. Most new users and most spend together: 1: 9, 9.",
    ],
    [
      "two extremes",
      [point(0, 9, 1n), point(1, 1, 9n)],
      "From 0: 9, 1 to 1: 1, 9. Most new users: 0: 9, 1. Most spend: 1: 1, 9.",
    ],
  ])("%s", (_, points, words) => {
    expect(describePath(points, tell)).toBe(words);
  });
});
