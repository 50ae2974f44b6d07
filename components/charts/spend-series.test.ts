import { expect, it } from "vitest";
import type { GrowthBucket } from "./growth-over-spend";
import { toLayers, toSpendSeries } from "./spend-series";

const bucket = (spend: Record<string, string> | null): GrowthBucket => ({
  start: "2026-11-01T00:00:00Z",
  label: "Sun 1",
  isCurrent: false,
  users: null,
  spend: spend && Object.entries(spend).map(([model, micros]) => ({ model, micros })),
});

it("names the three that cost most, in that order, and sums the rest", () => {
  const { series, rows } = toSpendSeries([
    bucket({ a: "1", b: "500", c: "30", d: "20", e: "9007199254740993" }),
    bucket({ d: "20" }),
    bucket({}),
  ]);
  expect(series.map(({ name }) => name)).toEqual(["e", "b", "d", "other"]);
  expect(rows).toEqual([
    [9007199254740993n, 500n, 20n, 31n],
    [0n, 0n, 20n, 0n],
    [0n, 0n, 0n, 0n],
  ]);
});

it("keeps a missing bucket apart from one that cost nothing", () => {
  expect(toSpendSeries([bucket(null), bucket({ a: "0" })]).rows).toEqual([null, [0n]]);
});

it("has no other while three names suffice", () => {
  expect(toSpendSeries([bucket({ a: "1", b: "2", c: "3" })]).series.map(({ name }) => name)).toEqual([
    "c",
    "b",
    "a",
  ]);
});

it("calls a model that is itself named other by its name", () => {
  const { series, rows } = toSpendSeries([bucket({ other: "9", b: "2", c: "3", d: "1" })]);
  expect(series.map(({ key }) => key)).toEqual(["s0", "s1", "s2", "other"]);
  expect(rows).toEqual([[9n, 3n, 2n, 1n]]);
});

it("keeps layers in their order, also those that cost nothing, and the rest last", () => {
  const layers = toLayers(["before", "first week"], "no user");
  const { series, rows } = toSpendSeries(
    [bucket({ "no user": "7", before: "1", "first week": "500" }), bucket(null), bucket({ before: "2" })],
    layers,
  );
  expect(series.map(({ name }) => name)).toEqual(["before", "first week", "no user"]);
  expect(rows).toEqual([[1n, 500n, 7n], null, [2n, 0n, 0n]]);
});
