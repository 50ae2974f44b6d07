import { describe, expect, it } from "vitest";
import { RateWindow, secondsUntilFree } from "./rate-window";

const minute = (n: number, intoMs = 0) => n * 60_000 + intoMs;

describe("an allowance a minute", () => {
  it("is as much as said, for each name alone", () => {
    const window = new RateWindow();
    const took = Array.from({ length: 4 }, () => window.take("a", 3, minute(7)));
    expect(took.slice(0, 3)).toEqual([0, 0, 0]);
    expect(took[3]).toBeGreaterThan(0);
    expect(window.take("b", 3, minute(7))).toBe(0);
  });

  it("never lets through more than said within any sixty seconds of a steady load", () => {
    const window = new RateWindow();
    const passed: number[] = [];
    for (let at = minute(3); at < minute(8); at += 100) if (window.take("a", 30, at) === 0) passed.push(at);
    for (const end of passed)
      expect(passed.filter((at) => at > end - 60_000 && at <= end).length).toBeLessThanOrEqual(31);
    expect(passed.length).toBeGreaterThanOrEqual(30 * 4);
  });

  it("is whole again after a minute without requests", () => {
    const window = new RateWindow();
    for (let n = 0; n < 3; n += 1) window.take("a", 3, minute(1));
    expect(window.take("a", 3, minute(3))).toBe(0);
  });

  const told = (minuteMs: number, used: number, who = "a") => ({ minuteMs, who, used });

  it("counts what other replicas told, and tells what they do not know yet once", () => {
    const [one, other] = [new RateWindow(), new RateWindow()];
    for (let n = 0; n < 6; n += 1) one.take("a", 10, minute(5));
    for (let n = 0; n < 3; n += 1) other.take("a", 10, minute(5));
    expect(one.toTell(minute(5))).toEqual([told(minute(5), 6), told(minute(4), 0)]);
    expect(one.toTell(minute(5))).toContainEqual(told(minute(5), 0));
    other.toTell(minute(5));
    other.hear([told(minute(5), 9)]);
    expect(other.take("a", 10, minute(5))).toBe(0);
    expect(other.take("a", 10, minute(5))).toBeGreaterThan(0);
  });

  it("that one replica used up in the last second of a minute is used up for all of them", () => {
    const [one, other] = [new RateWindow(), new RateWindow()];
    for (let n = 0; n < 40; n += 1) one.take("a", 40, minute(5, 59_500));
    for (let n = 0; n < 3; n += 1) expect(other.take("a", 40, minute(6, 900))).toBe(0);
    // nobody asks the first one again
    expect(one.toTell(minute(6, 500))).toEqual([told(minute(5), 40)]);
    expect(one.toTell(minute(6, 1_500))).toEqual([]);
    expect(other.toTell(minute(6, 1_000))).toContainEqual(told(minute(5), 0));
    other.hear([told(minute(6), 3), told(minute(5), 40)]);
    expect(other.take("a", 40, minute(6, 1_100))).toBeGreaterThan(0);
    // what is known for good is not asked again and again
    other.toTell(minute(6, 6_000));
    expect(other.toTell(minute(6, 7_000)).map(({ minuteMs }) => minuteMs)).toEqual([minute(6)]);
  });

  it("does not tell of names that used little, and hears nothing of a minute that is long over", () => {
    const window = new RateWindow();
    window.take("rare", 1_000, minute(5));
    expect(window.toTell(minute(5))).toEqual([]);
    window.take("a", 2, minute(7));
    window.toTell(minute(7));
    window.hear([told(minute(5), 100)]);
    expect(window.take("a", 2, minute(7))).toBe(0);
  });

  it("keeps a bounded number of names: those beyond share one count", () => {
    const window = new RateWindow();
    for (let n = 0; n < 50_000; n += 1) window.take(`n${n}`, 5, minute(1));
    for (let n = 0; n < 5; n += 1) expect(window.take(`more${n}`, 5, minute(1))).toBe(0);
    expect(window.take("more5", 5, minute(1))).toBeGreaterThan(0);
  });
});

it.each([
  { before: 0, used: 0, most: 1, intoMs: 0, seconds: 0 },
  { before: 0, used: 10, most: 10, intoMs: 0, seconds: 60 },
  { before: 0, used: 20, most: 10, intoMs: 30_000, seconds: 60 },
  { before: 10, used: 5, most: 10, intoMs: 0, seconds: 30 },
  { before: 10, used: 5, most: 10, intoMs: 30_001, seconds: 0 },
  { before: 100, used: 0, most: 10, intoMs: 59_000, seconds: 0 },
])(
  "after $before in the last minute and $used in this, $most a minute are free in $seconds s",
  ({ before, used, most, intoMs, seconds }) => {
    expect(secondsUntilFree(before, used, most, intoMs)).toBe(seconds);
  },
);
