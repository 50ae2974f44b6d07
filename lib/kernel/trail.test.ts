import { expect, it } from "vitest";
import { firstParam, neighbours, readTrail, type Trail, writeTrail } from "./trail";

function again(trail: Trail): Trail {
  const query = new URLSearchParams();
  writeTrail(query, trail);
  return readTrail({ cursor: query.getAll("cursor"), back: query.getAll("back") });
}

it("leads forward and all the way back through the same pages", () => {
  const first: Trail = { back: [] };
  expect(neighbours(first, null)).toEqual({ previous: null, next: null });
  const second = again(neighbours(first, "C2").next ?? first);
  const third = again(neighbours(second, "C3").next ?? first);
  expect(third).toEqual({ cursor: "C3", back: ["", "C2"] });
  expect(neighbours(third, null).previous).toEqual(second);
  expect(neighbours(second, "C3").previous).toEqual(first);
});

it("remembers no more than fifty pages", () => {
  let trail: Trail = { back: [] };
  for (let page = 0; page < 80; page += 1) trail = neighbours(trail, `C${page}`).next ?? trail;
  expect(trail.back).toHaveLength(50);
});

it("reads nothing of a trail without a cursor", () => {
  expect(readTrail({ back: ["a", "b"] })).toEqual({ back: [] });
});

it("takes the first of many values and none that is empty", () => {
  expect(firstParam({ a: ["x", "y"] }, "a")).toBe("x");
  expect(firstParam({ a: "  \0" }, "a")).toBeUndefined();
  expect(firstParam({}, "a")).toBeUndefined();
});
