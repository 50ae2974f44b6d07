import { describe, expect, it } from "vitest";
import {
  addMonths,
  axisLabel,
  dayAt,
  dayEdges,
  daysIn,
  formatDay,
  formatDays,
  isDay,
  listDays,
  sameTimeOfDay,
  startOfDay,
} from "./day";

const iso = (at: number) => new Date(at).toISOString();
const ms = (at: string) => Date.parse(at);

describe("a day", () => {
  it.each([
    ["2026-02-28", true],
    ["2026-02-29", false],
    ["2028-02-29", true],
    ["1999-12-31", false],
    ["2101-01-01", false],
    ["2026-2-1", false],
    ["2026-11-21T00:00", false],
  ])("%s exists: %s", (text, exists) => expect(isDay(text)).toBe(exists));

  it.each([
    ["2026-11-20T16:00:00.000Z", "Asia/Shanghai", "2026-11-21"],
    ["2026-11-20T15:59:59.999Z", "Asia/Shanghai", "2026-11-20"],
    ["2026-11-21T04:59:59Z", "America/New_York", "2026-11-20"],
  ])("at %s in %s is %s", (at, zone, day) => expect(dayAt(ms(at), zone)).toBe(day));

  it.each([
    ["2026-11-01", "Asia/Shanghai", "2026-10-31T16:00:00.000Z"],
    ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z"],
    ["2026-03-30", "Europe/Berlin", "2026-03-29T22:00:00.000Z"],
    // Samoa crossed the date line: it had no 30 December 2011
    ["2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
    ["2011-12-31", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
    // Beirut's clocks go on at midnight: the day begins at one
    ["2026-03-29", "Asia/Beirut", "2026-03-28T22:00:00.000Z"],
  ])("%s begins in %s at %s", (day, zone, start) => expect(iso(startOfDay(day, zone))).toBe(start));

  it("has 23 and 25 hours where the clocks change", () => {
    const hours = (edges: number[]) =>
      edges.slice(1).map((edge, nth) => (edge - (edges[nth] ?? 0)) / 3_600_000);
    expect(hours(dayEdges("2026-03-28", "2026-03-30", "Europe/Berlin"))).toEqual([24, 23, 24]);
    expect(hours(dayEdges("2026-10-24", "2026-10-26", "Europe/Berlin"))).toEqual([24, 25, 24]);
  });
});

describe("the same time of another day", () => {
  it.each([
    // a week without a change of the clocks
    ["2026-11-21T07:42:08.123Z", -7, "Asia/Shanghai", "2026-11-14T07:42:08.123Z"],
    // New York's clocks went back on 1 November: 09:00 is 14:00 UTC after it and 13:00 before it
    ["2026-11-03T14:00:00.000Z", -7, "America/New_York", "2026-10-27T13:00:00.000Z"],
    // and forward on 8 March: 09:00 is 13:00 UTC after it and 14:00 before it
    ["2026-03-10T13:00:00.000Z", -7, "America/New_York", "2026-03-03T14:00:00.000Z"],
    // 02:30 did not exist on 8 March: the same time a week before the 15th
    ["2026-03-15T06:30:00.000Z", -7, "America/New_York", "2026-03-08T07:30:00.000Z"],
    // 01:30 came twice on 1 November: the first one
    ["2026-11-08T06:30:00.000Z", -7, "America/New_York", "2026-11-01T05:30:00.000Z"],
  ])("%s, %i days, %s: %s", (at, days, zone, then) =>
    expect(iso(sameTimeOfDay(ms(at), days, zone))).toBe(then),
  );
});

it("months have their days, leap years too, and years pass", () => {
  expect(["2026-01", "2026-02", "2028-02", "2026-04"].map(daysIn)).toEqual([31, 28, 29, 30]);
  expect(addMonths("2026-12", 1)).toBe("2027-01");
  expect(addMonths("2026-01", -1)).toBe("2025-12");
  expect(listDays("2026-02-27", "2026-03-01")).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
});

it("words name days as people do", () => {
  expect(formatDay("2026-11-21")).toBe("Sat 21 Nov");
  expect(formatDay("2026-09-01")).toBe("Tue 1 Sep");
  expect(formatDays("2026-11-01", "2026-11-21")).toBe("1–21 Nov 2026");
  expect(formatDays("2026-10-25", "2026-11-21")).toBe("25 Oct – 21 Nov 2026");
  expect(formatDays("2025-12-25", "2026-01-03")).toBe("25 Dec 2025 – 3 Jan 2026");
  expect(formatDays("2026-11-21", "2026-11-21")).toBe("Sat 21 Nov 2026");
  expect(["2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02"].map(axisLabel)).toEqual([
    "Fri 30 Oct",
    "Sat 31",
    "Sun 1 Nov",
    "Mon 2",
  ]);
});
