import { describe, expect, it } from "vitest";
import { addDays } from "./day";
import {
  type CostDay,
  chooseBaseline,
  describeBaseline,
  type LiveSpan,
  ratioOfPairs,
  userCostOn,
} from "./user-cost";

const UNIT = 1_000_000n;

/** Days from `from` on: new users, spend and discounts in whole units. */
function history(from: string, rows: [newUsers: number, spend: number, discounts?: number][]): CostDay[] {
  return rows.map(([newUsers, spend, discounts = 0], nth) => ({
    day: addDays(from, nth),
    newUsers,
    spendMicros: BigInt(spend) * UNIT,
    discountMicros: BigInt(discounts) * UNIT,
  }));
}

const quiet: [number, number][] = [10, 12, 11, 10, 13, 9, 12].map((users) => [users, users * 3]);
/** Each more user than in a quiet week brings 5 of spend, and 3 of discounts. */
const busy = quiet.map(([users, spend], nth): [number, number, number] => {
  const more = 30 + nth;
  return [users + more, spend + 5 * more, 3 * more];
});

describe("the ratio of pairs", () => {
  it("has Fieller's interval, as worked out by its textbook form", () => {
    // means 78/7 and 186/7; g = t²·s_xx/(n·x̄²) = 0.025239; the textbook form gives 2.230877 to 2.511155
    const x = [10, 12, 8, 15, 9, 11, 13];
    const y = [25, 27, 18, 40, 20, 26, 30];
    const ratio = ratioOfPairs(x.map((one, nth) => ({ x: one, y: y[nth] ?? 0 })));
    expect(ratio?.value).toBeCloseTo(186 / 78, 12);
    expect(ratio?.low).toBeCloseTo(2.2308767672705128, 9);
    expect(ratio?.high).toBeCloseTo(2.511155236702585, 9);
  });

  it("is a point when every pair agrees", () => {
    const ratio = ratioOfPairs([3, 4, 5, 6, 7, 8, 9].map((x) => ({ x, y: 2 * x })));
    expect(ratio?.low).toBeCloseTo(2, 9);
    expect(ratio?.high).toBeCloseTo(2, 9);
  });

  it("is none when the users differ so much that their sum may be nothing", () => {
    expect(ratioOfPairs([100, -90, 80, -70, 60, -50, 40].map((x) => ({ x, y: x })))).toBeNull();
  });
});

describe("the baseline", () => {
  const launch: LiveSpan = { name: "Autumn welcome", launched: "2026-11-13", ended: null };

  it("is the week before the first launch of what is live", () => {
    const later: LiveSpan = { name: "Campus week", launched: "2026-11-17", ended: null };
    expect(chooseBaseline("2026-11-22", "2026-11-01", [later, launch])).toEqual({
      from: "2026-11-06",
      to: "2026-11-12",
      launch: "Autumn welcome",
    });
  });

  it("is the week before when usage does not reach back to the launch", () => {
    expect(chooseBaseline("2026-11-22", "2026-11-07", [launch])).toEqual({
      from: "2026-11-09",
      to: "2026-11-15",
      launch: null,
    });
  });

  it("never reaches into the week that it is held against", () => {
    // launched on the 20th, inside the week of 16 to 22 November
    const fresh = { ...launch, launched: "2026-11-20" };
    expect(chooseBaseline("2026-11-22", "2026-11-01", [fresh])).toEqual({
      from: "2026-11-09",
      to: "2026-11-15",
      launch: null,
    });
  });

  it.each([
    ["a campaign that ended before the week", { launched: "2026-11-01", ended: "2026-11-15" }],
    ["a launch of months ago", { launched: "2026-09-01", ended: null }],
    ["a launch after the week", { launched: "2026-11-23", ended: null }],
  ])("leaves out %s", (_, span) => {
    expect(chooseBaseline("2026-11-22", "2026-07-01", [{ name: "Other", ...span }])?.launch).toBeNull();
  });

  it("is none with fewer than fourteen days", () => {
    expect(chooseBaseline("2026-11-22", "2026-11-10", [])).toBeNull();
    expect(chooseBaseline("2026-11-22", "2026-11-09", [])).not.toBeNull();
  });

  it("is told in words", () => {
    const told = describeBaseline({ from: "2026-11-06", to: "2026-11-12", launch: "Autumn welcome" });
    expect(told).toBe("the 7 days before Autumn welcome launched, 6–12 Nov 2026");
  });
});

describe("the cost of one more user", () => {
  it("is the change in spend and discounts divided by the change in new users", () => {
    const cost = userCostOn("2026-11-14", history("2026-11-01", [...quiet, ...busy]), []);
    // 30+…+36 = 231 more users; 5 × 231 spend and 3 × 231 discounts more
    expect(cost).toMatchObject({
      known: true,
      micros: 8_000_000n,
      moreUsers: 231,
      moreSpendMicros: 1_155_000_000n,
      moreDiscountMicros: 693_000_000n,
      lowMicros: 8_000_000n,
      highMicros: 8_000_000n,
      from: "2026-11-08",
      to: "2026-11-14",
    });
  });

  it("pairs weekdays, not places, when the weeks begin on different days", () => {
    // quiet week, three days of a ramp, then the busy week: the baseline begins on another weekday
    const ramp: [number, number][] = [
      [20, 60],
      [20, 60],
      [20, 60],
    ];
    const days = history("2026-11-01", [...quiet, ...ramp, ...busy]);
    const spans = [{ name: "Launch", launched: "2026-11-08", ended: null }];
    const cost = userCostOn("2026-11-17", days, spans);
    expect(cost).toMatchObject({
      known: true,
      moreUsers: 231,
      micros: 8_000_000n,
      baseline: { launch: "Launch" },
    });
  });

  it("rests on the days up to the one asked for, whatever came later", () => {
    const days = history("2026-11-01", [...quiet, ...busy, [9_000, 1]]);
    expect(userCostOn("2026-11-14", days, [])).toMatchObject({ known: true, micros: 8_000_000n });
  });

  it.each<[string, [number, number][], string]>([
    ["13 days", [...quiet, ...busy.slice(0, 6)] as [number, number][], "too_few_days"],
    ["a week like the one before", [...quiet, ...quiet], "no_more_users"],
    [
      "a few users more",
      [...quiet, ...quiet.map(([u, s]): [number, number] => [u + 2, s + 9])],
      "too_few_users",
    ],
    [
      "one day with all of them",
      [...quiet, ...quiet.map(([u, s], nth): [number, number] => (nth === 3 ? [u + 400, s + 900] : [u, s]))],
      "too_uncertain",
    ],
    [
      "users that seem to cost less than nothing",
      [...quiet, ...quiet.map(([u, s], nth): [number, number] => [u + 30, s + (nth % 2 ? 90 : -80)])],
      "too_uncertain",
    ],
  ])("is not told from %s", (_, rows, reason) => {
    const days = history("2026-11-01", rows);
    const last = days.at(-1)?.day ?? "";
    expect(userCostOn(last, days, [])).toMatchObject({ known: false, reason });
  });

  it("says how many days there are when they are too few", () => {
    expect(userCostOn("2026-11-03", history("2026-11-01", quiet.slice(0, 3)), [])).toMatchObject({
      detail: "It takes 14 full days of usage; there are 3.",
    });
    expect(userCostOn("2026-11-03", [], [])).toMatchObject({ reason: "too_few_days" });
  });
});
