import { describe, expect, it } from "vitest";
import { ClosedPeriods } from "./closed-periods";
import { periodEdges, periodOf } from "./period";

const at = (time: string) => Date.parse(time) * 1000;
const month = (from: string, to: string) => ({ fromMicros: at(from), toMicros: at(to) });

describe("what lies in a closed period", () => {
  const closed = new ClosedPeriods([
    month("2026-04-01Z", "2026-05-01Z"),
    month("2026-02-01Z", "2026-03-01Z"),
    month("2026-01-01Z", "2026-02-01Z"),
  ]);
  it.each([
    ["before all of them stays", "2025-12-31T23:59:59Z", "2025-12-31T23:59:59Z"],
    ["goes past the closed one behind it too", "2026-01-15T00:00:00Z", "2026-03-01T00:00:00Z"],
    ["begins with its first instant", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"],
    ["ends before its end", "2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z"],
    ["goes no further than to an open one", "2026-02-28T23:59:59Z", "2026-03-01T00:00:00Z"],
    ["of another stretch goes behind that", "2026-04-30T23:59:59Z", "2026-05-01T00:00:00Z"],
  ])("%s", (_, given, booked) => {
    expect(closed.bookingOf(at(given))).toBe(at(booked));
    expect(closed.isClosed(at(given))).toBe(given !== booked);
  });
});

describe("a month", () => {
  it.each([
    ["2026-11", "UTC", "2026-11-01T00:00:00.000Z", "2026-12-01T00:00:00.000Z"],
    ["2026-11", "Asia/Shanghai", "2026-10-31T16:00:00.000Z", "2026-11-30T16:00:00.000Z"],
    ["2026-03", "Europe/Berlin", "2026-02-28T23:00:00.000Z", "2026-03-31T22:00:00.000Z"],
    ["2026-02", "Asia/Kathmandu", "2026-01-31T18:15:00.000Z", "2026-02-28T18:15:00.000Z"],
    ["2026-01", "America/Los_Angeles", "2026-01-01T08:00:00.000Z", "2026-02-01T08:00:00.000Z"],
  ])("%s in %s", (period, zone, from, to) => {
    expect(periodEdges(period, zone)).toEqual({ from: Date.parse(from), to: Date.parse(to) });
    expect(periodOf(Date.parse(from), zone)).toBe(period);
    expect(periodOf(Date.parse(to) - 1, zone)).toBe(period);
    expect(periodOf(Date.parse(from) - 1, zone)).not.toBe(period);
  });
});
