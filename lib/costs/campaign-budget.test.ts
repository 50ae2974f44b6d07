import { describe, expect, it } from "vitest";
import {
  type CampaignPlan,
  campaignPlanFor,
  fillDays,
  toBudgetOutlook,
  toCampaignDays,
} from "./campaign-budget";
import { addDays } from "./day";

const UNIT = 1_000_000n;
const whole: CampaignPlan = { period: "campaign", month: null, budgetMicros: 300n * UNIT };
const monthly = (month: string, units: number | null): CampaignPlan => ({
  period: "month",
  month,
  budgetMicros: units === null ? null : BigInt(units) * UNIT,
});
const spend = (from: string, days: number, units: number) =>
  Array.from({ length: days }, (_, nth) => ({ day: addDays(from, nth), spendMicros: BigInt(units) * UNIT }));

describe("what holds of a campaign's budgets", () => {
  it("is of the kind that was set last, and by month the latest month that has begun", () => {
    expect(campaignPlanFor([], "2026-11")).toBeNull();
    expect(campaignPlanFor([monthly("2026-10", 5), whole], "2026-11")).toEqual(whole);
    const months = [whole, monthly("2026-10", 5), monthly("2026-12", 9)];
    expect(campaignPlanFor(months, "2026-11")).toMatchObject({ month: "2026-10" });
    expect(campaignPlanFor(months, "2026-12")).toMatchObject({ month: "2026-12" });
    expect(campaignPlanFor([...months, monthly("2026-11", null)], "2026-11")?.budgetMicros).toBeNull();
  });
});

describe("the days of a campaign", () => {
  const launchedAt = "2026-11-01T00:00:00Z";
  it.each([
    ["UTC", { launchedAt, endsAt: "2026-12-01T00:00:00Z" }, "2026-11-01", "2026-11-30"],
    // it is seen to be over when somebody looks
    [
      "UTC",
      { launchedAt, endsAt: "2026-12-01T00:00:00Z", endedAt: "2026-12-01T00:00:04Z" },
      "2026-11-01",
      "2026-11-30",
    ],
    [
      "UTC",
      { launchedAt, endsAt: "2026-12-01T00:00:00Z", endedAt: "2026-11-05T09:00:00Z" },
      "2026-11-01",
      "2026-11-05",
    ],
    ["Asia/Shanghai", { launchedAt, endsAt: "2026-11-30T16:00:00Z" }, "2026-11-01", "2026-11-30"],
    ["UTC", { launchedAt, endedAt: launchedAt }, "2026-11-01", "2026-11-01"],
    ["UTC", { launchedAt }, "2026-11-01", null],
    ["UTC", {}, null, null],
  ] as const)("in %s of %j are %s to %s: an end at midnight is no day more", (zone, at, launched, ends) => {
    expect(toCampaignDays(at, zone)).toEqual({ launched, ends });
  });

  it("that end at midnight lead to the budget exactly", () => {
    const days = toCampaignDays({ launchedAt, endsAt: "2026-12-01T00:00:00Z" }, "UTC");
    const told = toBudgetOutlook(300n * UNIT, whole, days, {
      today: "2026-11-29",
      full: spend("2026-11-01", 28, 10),
      todayMicros: 0n,
    });
    expect(told).toMatchObject({ to: "2026-11-30", varianceMicros: 0n });
    expect(told.burnDown).toHaveLength(30);
  });
});

describe("how a campaign stands", () => {
  const days = { launched: "2026-11-01", ends: "2026-11-30" };

  it("worked by hand: ten units a day on the eleventh day of thirty lead to the budget exactly", () => {
    const told = toBudgetOutlook(300n * UNIT, whole, days, {
      today: "2026-11-11",
      full: spend("2026-11-01", 10, 10),
      todayMicros: 4n * UNIT,
    });
    expect(told).toMatchObject({
      actualMicros: 104n * UNIT,
      leftMicros: 196n * UNIT,
      forecast: { known: true, micros: 300n * UNIT, daysLeft: 19, interval: { known: false } },
      varianceMicros: 0n,
      variancePercent: 0,
      perDayMicros: 10n * UNIT,
      isOver: false,
    });
    expect(told.burnDown).toHaveLength(30);
    expect(told.burnDown[9]).toMatchObject({ plannedMicros: 200n * UNIT, leftMicros: 200n * UNIT });
    expect(told.burnDown[10]).toMatchObject({ leftMicros: 196n * UNIT, forecast: null });
    expect(told.burnDown[29]).toMatchObject({
      plannedMicros: 0n,
      leftMicros: null,
      forecast: { micros: 0n },
    });
  });

  it("says how far over, in money and percent, and on which day nothing is left", () => {
    const told = toBudgetOutlook(200n * UNIT, { ...whole, budgetMicros: 200n * UNIT }, days, {
      today: "2026-11-11",
      full: spend("2026-11-01", 10, 10),
      todayMicros: 0n,
    });
    expect(told).toMatchObject({ varianceMicros: 100n * UNIT, variancePercent: 50, runsOutOn: "2026-11-20" });
  });

  it.each([
    [200, 10, "2026-11-11", 0],
    [195, 10, "2026-11-11", 4],
    [100, 10, "2026-11-11", 0],
    [104, 10, "2026-11-11", 4],
    [295, 28, "2026-11-29", 0],
    [300, 28, "2026-11-29", 0],
    [290, 28, "2026-11-29", 0],
    [301, 28, "2026-11-29", 0],
  ])(
    "with a budget of %i after %i days nothing is left on the day on which the chart reaches nothing",
    (budget, spent, today, so) => {
      const { burnDown, ...told } = toBudgetOutlook(BigInt(budget) * UNIT, whole, days, {
        today,
        full: spend("2026-11-01", spent, 10),
        todayMicros: BigInt(so) * UNIT,
      });
      const ends = burnDown.find(
        ({ leftMicros, forecast }) => (forecast?.micros ?? leftMicros ?? 1n) <= 0n,
      )?.day;
      // the rest of today is drawn with tomorrow: what it uses up is used up today
      const rest = told.leftMicros <= BigInt(10 - so) * UNIT ? today : ends;
      expect(told.runsOutOn).toBe(rest ?? null);
      if ((told.varianceMicros ?? 0n) > 0n) expect(told.runsOutOn).not.toBeNull();
    },
  );

  it("has an interval once the campaign's own past tells one, and it is turned round for what is left", () => {
    const told = toBudgetOutlook(
      2_000n * UNIT,
      whole,
      { launched: "2026-09-01", ends: "2026-11-13" },
      {
        today: "2026-11-11",
        full: fillDays(
          "2026-09-01",
          "2026-11-11",
          new Map(
            spend("2026-09-01", 71, 10).map(({ day, spendMicros }, nth) => [
              day,
              spendMicros + BigInt(nth % 3) * UNIT,
            ]),
          ),
        ),
        todayMicros: 0n,
      },
    );
    expect(told.forecast).toMatchObject({ known: true, interval: { known: true, percent: 80 } });
    const last = told.burnDown.at(-1)?.forecast;
    expect(last?.lowMicros).toBeLessThanOrEqual(last?.micros ?? 0n);
    expect(last?.highMicros).toBeGreaterThanOrEqual(last?.micros ?? 0n);
  });

  it("is its own spend when it is over, and has no forecast while it has no end", () => {
    const over = toBudgetOutlook(
      300n * UNIT,
      whole,
      { launched: "2026-11-01", ends: "2026-11-05" },
      {
        today: "2026-11-11",
        full: spend("2026-11-01", 10, 10),
        todayMicros: 3n * UNIT,
      },
    );
    expect(over).toMatchObject({ isOver: true, actualMicros: 50n * UNIT, varianceMicros: -250n * UNIT });
    const open = toBudgetOutlook(
      300n * UNIT,
      whole,
      { launched: "2026-11-01", ends: null },
      {
        today: "2026-11-11",
        full: spend("2026-11-01", 10, 10),
        todayMicros: 0n,
      },
    );
    expect(open).toMatchObject({
      to: null,
      varianceMicros: null,
      runsOutOn: "2026-11-30",
      forecast: { known: false },
    });
    expect(open.burnDown.every(({ plannedMicros }) => plannedMicros === null)).toBe(true);
  });
});
