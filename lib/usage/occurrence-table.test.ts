import fc from "fast-check";
import { expect, it } from "vitest";
import { BloomFilter, OccurrenceTable } from "./occurrence-table";

const hash = fc.record({
  low: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  high: fc.integer({ min: 0, max: 3 }),
});

it("holds the counts of a Map, full to its last place", () => {
  fc.assert(
    fc.property(fc.array(hash, { maxLength: 12 }), (hashes) => {
      const table = new OccurrenceTable(4);
      const map = new Map<string, number>();
      for (const { low, high } of hashes) {
        const key = `${low} ${high}`;
        const nth = table.get(low, high) + 1;
        table.set(low, high, nth);
        expect(nth).toBe((map.get(key) ?? 0) + 1);
        map.set(key, nth);
      }
      expect(table.size).toBe(map.size);
      expect(new Map([...table.entries()].map(({ low, high, count }) => [`${low} ${high}`, count]))).toEqual(
        map,
      );
      table.clear();
      expect([table.size, ...table.entries()]).toEqual([0]);
    }),
  );
});

it("never says that it does not have what it has", () => {
  fc.assert(
    fc.property(fc.array(hash), (hashes) => {
      const filter = new BloomFilter(8);
      for (const { low, high } of hashes) filter.add(low, high);
      expect(hashes.every(({ low, high }) => filter.mayHave(low, high))).toBe(true);
    }),
  );
  const few = new BloomFilter(20);
  for (let nth = 0; nth < 1_000; nth += 1) few.add(Math.imul(nth, 2654435761) >>> 0, nth);
  const said = Array.from({ length: 1_000 }, (_, nth) =>
    few.mayHave(Math.imul(nth + 5_000, 2654435761) >>> 0, nth + 5_000),
  );
  expect(said.filter(Boolean).length).toBeLessThan(20);
});
