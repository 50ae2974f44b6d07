import { expect, it } from "vitest";
import { baseOf, readChartView, writeChartView } from "./chart-view";

it.each([
  [{}, { view: "panels", since: null }, 0],
  [{ view: "indexed", since: "2026-11-13" }, { view: "indexed", since: "2026-11-13" }, 0],
  [{ view: "scatter" }, { view: "scatter", since: null }, 0],
  [{ view: "pie" }, { view: "panels", since: null }, 1],
  [{ view: "indexed", since: "2026-02-30" }, { view: "indexed", since: null }, 1],
])("%o is %o with %i notes", (params, chart, notes) => {
  const read = readChartView(params);
  expect(read.chart).toEqual(chart);
  expect(read.notes).toHaveLength(notes);
});

it.each([
  [{ view: "panels" as const, since: "2026-11-13" }, ""],
  [{ view: "indexed" as const, since: null }, "view=indexed"],
  [{ view: "indexed" as const, since: "2026-11-13" }, "view=indexed&since=2026-11-13"],
  [{ view: "scatter" as const, since: "2026-11-13" }, "view=scatter"],
])("%o is written as %s", (chart, query) => {
  const written = new URLSearchParams();
  writeChartView(written, chart);
  expect(written.toString()).toBe(query);
});

it.each([
  ["the chosen day", "2026-11-03", 2],
  ["the first day that has a figure, when none was chosen", null, 1],
  ["the same, when the chosen day is before the range", "2026-10-31", 1],
  ["the same, when it is after it", "2026-11-04", 1],
])("%s is 100", (_, since, at) => {
  expect(baseOf([{ users: null }, { users: {} }, { users: {} }], "2026-11-01", since)).toBe(at);
});
