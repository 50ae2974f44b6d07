import { describe, expect, it } from "vitest";
import { AXIS, bucketAt, labelEvery, shareOf, spanOf, ticksFor } from "./axis";

const days = (count: number) =>
  Array.from({ length: count }, (_, day) => ({ start: new Date(Date.UTC(2026, 10, 1 + day)).toISOString() }));

describe("ticks", () => {
  it.each([
    [490, 270, true, [-200, 0, 200, 400]],
    [1181, 0, false, [0, 500, 1000]],
    [3, 0, true, [0, 1, 2, 3]],
    [0, 0, true, [0]],
    [0.8, 0, false, [0, 0.2, 0.4, 0.6, 0.8]],
    [7, 12, true, [-10, -5, 0, 5]],
  ])("for %f up and %f down", (up, down, whole, ticks) => {
    expect(ticksFor(up, down, whole).map((tick) => Number(tick.toFixed(9)))).toEqual(ticks);
  });

  it("are never more than a glance", () => {
    for (let size = 1; size < 5_000_000; size = Math.ceil(size * 1.7)) {
      expect(ticksFor(size, size / 3, true).length).toBeLessThanOrEqual(6);
    }
  });
});

describe("places on the axis", () => {
  it.each([
    ["2026-11-01T00:00:00Z", 0],
    ["2026-11-01T12:00:00Z", 0.125],
    ["2026-11-04T18:00:00Z", 0.9375],
    ["2026-10-31T23:59:59Z", null],
    ["2026-11-05T00:00:00Z", null],
  ])("puts %s at %s of four days", (instant, share) => {
    expect(shareOf(instant, days(4))).toBe(share);
  });

  it("knows nowhere on an empty axis", () => {
    expect(shareOf("2026-11-01T00:00:00Z", [])).toBeNull();
    expect(spanOf("2026-11-01T00:00:00Z", null, [])).toBeNull();
  });

  it.each([
    [
      "within",
      "2026-11-02T00:00:00Z",
      "2026-11-03T00:00:00Z",
      { from: 0.25, to: 0.5, begins: true, ends: true },
    ],
    ["open", "2026-11-02T00:00:00Z", null, { from: 0.25, to: 1, begins: true, ends: false }],
    [
      "from before",
      "2026-10-02T00:00:00Z",
      "2026-11-02T00:00:00Z",
      { from: 0, to: 0.25, begins: false, ends: true },
    ],
    ["over before", "2026-10-02T00:00:00Z", "2026-10-03T00:00:00Z", null],
    ["after", "2026-12-02T00:00:00Z", null, null],
    [
      "over all",
      "2026-10-02T00:00:00Z",
      "2026-12-03T00:00:00Z",
      { from: 0, to: 1, begins: false, ends: false },
    ],
  ])("clamps a stretch that lies %s", (_, from, to, span) => {
    expect(spanOf(from, to, days(4))).toEqual(span);
  });

  it("finds the bucket under the pointer, at the edges too", () => {
    const width = AXIS.left + AXIS.right + 400;
    expect(
      [0, AXIS.left, AXIS.left + 99, AXIS.left + 100, AXIS.left + 399, width].map((at) =>
        bucketAt(at, width, 4),
      ),
    ).toEqual([0, 0, 0, 1, 3, 3]);
  });

  it.each([
    [21, 1150, 1],
    [21, 288, 6],
    [90, 1150, 5],
    [1, 10, 1],
  ])("names of %i buckets on %i pixels every %i", (count, width, every) => {
    expect(labelEvery(count, width)).toBe(every);
  });
});
