import { describe, expect, it } from "vitest";
import { addDays } from "./day";
import { toSpan } from "./day-book";
import { firstDayForForecast, forecastCurve, forecastMonth } from "./forecast";

const spent = (from: string, micros: number[]) =>
  micros.map((spendMicros, nth) => ({ day: addDays(from, nth), spendMicros: BigInt(spendMicros) }));

it("the pace leaves out a part of a day, which counts in what was spent", () => {
  const full = [
    { day: "2026-11-09", spendMicros: 10n, noPace: true },
    { day: "2026-11-10", spendMicros: 960n },
  ];
  expect(forecastMonth("2026-11-11", full, 0n)).toMatchObject({
    perDayMicros: 960n,
    paceDays: 1,
    soFarMicros: 970n,
    micros: 970n + 20n * 960n,
  });
  expect(forecastMonth("2026-11-10", full.slice(0, 1), 20n)).toMatchObject({
    known: false,
    soFarMicros: 30n,
  });
});

it.each([
  ["UTC", "2026-11-10T23:45:00Z", "2026-11-11"],
  ["UTC", "2026-11-10T00:14:59Z", "2026-11-10"],
  ["Asia/Shanghai", "2026-11-10T16:05:00Z", "2026-11-11"],
])("in %s with the first event at %s the first full day is %s", (zone, at, day) => {
  expect(toSpan(at, "2026-11-20T00:00:00Z", zone).firstFull).toBe(day);
});

describe("the end of the month", () => {
  it("is what was spent, and a day of the last seven full days' mean for each that is left, today's among them", () => {
    // 1–20 November; the last seven: 20 … 80, mean 50
    const full = spent("2026-11-01", [...Array(13).fill(10), 20, 30, 40, 50, 60, 70, 80]);
    // 130 + 350 before today; today and nine more days at 50
    expect(forecastMonth("2026-11-21", full, 5n)).toEqual({
      known: true,
      month: "2026-11",
      micros: 980n,
      interval: {
        known: false,
        detail:
          "How far off a forecast of 10 days may be is known after 39 full days of usage; there are 20.",
      },
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
    expect(curve[22]?.forecast).toEqual({ micros: 100n, lowMicros: null, highMicros: null });
    expect(curve.at(-1)?.forecast?.micros).toBe(
      (forecastMonth("2026-11-22", full, 5n) as { micros: bigint }).micros,
    );
    expect(curve).toHaveLength(30);
    expect(curve[21]?.forecast).toBeNull();
  });

  it("has no forecast without a pace", () => {
    expect(forecastCurve("2026-11-22", [], 5n).every(({ forecast }) => forecast === null)).toBe(true);
  });
});

describe("the interval", () => {
  // weekdays of different weight, and no two weeks alike
  const week = [10, 12, 12, 11, 13, 20, 22];
  const full = spent(
    "2026-09-01",
    Array.from({ length: 80 }, (_, nth) => (week[nth % 7] ?? 0) * (90 + ((nth * 37) % 21))),
  );
  const today = addDays("2026-09-01", 80);

  it("is that of past forecasts of as many days, and the way there widens to it", () => {
    const forecast = forecastMonth(today, full, 0n);
    if (!forecast.known || !forecast.interval.known) throw new Error("no interval");
    const { lowMicros, highMicros, tested, held, percent } = forecast.interval;
    expect(percent).toBe(80);
    expect(lowMicros < forecast.micros && forecast.micros < highMicros).toBe(true);
    expect(tested).toBe(80 - 2 * (forecast.daysLeft + 1) - 14);
    expect(held).toBeLessThanOrEqual(tested);
    const last = forecastCurve(today, full, 0n).at(-1)?.forecast;
    expect(last).toEqual({ micros: forecast.micros, lowMicros, highMicros });
  });

  it("never ends below what was spent already", () => {
    const forecast = forecastMonth("2026-11-30", spent("2026-09-01", [...Array(89).fill(0), 700]), 9n);
    const low = forecast.known && forecast.interval.known ? forecast.interval.lowMicros : 709n;
    expect(low >= 709n).toBe(true);
  });

  it("is none where the past is too short for it", () => {
    const short = forecastMonth("2026-11-28", spent("2026-11-05", Array(23).fill(10)), 0n);
    // three days ahead take 25
    expect(short.known && short.interval).toMatchObject({ known: false });
    const enough = forecastMonth("2026-11-28", spent("2026-11-03", Array(25).fill(10)), 0n);
    expect(enough.known && enough.interval).toMatchObject({ known: true, tested: 5, held: 5 });
  });
});
