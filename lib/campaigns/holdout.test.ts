import { describe, expect, it } from "vitest";
import { hash32, isHeldOut } from "./holdout";

const subjects = Array.from({ length: 20_000 }, (_, nth) => `user-${nth}`);
const heldOut = (key: string, percent: number) => subjects.filter((one) => isHeldOut(key, one, percent));

describe("the holdout", () => {
  it.each([
    ["", 0],
    ["hello", 0x248bfa47],
    ["hello, world", 0x149bbb7f],
    ["The quick brown fox jumps over the lazy dog", 0x2e4ff723],
  ])("hashes %j as MurmurHash3 does everywhere", (text, expected) => {
    expect(hash32(text)).toBe(expected);
  });

  it.each([1, 10, 50, 90])("of %i per cent is about that many", (percent) => {
    expect(heldOut("spring", percent).length / subjects.length).toBeCloseTo(percent / 100, 1.7);
  });

  it("keeps everybody of a smaller one in a larger one, and is another in each campaign", () => {
    const [small, large] = [heldOut("spring", 10), new Set(heldOut("spring", 20))];
    expect(small.every((subject) => large.has(subject))).toBe(true);
    const other = new Set(heldOut("autumn", 10));
    expect(small.filter((subject) => other.has(subject)).length / small.length).toBeLessThan(0.2);
  });

  it("is nobody where there is none", () => {
    expect(subjects.some((subject) => isHeldOut("spring", subject, undefined))).toBe(false);
  });
});
