import { describe, expect, it } from "vitest";
import type { Interval } from "./calendar";
import { decideRange, usageQuery } from "./usage-report";

const decide = (from: string, to: string, interval: Interval, zone: string) =>
  decideRange(Date.parse(from), Date.parse(to), interval, zone);

describe("a range", () => {
  it.each([
    ["a day cut at its start", "2026-11-01T01:00Z", "2026-11-03T00:00Z", "day", "UTC", "#/query/from"],
    ["a day cut at its end", "2026-11-01T00:00Z", "2026-11-03T00:30Z", "day", "UTC", "#/query/to"],
    [
      "days of another zone",
      "2026-11-01T00:00Z",
      "2026-11-03T00:00Z",
      "day",
      "Asia/Shanghai",
      "#/query/from",
    ],
    [
      "an hour of Kathmandu",
      "2026-11-01T00:00Z",
      "2026-11-01T02:15Z",
      "hour",
      "Asia/Kathmandu",
      "#/query/from",
    ],
    ["a week that begins on Sunday", "2026-11-01T00:00Z", "2026-11-08T00:00Z", "week", "UTC", "#/query/from"],
    ["a month cut", "2026-11-02T00:00Z", "2026-12-01T00:00Z", "month", "UTC", "#/query/from"],
    ["nothing between", "2026-11-01T00:00Z", "2026-11-01T00:00Z", "day", "UTC", "#/query/to"],
    ["the end before the start", "2026-11-02T00:00Z", "2026-11-01T00:00Z", "day", "UTC", "#/query/to"],
    [
      "more hours than a year has",
      "2025-01-01T00:00Z",
      "2026-12-01T00:00Z",
      "hour",
      "UTC",
      "#/query/interval",
    ],
  ] as [string, string, string, Interval, string, string][])(
    "is refused for %s",
    (_, from, to, interval, zone, pointer) =>
      expect(decide(from, to, interval, zone)).toMatchObject({
        ok: false,
        error: { code: "invalid_request", errors: [{ pointer }] },
      }),
  );

  it("names the edges that would do", () => {
    const refused = decide("2026-11-01T00:00Z", "2026-11-03T00:00Z", "day", "Asia/Shanghai");
    expect(!refused.ok && refused.error.detail).toContain(
      "take 2026-10-31T16:00:00.000Z or 2026-11-01T16:00:00.000Z",
    );
  });

  it("looks back by one bucket, and by as many as it has", () => {
    const decided = decide("2026-10-01T00:00Z", "2027-01-01T00:00Z", "month", "UTC");
    expect(decided).toMatchObject({
      ok: true,
      value: { bucketBefore: Date.parse("2026-09-01T00:00Z"), periodBefore: Date.parse("2026-07-01T00:00Z") },
    });
  });
});

describe("the query", () => {
  const from = "2026-11-01T00:00:00Z";
  const to = "2026-11-02T00:00:00Z";
  it("is of days unless it says", () =>
    expect(usageQuery.parse({ from, to })).toMatchObject({ interval: "day" }));
  it("takes an empty filter as none", () =>
    expect(usageQuery.parse({ from, to, source: "", model: "" })).toMatchObject({
      source: undefined,
      model: undefined,
    }));
  it("reads a + that came as a space", () =>
    expect(usageQuery.parse({ from: "2026-11-01T00:00:00 08:00", to }).from).toBe(
      "2026-10-31T16:00:00.000Z",
    ));
  it.each([
    ["from", { to }],
    ["to", { from }],
    ["from", { from: "2026-11-01", to }],
    ["from", { from: "1990-01-01T00:00:00Z", to }],
    ["interval", { from, to, interval: "minute" }],
    ["timeZone", { from, to, timeZone: "Mars/Olympus" }],
    ["timeZone", { from, to, timeZone: "+08:00" }],
    ["groupBy", { from, to, groupBy: "subject" }],
  ])("is refused for a wrong %s", (field, query) => {
    const parsed = usageQuery.safeParse(query);
    expect(parsed.success).toBe(false);
    expect(parsed.error?.issues[0]?.path).toEqual([field]);
  });
});
