import { describe, expect, it } from "vitest";
import { addDays } from "./day";
import { firstDayForForecast, forecastCurve, forecastMonth } from "./forecast";

const spent = (from: string, micros: number[]) =>
  micros.map((spendMicros, nth) => ({ day: addDays(from, nth), spendMicros: BigInt(spendMicros) }));

describe("the end of the month", () => {
  it("is what was spent, and a day of the last seven full days' mean for each that is left, today's among them", () => {
    // 1–20 November; the last seven: 20 … 80, mean 50
    const full = spent("2026-11-01", [...Array(13).fill(10), 20, 30, 40, 50, 60, 70, 80]);
    // 130 + 350 before today; today and nine more days at 50
    expect(forecastMonth("2026-11-21", full, 5n)).toEqual({
      known: true,
      month: "2026-11",
      micros: 980n,
      lowMicros: 680n,
      highMicros: 1_280n,
      soFarMicros: 485n,
      paceDays: 7,
      perDayMicros: 50n,
      daysLeft: 9,
    });
  });

  it("takes today as it is once that is more than the pace", () => {
    const full = spent("2026-11-14", Array(7).fill(50));
    expect(forecastMonth("2026-11-21", full, 200n)).toMatchObject({ micros: 350n + 200n + 450n });
  });

  it("takes the pace from the month before at the month's beginning, and none of its spend", () => {
    const full = spent("2026-11-24", Array(7).fill(70));
    expect(forecastMonth("2026-12-01", full, 10n)).toMatchObject({
      month: "2026-12",
      micros: 31n * 70n,
      soFarMicros: 10n,
      daysLeft: 30,
    });
    expect(firstDayForForecast("2026-12-01")).toBe("2026-11-24");
    expect(firstDayForForecast("2026-12-20")).toBe("2026-12-01");
  });

  it("is exact on the last day, and goes by fewer days when there are fewer", () => {
    const full = spent("2026-11-29", [40]);
    expect(forecastMonth("2026-11-30", full, 7n)).toMatchObject({ micros: 80n, daysLeft: 0, paceDays: 1 });
    expect(forecastMonth("2026-11-30", [], 7n)).toMatchObject({ known: false, soFarMicros: 7n });
  });

  it("divides once, so that sevenths do not add up to a loss", () => {
    const full = spent("2026-11-14", [1, 0, 0, 0, 0, 0, 0]);
    // ten days of a seventh are one and a bit
    expect(forecastMonth("2026-11-21", full, 0n)).toMatchObject({ micros: 1n + 1n, perDayMicros: 0n });
  });
});

describe("the way there", () => {
  const full = spent("2026-11-19", [10, 20, 30]);
  const curve = forecastCurve("2026-11-22", full, 5n);

  it("adds up what was spent, from the first day that something is known of", () => {
    expect(curve.slice(17, 23).map(({ day, spentMicros }) => [day.slice(8), spentMicros])).toEqual([
      ["18", null],
      ["19", 10n],
      ["20", 30n],
      ["21", 60n],
      ["22", 65n],
      ["23", null],
    ]);
  });

  it("goes on at the pace, and ends where the forecast does", () => {
    // 60 before today, today and tomorrow at 20
    expect(curve[22]?.forecast).toEqual({ micros: 100n, lowMicros: 80n, highMicros: 120n });
    const { micros, lowMicros, highMicros } = forecastMonth("2026-11-22", full, 5n) as never as Record<
      string,
      bigint
    >;
    expect(curve.at(-1)?.forecast).toEqual({ micros, lowMicros, highMicros });
    expect(curve).toHaveLength(30);
    expect(curve[21]?.forecast).toBeNull();
  });

  it("has no forecast without a pace", () => {
    expect(forecastCurve("2026-11-22", [], 5n).every(({ forecast }) => forecast === null)).toBe(true);
  });
});
