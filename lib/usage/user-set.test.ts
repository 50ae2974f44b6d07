import fc from "fast-check";
import { expect, it } from "vitest";
import { PAGE_USERS, UserSet } from "./user-set";

const users = fc.uniqueArray(
  fc.oneof(fc.integer({ min: 0, max: 70 }), fc.integer({ min: PAGE_USERS - 40, max: 3 * PAGE_USERS })),
  { maxLength: 60 },
);
const setOf = (members: number[]) => {
  const set = new UserSet();
  for (const user of members) set.add(user);
  return set;
};

it("counts, joins and parts as plain sets do, across words and pages", () => {
  fc.assert(
    fc.property(users, users, users, (a, b, c) => {
      const [one, two, three] = [setOf(a), setOf(b), setOf(c)];
      const inBoth = a.filter((user) => b.includes(user));
      expect(one.overlap(two, three)).toEqual({
        all: a.length,
        inFirst: inBoth.length,
        inSecond: a.filter((user) => c.includes(user)).length,
      });
      expect(one.without(two).size).toBe(a.length - inBoth.length);
      expect(one.within(two).size).toBe(inBoth.length);
      expect(a.every((user) => one.has(user))).toBe(true);
      expect([...one.list()]).toEqual([...a].sort((x, y) => x - y));
      expect(b.some((user) => one.has(user) !== inBoth.includes(user))).toBe(false);
      one.addAll(two);
      expect(one.size).toBe(new Set([...a, ...b]).size);
      expect(b.every((user) => one.has(user))).toBe(true);
    }),
  );
});
