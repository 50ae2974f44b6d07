import { describe, expect, it } from "vitest";
import { earlierBucket, floorToBucket, type Interval, listBuckets, nextBucket, offsetMs } from "./calendar";

const at = (text: string) => Date.parse(text);
const iso = (ms: number) => new Date(ms).toISOString().replace(".000Z", "Z");

describe("the bucket of an instant begins", () => {
  it.each([
    ["day", "UTC", "2024-12-03T23:59:59Z", "2024-12-03T00:00:00Z"],
    ["day", "Asia/Shanghai", "2024-12-02T16:00:00Z", "2024-12-02T16:00:00Z"],
    ["day", "Asia/Shanghai", "2024-12-02T15:59:59Z", "2024-12-01T16:00:00Z"],
    ["day", "Asia/Kolkata", "2026-03-01T00:00:00Z", "2026-02-28T18:30:00Z"],
    ["day", "Asia/Kathmandu", "2026-03-01T18:14:59Z", "2026-02-28T18:15:00Z"],
    ["hour", "Asia/Kathmandu", "2026-03-01T10:00:00Z", "2026-03-01T09:15:00Z"],
    ["hour", "UTC", "2026-03-01T10:59:59Z", "2026-03-01T10:00:00Z"],
    ["week", "UTC", "2026-11-29T23:00:00Z", "2026-11-23T00:00:00Z"],
    ["week", "UTC", "2026-11-30T00:00:00Z", "2026-11-30T00:00:00Z"],
    ["week", "America/New_York", "2026-11-02T04:59:00Z", "2026-10-26T04:00:00Z"],
    ["month", "America/New_York", "2026-12-01T04:59:59Z", "2026-11-01T04:00:00Z"],
    ["month", "Asia/Shanghai", "2026-11-30T16:00:00Z", "2026-11-30T16:00:00Z"],
    // clocks skip midnight in São Paulo on this day: it begins at 01:00
    ["day", "America/Sao_Paulo", "2018-11-04T12:00:00Z", "2018-11-04T03:00:00Z"],
    // midnight comes twice in Havana on this day: it begins with the first
    ["day", "America/Havana", "2026-11-01T12:00:00Z", "2026-11-01T04:00:00Z"],
  ] as [Interval, string, string, string][])("%s in %s of %s at %s", (interval, zone, instant, start) =>
    expect(iso(floorToBucket(at(instant), interval, zone))).toBe(start),
  );
});

function lengths(from: string, to: string, interval: Interval, zone: string) {
  const edges = listBuckets(at(from), at(to), interval, zone, 1000) ?? [];
  return edges.slice(1).map((edge, index) => (edge - (edges[index] ?? 0)) / 3_600_000);
}

describe("buckets", () => {
  it("of a day in spring and in autumn have 23 and 25 hours", () => {
    expect(lengths("2026-03-07T05:00Z", "2026-03-10T04:00Z", "day", "America/New_York")).toEqual([
      24, 23, 24,
    ]);
    expect(lengths("2026-10-31T04:00Z", "2026-11-03T05:00Z", "day", "America/New_York")).toEqual([
      24, 25, 24,
    ]);
  });
  it("of hours are 23 and 25 on those days, of one hour each", () => {
    expect(lengths("2026-03-08T05:00Z", "2026-03-09T04:00Z", "hour", "America/New_York")).toEqual(
      Array(23).fill(1),
    );
    expect(lengths("2026-11-01T04:00Z", "2026-11-02T05:00Z", "hour", "America/New_York")).toEqual(
      Array(25).fill(1),
    );
  });
  it("of hours where clocks move by half an hour are of half an hour more or less", () => {
    expect(lengths("2024-04-06T13:00Z", "2024-04-06T16:30Z", "hour", "Australia/Lord_Howe")).toEqual([
      1, 1.5, 1,
    ]);
    expect(lengths("2024-10-05T14:30Z", "2024-10-05T17:00Z", "hour", "Australia/Lord_Howe")).toEqual([
      1, 0.5, 1,
    ]);
  });
  it("leave out the day that Samoa left out", () => {
    const days = listBuckets(at("2011-12-28T10:00Z"), at("2012-01-01T10:00Z"), "day", "Pacific/Apia", 100);
    expect(days?.map(iso)).toEqual(
      ["2011-12-28", "2011-12-29", "2011-12-30", "2011-12-31", "2012-01-01"].map(
        (date) => `${date}T10:00:00Z`,
      ),
    );
  });
  it("of months follow the calendar, a leap year too", () => {
    expect(lengths("2024-01-01T00:00Z", "2024-04-01T00:00Z", "month", "UTC")).toEqual([
      31 * 24,
      29 * 24,
      31 * 24,
    ]);
  });
  it("are none at all when they would be too many", () => {
    expect(listBuckets(at("2026-01-01"), at("2026-01-11"), "day", "UTC", 10)).toHaveLength(11);
    expect(listBuckets(at("2026-01-01"), at("2026-01-12"), "day", "UTC", 10)).toBeNull();
    expect(listBuckets(at("2026-01-01"), at("2026-02-12"), "hour", "UTC", 100)).toBeNull();
  });

  const zones = [
    "UTC",
    "Asia/Shanghai",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Chatham",
  ];
  it.each(zones)(
    "join without gaps in %s over a year, and each step back is a step forward undone",
    (zone) => {
      for (const interval of ["hour", "day", "week", "month"] as const) {
        const from = floorToBucket(at("2026-01-01T12:00Z"), interval, zone);
        const to = floorToBucket(
          at(interval === "hour" ? "2026-05-01T12:00Z" : "2027-01-05T12:00Z"),
          interval,
          zone,
        );
        const edges = listBuckets(from, to, interval, zone, 10_000) ?? [];
        expect(edges.at(-1)).toBe(to);
        for (const [index, edge] of edges.slice(0, -1).entries()) {
          const next = edges[index + 1] ?? 0;
          if (interval !== "hour" || index % 7 === 0) {
            expect(nextBucket(edge, interval, zone)).toBe(next);
            expect(floorToBucket(next - 1, interval, zone)).toBe(edge);
            expect(earlierBucket(next, interval, zone)).toBe(edge);
          }
        }
      }
    },
  );
});

it("every zone's clock differs from UTC by whole quarters of an hour, from 2000 on", () => {
  const odd = Intl.supportedValuesOf("timeZone").filter((zone) => {
    for (let year = 2000; year <= 2036; year += 1) {
      for (const month of [0, 3, 6, 9])
        if (offsetMs(Date.UTC(year, month, 15), zone) % 900_000 !== 0) return true;
    }
    return false;
  });
  expect(odd).toEqual([]);
});
