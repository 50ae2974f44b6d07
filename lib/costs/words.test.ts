import { expect, it } from "vitest";
import {
  changeFrom,
  formatAmount,
  formatCell,
  formatShare,
  formatTimes,
  formatUnitAmount,
  lastWeekday,
} from "./words";

it.each([
  [610_140_000n, "610.14"],
  [0n, "0.00"],
  [9_999n, "0.009999"],
  [1n, "0.000001"],
  [10_000n, "0.01"],
  [-1_234_567_891n, "−1,234.57"],
  ["8037020000", "8,037.02"],
])("%s millionths in a total are %s", (micros, words) => expect(formatAmount(micros)).toBe(words));

it.each([
  [87_095n, "0.087095"],
  [99_999n, "0.099999"],
  [823_999n, "0.82"],
  [2_360_000n, "2.36"],
  [0n, "0.00"],
])("%s millionths for one are %s", (micros, words) => expect(formatUnitAmount(micros)).toBe(words));

it("a change has a direction and an amount, or is none", () => {
  expect(changeFrom(5n, 8n)).toEqual({ arrow: "▲", by: 3n, word: "more" });
  expect(changeFrom(8n, 5n)).toEqual({ arrow: "▼", by: 3n, word: "less" });
  expect(changeFrom(5n, 5n)).toEqual({ arrow: "", by: 0n, word: "as much" });
});

it.each([
  [104n, 100n, "+4.0 %"],
  [87n, 100n, "−13.0 %"],
  [10_000n, 9_999n, "0.0 %"],
  [350n, 100n, "+250 %"],
  [1n, 0n, null],
])("%s to %s is %s", (now, before, words) => expect(formatShare(now, before)).toBe(words));

it("multiples and weekdays are told as people do", () => {
  expect([3.097, 12.4].map(formatTimes)).toEqual(["3.1 times", "12 times"]);
  expect(lastWeekday("2026-11-14")).toBe("last Saturday");
});

it.each([
  [0n, "0.00"],
  [1n, "< 0.01"],
  [4_999n, "< 0.01"],
  [5_000n, "0.01"],
  [-1n, "> −0.01"],
  [1_181_480_000n, "1,181.48"],
])("%s millionths in a column are %s", (micros, words) => expect(formatCell(micros)).toBe(words));
