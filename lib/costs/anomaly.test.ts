import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { traces } from "../../e2e/fixtures/traces";
import { ANOMALY_HISTORY_DAYS, FEWEST_DAYS, judgeDay } from "./anomaly";

const UNIT = 1_000_000;
const week = [1, 1.02, 1.05, 1.1, 1.2, 0.6, 0.5];

/** A row of numbers that is the same each time. */
function noise(seed: number): () => number {
  let state = seed;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return (state + 1) / 2_147_483_650;
  };
  return () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
}

function days(count: number, { seed = 1, sd = 0.1, growth = 0.01 } = {}): number[] {
  const normal = noise(seed * 7919);
  return Array.from(
    { length: count },
    (_, nth) => 200 * UNIT * (week[nth % 7] ?? 1) * Math.exp(growth * nth + sd * normal()),
  );
}

describe("a day against the weeks before", () => {
  it(`is not judged before ${FEWEST_DAYS} full days`, () => {
    const past = days(FEWEST_DAYS);
    expect(judgeDay("spend", past.slice(1), 1e12)).toBeNull();
    expect(judgeDay("spend", past, 1e12)).toMatchObject({ basis: "days", isAnomaly: true });
  });

  it("is held against its own weekday once there are four of them: a Saturday is none for being a Saturday", () => {
    const past = days(40, { sd: 0.03 });
    const saturday = judgeDay("spend", past, 200 * UNIT * 0.6 * Math.exp(0.4));
    expect(past.length % 7).toBe(5);
    expect(saturday).toMatchObject({ basis: "weekday", isAnomaly: false });
    // what a Friday costs, on a Saturday
    expect(judgeDay("spend", past, 200 * UNIT * 1.2 * Math.exp(0.4))).toMatchObject({ isAnomaly: true });
    // and a tenth of it is one too: the chatbot may be down
    const quiet = judgeDay("spend", past, 20 * UNIT);
    expect(quiet?.isAnomaly).toBe(true);
    expect(quiet?.score).toBeLessThan(0);
  });

  it("worked by hand: eight equal weeks, and a day of twice as much", () => {
    const judged = judgeDay("spend", Array(ANOMALY_HISTORY_DAYS).fill(100 * UNIT), 201 * UNIT);
    // every ratio is ln 1 = 0; own is ln((201 + 1) / (100 + 1)) = ln 2, its spread the least one of 0.05
    expect(judged?.expected).toBeCloseTo(100 * UNIT, 0);
    expect(judged?.score).toBeCloseTo(Math.log(2) / 0.05, 6);
    expect(judged?.high).toBeCloseTo(101 * UNIT * Math.exp(0.175) - UNIT, 0);
  });

  it("is none for ending a rise, while fewer weeks are known than a weekday's habit takes", () => {
    // new users of a launch, from ten a day to some hundreds
    const rise = [10, 11, 13, 14, 16, 18, 20, 127, 149, 155, 176, 186, 197, 258];
    expect(judgeDay("new_users", rise, 172)).toMatchObject({ basis: "days", isAnomaly: false });
    // but half of the least of a week is one, against what the best day of the week was and not against a rise that goes on
    expect(judgeDay("new_users", rise, 60)).toMatchObject({ isAnomaly: true, expected: 258 });
  });

  it("goes on being judged after a day from which a correction took more than it spent", () => {
    const past = days(60, { sd: 0.03 });
    past[40] = -10_000 * UNIT;
    const judged = judgeDay("spend", past, 5_000 * UNIT);
    expect(judged?.isAnomaly).toBe(true);
    expect(judged?.score).toBeGreaterThan(3.5);
    expect(judgeDay("spend", past, -10_000 * UNIT)?.isAnomaly).toBe(true);
  });

  it("is no anomaly for little money, few requests or a small share", () => {
    const cheap = Array(60).fill(0.1 * UNIT);
    expect(judgeDay("spend", cheap, 0.9 * UNIT)?.isAnomaly).toBe(false);
    expect(judgeDay("requests", Array(60).fill(3), 40)?.isAnomaly).toBe(false);
    expect(judgeDay("spend", Array(60).fill(100 * UNIT), 124 * UNIT)?.isAnomaly).toBe(false);
    expect(judgeDay("new_users", Array(60).fill(0), 0)).toMatchObject({ expected: 0, isAnomaly: false });
  });

  it("is not led astray by an earlier spike", () => {
    const past = days(60, { sd: 0.05 });
    past[53] = 100 * (past[53] ?? 0);
    expect(judgeDay("spend", past, days(61, { sd: 0.05 })[60] ?? 0)?.isAnomaly).toBe(false);
  });

  it("is a false alarm about once in two hundred days of plain noise, whatever the week, growth and spread", () => {
    const alarms = { weekday: 0, days: 0 };
    const judgedDays = { weekday: 0, days: 0 };
    for (const growth of [0, 0.02])
      for (const sd of [0.05, 0.2, 0.4])
        for (let seed = 1; seed <= 5; seed += 1) {
          const all = days(110, { seed, sd, growth });
          for (let nth = FEWEST_DAYS; nth < all.length; nth += 1) {
            const judged = judgeDay("spend", all.slice(Math.max(0, nth - 63), nth), all[nth] ?? 0);
            if (!judged) continue;
            judgedDays[judged.basis] += 1;
            if (judged.isAnomaly) alarms[judged.basis] += 1;
          }
        }
    expect(judgedDays.weekday).toBe(30 * 75);
    expect(alarms.weekday / judgedDays.weekday).toBeLessThan(0.008);
    expect(alarms.days / judgedDays.days).toBeLessThan(0.015);
  });
});

/** GPU seconds of each full day of the trace, as if one cost a unit. */
function gpuSeconds(file: string): Map<string, number> {
  const [head = "", ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const [at, used] = ["gmt_create", "exec_time_seconds"].map((name) => head.split(",").indexOf(name));
  const sums = new Map<string, number>();
  for (const line of lines) {
    const cells = line.split(",");
    const day = cells[at ?? 0]?.slice(0, 10) ?? "";
    sums.set(day, (sums.get(day) ?? 0) + Number(cells[used ?? 0] || 0) * UNIT);
  }
  const [first, ...full] = [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
  expect(first?.[0]).toBe("2024-11-15");
  return new Map(full.slice(0, -1));
}

describe.skipIf(!traces.gentd26)("on the GenTD26 trace", () => {
  const all = gpuSeconds.bind(null, traces.gentd26 ?? "");

  it("tells one day of the launch, the quiet 30 November: its 3 December lies within so wild a fortnight", () => {
    const spend = [...all()];
    const judged = spend.map(
      ([day, micros], nth) =>
        [
          day,
          judgeDay(
            "spend",
            spend.slice(0, nth).map(([, one]) => one),
            micros,
          ),
        ] as const,
    );
    expect(judged.filter(([, one]) => one).map(([day]) => day)).toHaveLength(8);
    expect(judged.filter(([, one]) => one?.isAnomaly).map(([day]) => day)).toEqual(["2024-11-30"]);
  });

  it("finds 3 December once the week before it had been the usual one for five weeks", () => {
    const spend = all();
    const usual = [...spend]
      .filter(([day]) => day >= "2024-11-25" && day <= "2024-12-01")
      .map(([, one]) => one);
    const past = [...Array(5).fill(usual).flat(), spend.get("2024-12-02") ?? 0];
    const judged = judgeDay("spend", past, spend.get("2024-12-03") ?? 0);
    expect(judged).toMatchObject({ basis: "weekday", isAnomaly: true });
    // Tuesday 26 November: 51,545 GPU seconds; 3 December: 80,185
    expect((judged?.actual ?? 0) / (judged?.expected ?? 1)).toBeGreaterThan(1.4);
  });
});
