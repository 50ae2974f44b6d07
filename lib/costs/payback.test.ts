import { describe, expect, it } from "vitest";
import {
  type AgedUsers,
  type AgePoint,
  acquireOf,
  ageCurve,
  FEWEST_OF_AGE,
  paybackOf,
  paybackWords,
  serveWithin,
  weeklyPaybacks,
} from "./payback";

/** `came[d]` users came on day d; of them `active(a)` are seen at age a, at `cost` each. */
function aged(came: number[], active: (age: number) => number, cost: number, discount = 0n): AgedUsers {
  const days = came.length;
  const cells = came.flatMap((users, day) =>
    came.map((_, age) => (day + age < days ? users * active(age) : 0)),
  );
  return {
    days,
    users: came,
    active: cells,
    costMicros: cells.map((seen) => seen * cost),
    discountMicros: came.map((users) => BigInt(users) * discount),
  };
}
const none = () => null;

describe("the curve of a mean user", () => {
  it("adds the mean of those who are old enough for an age, and leaves out who is too young", () => {
    // a fifth of the users is a day old only: at age 1 they would pull the mean down
    const points = ageCurve(
      aged([400, 100], () => 1, 10),
      none,
    );
    expect(points).toEqual([
      { age: 0, users: 500, activeShare: 1, serveMicros: 10, revenueMicros: null },
      { age: 1, users: 400, activeShare: 1, serveMicros: 20, revenueMicros: null },
    ]);
  });

  it("ends where fewer users than a hundred are left", () => {
    expect(
      ageCurve(
        aged([99, 0, 900, 0], () => 1, 10),
        none,
      ).map(({ age }) => age),
    ).toEqual([0, 1]);
    expect(
      ageCurve(
        aged([FEWEST_OF_AGE - 1], () => 1, 10),
        none,
      ),
    ).toEqual([]);
  });

  it("counts revenue by the days on which users were seen, each by its own day's rate", () => {
    const points = ageCurve(
      aged([200, 0, 0], (age) => (age === 0 ? 1 : 0.5), 0),
      (day) => (day < 2 ? 100n : 300n),
    );
    expect(points.map(({ revenueMicros }) => revenueMicros)).toEqual([100, 150, 300]);
    expect(
      ageCurve(
        aged([200, 0], () => 1, 0),
        (day) => (day === 0 ? 100n : null),
      )[1]?.revenueMicros,
    ).toBeNull();
  });
});

describe("payback", () => {
  const curve = (length: number, revenue: (age: number) => number, serve = 0): AgePoint[] =>
    Array.from({ length }, (_, age) => ({
      age,
      users: 500,
      activeShare: 1,
      serveMicros: serve * (age + 1),
      revenueMicros: revenue(age),
    }));
  it.each([
    // worked by hand: 10 a day against 235 is there on the 24th day, age 23
    ["day 23", curve(40, (age) => 10 * (age + 1)), 235],
    ["day 0", curve(3, () => 10), 10],
    // 10 a day less 2 to serve: 8 × 30 = 240
    ["day 29", curve(40, (age) => 10 * (age + 1), 2), 240],
    // 20 days of 10 are there; 300 more at 10 a day are 30 days more
    ["about day 49 at this pace", curve(20, (age) => 10 * (age + 1)), 500],
    ["about day 90 at this pace", curve(20, (age) => 10 * (age + 1)), 910],
    ["not within 90 days at this pace", curve(20, (age) => 10 * (age + 1)), 911],
    // who stays brings in less than they cost
    ["not within 90 days at this pace", curve(20, (age) => 10 * (age + 1), 11), 1],
    ["not within 90 days at this pace", curve(92, (age) => age, 0), 1000],
    ["not enough data yet", curve(13, (age) => age), 1000],
    ["not enough data yet", [], 1],
  ] as const)("is told as %s", (words, points, acquire) => {
    expect(paybackWords(paybackOf(points, acquire))).toBe(words);
  });

  it("is not told without revenue", () => {
    expect(
      paybackOf(
        ageCurve(
          aged([200], () => 1, 1),
          none,
        ),
        1,
      ),
    ).toBeNull();
    expect(paybackWords(null)).toBe("no revenue given");
  });

  it("of each week of coming stands by itself, where it has enough users", () => {
    const weeks = weeklyPaybacks(
      aged([150, ...Array(6).fill(0), 40, 60, ...Array(5).fill(0), 99], () => 1, 2, 20n),
      () => 10n,
      (day) => String(Math.floor(day / 7)),
    );
    expect(weeks).toEqual([
      { week: "0", users: 150, payback: { kind: "day", age: 2 } },
      { week: "1", users: 100, payback: { kind: "day", age: 2 } },
    ]);
  });
});

it("what users cost within days of their age is told of all, and of those whose days are over", () => {
  const of = aged([100, 100, 100, 100], () => 1, 10, 5n);
  expect(serveWithin(of, 3)).toEqual({
    micros: 3_000n + 3_000n + 2_000n + 1_000n,
    over: { users: 200, micros: 6_000n },
  });
  expect(acquireOf(of)).toEqual({ users: 400, micros: 2_000n, each: 5 });
  expect(acquireOf(aged([], () => 1, 1))).toEqual({ users: 0, micros: 0n, each: 0 });
});
