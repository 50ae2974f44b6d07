import fc from "fast-check";
import { expect, it } from "vitest";
import { GrowthCounter, moments } from "./growth";
import { UserSet } from "./user-set";

/** The definitions, word by word, on sets. */
function plainly(
  buckets: Set<number>[],
  longAgo: Set<number>,
  periodBefore: Set<number>,
  bucketBefore: Set<number>,
) {
  const before = new Set([...longAgo, ...periodBefore, ...bucketBefore]);
  const seen = new Set(before);
  const figures = buckets.map((active, index) => {
    const last = index === 0 ? bucketBefore : (buckets[index - 1] ?? new Set());
    const isNew = [...active].filter((user) => !seen.has(user));
    const retained = [...active].filter((user) => last.has(user));
    for (const user of active) seen.add(user);
    return {
      activeUsers: active.size,
      newUsers: isNew.length,
      retainedUsers: retained.length,
      returnedUsers: active.size - isNew.length - retained.length,
      churnedUsers: [...last].filter((user) => !active.has(user)).length,
    };
  });
  const inRange = new Set(buckets.flatMap((active) => [...active]));
  const period = new Set([...periodBefore, ...bucketBefore]);
  const isNew = [...inRange].filter((user) => !before.has(user)).length;
  const retained = [...inRange].filter((user) => period.has(user)).length;
  const total = {
    activeUsers: inRange.size,
    newUsers: isNew,
    retainedUsers: retained,
    returnedUsers: inRange.size - isNew - retained,
    churnedUsers: [...period].filter((user) => !inRange.has(user)).length,
  };
  return { figures, total };
}

it("counts what the definitions say, however users come and go", () => {
  const users = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 8 });
  fc.assert(
    fc.property(
      fc.array(users, { minLength: 1, maxLength: 6 }),
      users,
      users,
      users,
      fc.infiniteStream(fc.nat()),
      (buckets, longAgo, period, last, random) => {
        const counter = new GrowthCounter(buckets.length);
        const before: [number, number][] = [
          ...longAgo.map((user): [number, number] => [user, moments.longAgo]),
          ...period.map((user): [number, number] => [user, moments.periodBefore]),
          ...last.map((user): [number, number] => [user, moments.bucketBefore]),
        ];
        // what lies before may be told in any order and twice
        const shuffled = [...before, ...before.slice(0, 3)].map((one) => ({ one, key: random.next().value }));
        for (const { one } of shuffled.sort((a, b) => a.key - b.key)) counter.see(...one);
        for (const [index, active] of buckets.entries()) {
          for (const user of [...active, ...active.slice(0, 2)]) counter.see(user, index);
        }
        const expected = plainly(
          buckets.map((active) => new Set(active)),
          new Set(longAgo),
          new Set(period),
          new Set(last),
        );
        expect(counter.buckets()).toEqual(expected.figures);
        expect(counter.total()).toEqual(expected.total);
      },
    ),
  );
});

it("reads users from a set as it does one by one", () => {
  const users = fc.uniqueArray(fc.integer({ min: 0, max: 127 }), { maxLength: 40 });
  fc.assert(
    fc.property(users, fc.constantFrom(0, 8192), (seen, first) => {
      const bits = new Uint8Array(16);
      for (const user of seen) bits[user >> 3] = (bits[user >> 3] ?? 0) | (0x80 >> (user & 7));
      const set = new UserSet();
      set.addPage(first / 8192, bits);
      const [one, all] = [new GrowthCounter(1), new GrowthCounter(1)];
      for (const user of seen) one.see(first + user, 0);
      all.seeAll(set, 0);
      // who was seen by the bits is retained by the same users, one by one
      for (const counter of [one, all]) for (const user of seen) counter.see(first + user, 0);
      expect(all.total()).toEqual(one.total());
      expect(all.total().activeUsers).toBe(seen.length);
    }),
  );
});
