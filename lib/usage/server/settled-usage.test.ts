import { describe, expect, it } from "vitest";
import { UserSet } from "../user-set";
import { SettledUsage } from "./settled-usage";
import { noSums } from "./usage-sums";

/** A set of a hundred pages: 100 KB. */
function bigSet(): UserSet {
  const users = new UserSet();
  for (let page = 0; page < 100; page += 1) users.add(page * 8_192);
  return users;
}

describe("what a process remembers of settled time", () => {
  it("is told apart by group, stretch and version", () => {
    const memory = new SettledUsage();
    const [one, two] = [memory.keysOf([1, 2]), memory.keysOf([12])];
    const keys = [one(0, 10, 1), one(0, 10, 2), one(0, 1, 1), one(10, 20, 1), two(0, 10, 1)];
    expect(new Set(keys).size).toBe(keys.length);
    expect(memory.keysOf([1, 2])(0, 10, 1)).toBe(keys[0]);
  });

  it("stays below 64 MB, and forgets what was not asked for longest", () => {
    const memory = new SettledUsage();
    const keyOf = memory.keysOf([1]);
    for (let nth = 0; nth < 700; nth += 1) {
      memory.keep(keyOf(nth, nth + 1, 0), { users: bigSet(), sums: noSums() });
      memory.get(keyOf(0, 1, 0));
    }
    const held = Array.from({ length: 700 }, (_, nth) => memory.get(keyOf(nth, nth + 1, 0)) !== undefined);
    expect(held.filter(Boolean).length).toBe(Math.floor((64 * 1024) / 101));
    expect([held[0], held[1], held[699]]).toEqual([true, false, true]);
  });

  it("never gives a group the number of an earlier one, however many are asked for", () => {
    const memory = new SettledUsage();
    const first = memory.keysOf([1])(0, 1, 0);
    const keys = Array.from({ length: 5_000 }, (_, nth) => memory.keysOf([2, nth])(0, 1, 0));
    expect(new Set([first, ...keys]).size).toBe(5_001);
  });
});
