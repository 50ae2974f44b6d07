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

  it("counts what other replicas told, and tells what they do not know yet once", () => {
    const [one, other] = [new RateWindow(), new RateWindow()];
    for (let n = 0; n < 6; n += 1) one.take("a", 10, minute(5));
    for (let n = 0; n < 3; n += 1) other.take("a", 10, minute(5));
    expect(one.toTell(minute(5))).toEqual({ minuteMs: minute(5), told: [{ who: "a", used: 6 }] });
    expect(one.toTell(minute(5)).told).toEqual([{ who: "a", used: 0 }]);
    other.toTell(minute(5));
    other.hear(minute(5), [{ who: "a", used: 9 }]);
    expect(other.take("a", 10, minute(5))).toBe(0);
    expect(other.take("a", 10, minute(5))).toBeGreaterThan(0);
  });

  it("does not tell of names that used little, and hears nothing of a minute that is over", () => {
    const window = new RateWindow();
    window.take("rare", 1_000, minute(5));
    expect(window.toTell(minute(5)).told).toEqual([]);
    window.take("a", 2, minute(6));
    window.toTell(minute(6));
    window.hear(minute(5), [{ who: "a", used: 100 }]);
    expect(window.take("a", 2, minute(6))).toBe(0);
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
