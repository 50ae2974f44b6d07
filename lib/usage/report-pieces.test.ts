import { describe, expect, it } from "vitest";
import { type Interval, intervals } from "./calendar";
import { moments } from "./growth";
import { cutReport } from "./report-pieces";
import { decideRange } from "./usage-report";

function cut(from: string, to: string, interval: Interval, zone: string, settledBefore: string) {
  const range = decideRange(Date.parse(from), Date.parse(to), interval, zone);
  if (!range.ok) throw new Error(range.error.detail);
  return { range: range.value, ...cutReport(range.value, interval, zone, Date.parse(settledBefore)) };
}

describe("the pieces of a report", () => {
  it.each(intervals.map((interval) => [interval] as const))(
    "of %ss join without gaps, and no piece leaves its bucket",
    (interval) => {
      for (const zone of ["UTC", "Asia/Kathmandu", "America/New_York"]) {
        const offset = zone === "UTC" ? "Z" : zone === "Asia/Kathmandu" ? "+05:45" : "-04:00";
        const [from, to] = interval === "week" ? ["2026-06-01", "2026-07-13"] : ["2026-06-01", "2026-07-01"];
        const { range, beginning, pieces } = cut(
          `${from}T00:00:00${offset}`,
          `${to}T00:00:00${offset}`,
          interval,
          zone,
          "2026-06-20T11:22:33Z",
        );
        let at = beginning;
        for (const piece of pieces) {
          expect(piece.from).toBe(at);
          at = piece.to;
          if (piece.moment >= 0) {
            expect(piece.from).toBeGreaterThanOrEqual(range.edges[piece.moment] ?? 0);
            expect(piece.to).toBeLessThanOrEqual(range.edges[piece.moment + 1] ?? 0);
          } else expect(piece.to).toBeLessThanOrEqual(range.edges[0] ?? 0);
          if (piece.isWhole) expect(piece.to).toBeLessThanOrEqual(Date.parse("2026-06-20T11:22:33Z"));
        }
        expect(at).toBe(range.edges.at(-1));
        expect(beginning).toBeLessThanOrEqual(range.periodBefore);
        expect(pieces.some(({ isWhole }) => isWhole)).toBe(true);
      }
    },
  );

  it("of a day that goes on are its quarters that are over, and the rest", () => {
    const { pieces } = cut("2026-06-10T00:00Z", "2026-06-11T00:00Z", "day", "UTC", "2026-06-10T13:00Z");
    expect(pieces.filter(({ moment }) => moment >= moments.bucketBefore)).toEqual([
      { moment: -1, from: Date.parse("2026-06-09"), to: Date.parse("2026-06-10"), isWhole: true },
      { moment: 0, from: Date.parse("2026-06-10"), to: Date.parse("2026-06-10T06:00Z"), isWhole: true },
      {
        moment: 0,
        from: Date.parse("2026-06-10T06:00Z"),
        to: Date.parse("2026-06-10T12:00Z"),
        isWhole: true,
      },
      { moment: 0, from: Date.parse("2026-06-10T12:00Z"), to: Date.parse("2026-06-11"), isWhole: false },
    ]);
  });

  it("of months are the months", () => {
    const { pieces } = cut("2026-01-01T00:00Z", "2026-07-01T00:00Z", "month", "UTC", "2026-12-01T00:00Z");
    expect(pieces.filter(({ moment }) => moment >= 0).map(({ isWhole }) => isWhole)).toEqual(
      Array(6).fill(true),
    );
  });
});
