import { describe, expect, it } from "vitest";
import { boundsOf, layOutMonth, monthBeside, readMonth, spanOf, weeksOf } from "./calendar";

const campaign = (key: string, startsAt?: string, endsAt?: string, more = {}) => ({
  key,
  name: key,
  status: "active" as const,
  ...(startsAt ? { startsAt } : {}),
  ...(endsAt ? { endsAt } : {}),
  ...more,
});

describe("a month", () => {
  it.each([
    ["2026-11", "2026-10-26", "2026-12-06", 6],
    ["2026-02", "2026-01-26", "2026-03-01", 5],
    ["2027-02", "2027-02-01", "2027-02-28", 4],
  ])("%s lies from Monday %s to Sunday %s in %i weeks", (month, first, last, weeks) => {
    const days = weeksOf(month);
    expect([days[0]?.[0], days.at(-1)?.[6], days.length]).toEqual([first, last, weeks]);
  });

  it("has another before and after it", () => {
    expect(["2026-12", "2026-01", "2028-02"].map((month) => monthBeside(month, 1))).toEqual([
      "2027-01",
      "2026-02",
      "2028-03",
    ]);
    expect(["2026-12", "2026-01", "2026-03"].map((month) => monthBeside(month, -1))).toEqual([
      "2026-11",
      "2025-12",
      "2026-02",
    ]);
  });

  it("is the one on the wall of the zone where the address names none", () => {
    const now = new Date("2026-11-30T23:00:00Z");
    expect(readMonth({}, now, "UTC")).toBe("2026-11");
    expect(readMonth({}, now, "Asia/Shanghai")).toBe("2026-12");
    expect(readMonth({ month: "2026-13" }, now, "UTC")).toBe("2026-11");
    expect(readMonth({ month: "2027-04" }, now, "UTC")).toBe("2027-04");
  });

  it("begins and ends at the zone's midnights, across a change of the clock", () => {
    expect(boundsOf("2026-03", "Europe/Madrid")).toEqual({
      from: new Date("2026-02-22T23:00:00Z"),
      to: new Date("2026-04-05T22:00:00Z"),
    });
  });
});

describe("a campaign in the calendar", () => {
  it("lies on the days of the zone's wall; an end at midnight is the day before", () => {
    const one = campaign("a", "2026-11-12T17:00:00Z", "2026-11-30T16:00:00Z");
    expect(spanOf(one, "Asia/Shanghai")).toEqual({ from: "2026-11-13", to: "2026-11-30" });
    expect(spanOf(one, "UTC")).toEqual({ from: "2026-11-12", to: "2026-11-30" });
  });

  it("begins when it was launched and ends when it was ended, whatever was planned", () => {
    const one = campaign("a", "2026-11-12T00:00:00Z", "2026-12-30T16:00:00Z", {
      launchedAt: "2026-11-10T09:00:00Z",
      endedAt: "2026-11-20T09:00:00Z",
    });
    expect(spanOf(one, "UTC")).toEqual({ from: "2026-11-10", to: "2026-11-20" });
  });

  it("goes on without an end, is cut at the weeks, and stands where a line is free", () => {
    const weeks = layOutMonth(
      [
        campaign("late", "2026-11-05T10:00:00Z"),
        campaign("early", "2026-10-01T10:00:00Z", "2026-11-03T10:00:00Z"),
        campaign("between", "2026-11-04T10:00:00Z", "2026-11-04T18:00:00Z"),
        campaign("unplanned"),
      ],
      "2026-11",
      "UTC",
    );
    const told = weeks
      .slice(0, 2)
      .map(({ bars }) =>
        bars.map(({ campaign: { key }, from, to, begins, ends, lane }) => [
          key,
          from,
          to,
          begins,
          ends,
          lane,
        ]),
      );
    expect(told).toEqual([
      [["early", 0, 6, false, false, 0]],
      [
        ["early", 0, 1, false, true, 0],
        ["between", 2, 2, true, true, 0],
        ["late", 3, 6, true, false, 0],
      ],
    ]);
    expect(weeks.map(({ lanes }) => lanes)).toEqual([1, 1, 1, 1, 1, 1]);
  });
});
