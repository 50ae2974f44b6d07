import { describe, expect, it } from "vitest";
import { AXIS } from "./axis";
import type { TimeMarker } from "./growth-over-spend";
import { markersIn, placeLabels, placeMarkers } from "./time-marks";

const buckets = Array.from({ length: 10 }, (_, day) => ({
  start: new Date(Date.UTC(2026, 10, 1 + day)).toISOString(),
}));
const at = (day: number, hour = 0) => new Date(Date.UTC(2026, 10, day, hour)).toISOString();
const mark = (kind: TimeMarker["kind"], from: string, label: string, to?: string | null): TimeMarker => ({
  kind,
  from,
  label,
  detail: "who, why",
  ...(to === undefined ? {} : { to }),
});

describe("markers", () => {
  it("stand in order of time, and those off the axis are left out", () => {
    const placed = placeMarkers(
      [mark("launch", at(5), "B"), mark("price", at(2), "A"), mark("launch", at(25), "never")],
      buckets,
    );
    expect(placed.map(({ label, at: share }) => [label, Number(share.toFixed(3))])).toEqual([
      ["A", 0.1],
      ["B", 0.4],
    ]);
  });

  it.each([
    ["a launch in its own bucket only", mark("launch", at(3, 10), "x"), [2]],
    ["a pause in every bucket that it touches", mark("pause", at(3, 10), "x", at(5, 1)), [2, 3, 4]],
    ["a pause that ends with a bucket not in the next", mark("pause", at(3, 10), "x", at(4)), [2]],
    ["a note in its own bucket only", mark("annotation", at(3, 10), "x"), [2]],
    [
      "a note with an end in every bucket that it touches",
      mark("annotation", at(3, 10), "x", at(5, 1)),
      [2, 3, 4],
    ],
    ["an open pause to the end", mark("pause", at(9, 10), "x", null), [8, 9]],
  ])("tell %s", (_, marker, told) => {
    const where = buckets
      .map((__, index) => index)
      .filter((index) => markersIn([marker], buckets, index).length);
    expect(where).toEqual(told);
  });

  it("show no two labels on top of each other, and every pause before a launch", () => {
    const width = 400;
    const placed = placeMarkers(
      [
        mark("launch", at(5), "Launch: a long name"),
        mark("launch", at(5, 6), "Launch: another"),
        mark("pause", at(5, 3), "Paused 03:00–04:00", at(5, 4)),
        mark("launch", at(10), "Launch at the right edge"),
      ],
      buckets,
    );
    const labels = placeLabels(placed, width);
    const plot = width - AXIS.left - AXIS.right;
    const boxes = placed.flatMap((marker, index) => {
      const label = labels[index];
      return label ? [[marker.at * plot - label.shift, marker.label.length * 6.1 + 16] as const] : [];
    });
    for (const [index, [from, long]] of boxes.entries()) {
      expect(from + long).toBeLessThanOrEqual(plot + AXIS.right);
      for (const [start, wide] of boxes.slice(index + 1)) {
        expect(from >= start + wide || from + long <= start).toBe(true);
      }
    }
    expect(placed.filter((_, index) => labels[index]).map(({ kind }) => kind)).toContain("pause");
  });
});
