import { describe, expect, it } from "vitest";
import { comparedDays, comparisonWords, resolveView, type View, viewQuery } from "./view";
import { readViewUrl, toViewUrl } from "./view-url";

// 21 November in Shanghai, 20 November in UTC
const now = Date.parse("2026-11-20T23:30:00Z");
const at = { now, zone: "Asia/Shanghai", sources: ["chatbot", "demo"] };
const read = (params: Record<string, string | string[]>) => readViewUrl(params, at);

const usual: View = {
  from: "2026-11-01",
  to: "2026-11-21",
  range: 21,
  compare: "none",
  source: "",
  timeZone: "Asia/Shanghai",
  groupBy: "model",
};

describe("an address", () => {
  it("without anything shows the last 21 days on the clock of the reports", () => {
    expect(read({})).toEqual({ view: usual, notes: [] });
  });

  it("says days, comparison, source, grouping and zone", () => {
    const asked = {
      from: "2026-10-01",
      to: "2026-10-31",
      compare: "weekdays",
      source: "chatbot",
      groupBy: "region",
      timeZone: "UTC",
    };
    expect(read(asked)).toEqual({ view: { ...asked, range: null }, notes: [] });
  });

  it("ends today on the clock that it names", () => {
    expect(read({ range: "7", timeZone: "UTC" }).view).toMatchObject({
      from: "2026-11-14",
      to: "2026-11-20",
    });
  });

  it.each([
    ["range", "5"],
    ["range", "7; drop"],
    ["compare", "everything"],
    ["timeZone", "Mars/Olympus"],
    ["timeZone", "+08:00"],
    ["groupBy", "subject"],
    ["source", "nobody"],
    ["source", "x".repeat(500)],
    ["from", "2026-02-30"],
  ])("falls back from %s=%s with one sentence", (field, value) => {
    const { view, notes } = read({ [field]: value });
    expect(view).toEqual(usual);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/instead|by model/);
  });

  it.each([
    [{ from: "2026-11-01" }],
    [{ to: "2026-11-01" }],
    [{ from: "2026-11-05", to: "2026-11-01" }],
    [{ from: "2025-01-01", to: "2026-11-01" }],
    [{ range: "7", from: "2026-11-01", to: "2026-11-05" }],
    [{ from: "2026-12-01", to: "2026-12-05" }],
  ])("falls back from the range %j with one sentence", (params) => {
    const { view, notes } = read(params);
    expect(view).toEqual(usual);
    expect(notes).toHaveLength(1);
  });

  it("leaves out the days that are not here yet, and says so", () => {
    const { view, notes } = read({ from: "2026-11-10", to: "2026-12-24" });
    expect(view).toMatchObject({ from: "2026-11-10", to: "2026-11-21", range: null });
    expect(notes).toEqual(["2026-12-24 is not here yet: the days until today are shown."]);
  });

  it("takes every source by a star, and the first of values given twice", () => {
    expect(read({ source: "*" })).toMatchObject({ view: { source: "*" }, notes: [] });
    expect(read({ range: ["7", "14"] }).view.range).toBe(7);
  });

  it("is short: what is usual is not in it", () => {
    expect(toViewUrl("/", usual, "Asia/Shanghai")).toBe("/");
    expect(
      toViewUrl("/costs", { ...usual, range: 30, compare: "previous", source: "*" }, "Asia/Shanghai"),
    ).toBe("/costs?range=30&compare=previous&source=*");
  });

  it.each<Partial<View>>([
    { range: 7 },
    { range: null, from: "2026-10-01", to: "2026-10-31" },
    { compare: "plan", groupBy: "campaign" },
    { compare: "none" },
    { source: "chatbot", timeZone: "Asia/Kathmandu" },
  ])("opens the same view again: %j", (more) => {
    const view = { ...resolveView({}, at), ...more };
    const url = new URL(toViewUrl("/costs", view, "Asia/Shanghai"), "http://x");
    const again = readViewUrl(Object.fromEntries(url.searchParams), { ...at, path: "/costs" }).view;
    expect(toViewUrl("/costs", again, "Asia/Shanghai")).toBe(`${url.pathname}${url.search}`);
    expect(again).toMatchObject(more);
  });
});

describe("what a view is held against", () => {
  const days = (range: number, compare: View["compare"]) =>
    comparedDays({ ...usual, from: `2026-11-${String(22 - range).padStart(2, "0")}`, compare });

  it("is as many days before, or whole weeks before", () => {
    expect(days(7, "previous")).toEqual({ from: "2026-11-08", to: "2026-11-14" });
    expect(days(7, "weekdays")).toEqual({ from: "2026-11-08", to: "2026-11-14" });
    expect(days(10, "previous")).toEqual({ from: "2026-11-02", to: "2026-11-11" });
    expect(days(10, "weekdays")).toEqual({ from: "2026-10-29", to: "2026-11-07" });
    expect(days(7, "none")).toBeNull();
    expect(days(7, "plan")).toBeNull();
  });

  it("is told in words", () => {
    expect(comparisonWords({ ...usual, from: "2026-11-15", compare: "weekdays" })).toBe(
      "the same weekdays before, 8–14 Nov 2026",
    );
  });
});

describe("the query of the API", () => {
  it.each([
    [{ range: "5" }, "range"],
    [{ from: "2026-11-01" }, "to"],
    [{ from: "2026-11-02", to: "2026-11-01" }, "to"],
    [{ range: "7", from: "2026-11-01", to: "2026-11-02" }, "range"],
    [{ timeZone: "" }, "timeZone"],
  ])("refuses %j at its field", (query, field) => {
    expect(viewQuery.safeParse(query).error?.issues[0]?.path).toEqual([field]);
  });

  it("refuses what it does not know", () => expect(viewQuery.safeParse({ days: "7" }).success).toBe(false));
});
