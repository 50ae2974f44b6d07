import { expect, it } from "vitest";
import { charsetSizes } from "../campaigns";
import { charsetSymbols, codeSymbols, groupCode, toPlainCode } from "./coupon-code";

it("codes have no look-alikes and no vowels, and each symbol once", () => {
  expect(codeSymbols).not.toMatch(/[01AEIOUL]/);
  expect(codeSymbols).toMatch(/^[2-9A-Z]+$/);
  expect(new Set(codeSymbols).size).toBe(codeSymbols.length);
});

it("each set has as many symbols as a campaign's code length is judged by", () => {
  const sizes = Object.entries(charsetSymbols).map(([set, symbols]) => [set, symbols.length]);
  expect(Object.fromEntries(sizes)).toEqual(charsetSizes);
});

it("codes are read in groups of four", () => {
  expect(groupCode("7K3M9QPXTR4D")).toBe("7K3M-9QPX-TR4D");
});

it.each([
  ["SHA-7K3M-9QPX-TR4D"],
  ["sha-7k3m-9qpx-tr4d"],
  ["SHA7K3M9QPXTR4D"],
  ["  sha 7k3m 9qpx\ttr4d\n"],
  ["SHA–7K3M—9QPX−TR4D".replace("−", "‐")],
  ["ＳＨＡ－７Ｋ３Ｍ－９ＱＰＸ－ＴＲ４Ｄ"],
])("%j is the same code", (typed) => {
  expect(toPlainCode(typed)).toBe("SHA7K3M9QPXTR4D");
});

it.each(["", "---", "ABC", "AB\0CDEF", "ABCD;DROP", "A".repeat(41), "A".repeat(100_000), "折扣券折扣券"])(
  "%.20j cannot be a code",
  (typed) => {
    expect(toPlainCode(typed)).toBeNull();
  },
);
