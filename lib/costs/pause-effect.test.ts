import { describe, expect, it } from "vitest";
import { effectWindows, tellEffect, toFigure } from "./pause-effect";

const at = (time: string) => Date.parse(`${time}Z`);
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16);
const since2020 = { zone: "UTC", firstEventAt: at("2020-01-01T00:00"), otherPauses: [] };

describe("the hours by which a pause is judged", () => {
  it("are its whole hours, and the same hours of the 63 days before", () => {
    const windows = effectWindows({ from: at("2026-11-20T09:41"), to: at("2026-11-20T15:20") }, since2020);
    expect(windows?.judged).toEqual({ from: at("2026-11-20T10:00"), to: at("2026-11-20T15:00") });
    expect(windows?.ahead).toBe(1);
    expect(windows?.before).toHaveLength(63);
    expect(windows?.before.at(-1)).toEqual({ from: at("2026-11-19T10:00"), to: at("2026-11-19T15:00") });
    expect(windows?.before[0]).toEqual({ from: at("2026-09-18T10:00"), to: at("2026-09-18T15:00") });
  });

  it("are none when it was shorter than a whole hour of the clock", () => {
    expect(effectWindows({ from: at("2026-11-20T09:01"), to: at("2026-11-20T10:59") }, since2020)).toBeNull();
    expect(
      effectWindows({ from: at("2026-11-20T09:00"), to: at("2026-11-20T10:00") }, since2020)?.judged,
    ).toEqual({
      from: at("2026-11-20T09:00"),
      to: at("2026-11-20T10:00"),
    });
  });

  it("are full days of a pause of days, at most fourteen, each held against a day", () => {
    const windows = effectWindows({ from: at("2026-11-01T09:30"), to: at("2026-11-04T20:00") }, since2020);
    expect([windows?.judged.from, windows?.judged.to].map((ms) => iso(ms ?? 0))).toEqual([
      "2026-11-01T10:00",
      "2026-11-04T10:00",
    ]);
    expect(windows?.ahead).toBe(3);
    expect(windows?.before.at(-1)).toEqual({ from: at("2026-10-31T10:00"), to: at("2026-11-01T10:00") });
    expect(
      effectWindows({ from: at("2026-01-01T00:00"), to: at("2026-03-01T00:00") }, since2020)?.ahead,
    ).toBe(14);
  });

  it("keep the time of day where the clocks changed in between", () => {
    // Berlin: 12:00 is 11:00 UTC on 26 October, and was 10:00 UTC on the 24th
    const windows = effectWindows(
      { from: at("2026-10-26T11:00"), to: at("2026-10-26T14:00") },
      { ...since2020, zone: "Europe/Berlin" },
    );
    expect(windows?.before.slice(-2).map(({ from }) => iso(from))).toEqual([
      "2026-10-24T10:00",
      "2026-10-25T11:00",
    ]);
  });

  it("leave out days before the first event and days of other pauses", () => {
    const windows = effectWindows(
      { from: at("2026-11-20T10:00"), to: at("2026-11-20T12:00") },
      {
        zone: "UTC",
        firstEventAt: at("2026-11-15T10:30"),
        otherPauses: [{ from: at("2026-11-18T11:59"), to: at("2026-11-18T13:00") }],
      },
    );
    expect(windows?.before.map(({ from }) => iso(from))).toEqual([
      "2026-11-16T10:00",
      "2026-11-17T10:00",
      "2026-11-19T10:00",
    ]);
  });
});

describe("what a pause did", () => {
  it("worked by hand: 40 spent where 100 a day were usual, and had been between 80 and 120", () => {
    // the ratios of past forecasts lie between 0.8 and 1.2
    const before = Array.from({ length: 61 }, (_, nth) => [100, 80, 120, 100, 100, 100, 100][nth % 7] ?? 0);
    const told = tellEffect(40, before, 1);
    expect(told).toMatchObject({ actual: 40, forecast: 100, detail: null });
    expect(told.interval?.low).toBeCloseTo(80, 6);
    expect(told.interval?.high).toBeCloseTo(120, 6);
    const { avoided, interval } = toFigure(told, Math.round);
    expect([avoided, interval?.low, interval?.high]).toEqual([60, 40, 80]);
  });

  it("of three days is held against three times a day", () => {
    expect(tellEffect(0, Array(40).fill(10), 3).forecast).toBe(30);
  });

  it("says what it lacks: a forecast, or how far off that may be", () => {
    expect(tellEffect(5, Array(6).fill(10), 1)).toEqual({
      actual: 5,
      forecast: null,
      interval: null,
      detail: "Not enough history: it takes these hours of 7 days before it; there are 6.",
    });
    expect(tellEffect(5, Array(20).fill(10), 1)).toMatchObject({
      forecast: 10,
      interval: null,
      detail: "Not enough history for an interval: it takes 21 days before it; there are 20.",
    });
    expect(tellEffect(5, Array(21).fill(10), 1).interval).toMatchObject({ tested: 5, held: 5 });
  });
});
