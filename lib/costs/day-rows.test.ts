import { describe, expect, it } from "vitest";
import { whyNoPlan, whyNotCompared } from "./against-words";
import { addDays, listDays } from "./day";
import type { DaySum } from "./day-book";
import { againstCompared, againstPlan, rankGroups, sumRows, toDayRows } from "./day-rows";

const UNIT = 1_000_000n;
const bookOf = (from: string, to: string, units: readonly number[]) => ({
  days: listDays(from, to),
  edges: [...listDays(from, to), addDays(to, 1)].map((day) => Date.parse(`${day}T00:00:00Z`)),
  users: [],
  sums: units.map(
    (spend, bucket): DaySum => ({
      bucket,
      group: "m",
      requests: 1,
      inputTokens: 1,
      outputTokens: 1,
      costMicros: BigInt(spend) * UNIT,
      unpricedRequests: 0,
      unconvertedRequests: 0,
    }),
  ),
});

describe("days against the days before them", () => {
  const today = "2026-11-21";
  const rows = (span: { first: string; last: string }) =>
    toDayRows(bookOf("2026-11-19", today, [10, 10, 2]), ["m"], { plans: [], span, today });
  const compared = bookOf("2026-11-16", "2026-11-18", [8, 9, 30]);

  it("are the full days alone: a day that goes on is held against none", () => {
    const span = { first: "2026-11-01", last: today };
    expect(againstCompared(rows(span), compared, { span, today })).toEqual({
      days: 2,
      from: "2026-11-16",
      to: "2026-11-17",
      comparedMicros: String(17n * UNIT),
      micros: String(20n * UNIT),
    });
  });

  it.each([
    ["before the first event", { first: "2026-11-17", last: today }],
    ["after the last one", { first: "2026-11-01", last: "2026-11-16" }],
  ])("are held against nothing where one of those lies %s: that is no zero", (_, span) => {
    expect(againstCompared(rows({ first: "2026-11-01", last: today }), compared, { span, today })).toBeNull();
  });

  it("say why they are held against nothing", () => {
    const comparedWords = "the days before, 16–18 Nov 2026";
    const span = { first: "2026-11-19", last: today };
    const told = { rows: rows(span), againstCompared: null, comparedWords };
    expect(whyNotCompared(told)).toBe(`Not everything is known of ${comparedWords}`);
    expect(whyNotCompared({ ...told, rows: told.rows.slice(2) })).toBe(
      `No full day of usage to hold against ${comparedWords}`,
    );
    expect(whyNotCompared({ ...told, comparedWords: null })).toBeNull();
  });
});

describe("days against the plan", () => {
  it("are not said to have no budget while one is set and no day of it is over", () => {
    const today = "2026-11-21";
    const span = { first: "2026-11-01", last: today };
    const plans = [{ month: "2026-11", budgetMicros: 30n * UNIT, targetMicros: null }];
    const told = (rows: ReturnType<typeof toDayRows>) =>
      whyNoPlan({ totals: sumRows(rows, ["m"]), againstPlan: againstPlan(rows) });
    const days = (from: string, planned: typeof plans) =>
      toDayRows(bookOf(from, today, [1]), ["m"], { plans: planned, span, today });
    expect(told(days(today, plans))).toBe("No full day of usage to hold against the plan yet");
    expect(told(days(today, []))).toBe("No budget is set for these days");
    expect(told(days("2026-11-20", plans))).toBeNull();
  });
});

it("the amounts of the groups add up to the day's, also where one has a correction alone", () => {
  const book = bookOf("2026-11-20", "2026-11-21", [10, 4]);
  book.sums.push({ ...book.sums[0], group: "taken back", costMicros: -3n * UNIT } as DaySum);
  const groups = rankGroups(book);
  const span = { first: "2026-11-01", last: "2026-11-21" };
  expect(groups).toEqual(["m", "taken back"]);
  for (const { byGroup, micros } of toDayRows(book, groups, { plans: [], span, today: "2026-11-21" }))
    expect(String(byGroup.reduce((all, one) => all + BigInt(one), 0n))).toBe(micros);
});
