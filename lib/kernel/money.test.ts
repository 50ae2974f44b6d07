import { describe, expect, it } from "vitest";
import { formatMicros, formatMinor, isCurrency, minorDigits, ungroup } from "./money";

it.each([
  ["427170000", 2, "427.17"],
  ["5000", 2, "0.01"],
  ["4999", 2, "0.00"],
  ["1234567890000", 2, "1,234,567.89"],
  ["-1500000", 0, "−2"],
])("shows %s micro-units with %i digits as %s, half up", (micros, digits, words) => {
  expect(formatMicros(micros, digits)).toBe(words);
});

it.each([
  [2500, "CNY", "CNY 25"],
  [2550, "CNY", "CNY 25.50"],
  [300, "JPY", "JPY 300"],
  [1234567, "KWD", "KWD 1,234.567"],
])("shows %i minor units of %s as %s", (amount, currency, words) => {
  expect(formatMinor(amount, currency)).toBe(words);
});

it("knows the currencies of ISO 4217 and their minor digits", () => {
  expect([isCurrency("CNY"), isCurrency("XYZ"), isCurrency("cny")]).toEqual([true, false, false]);
  expect([minorDigits("JPY"), minorDigits("USD"), minorDigits("KWD")]).toEqual([0, 2, 3]);
});

describe("ungroup", () => {
  it.each([
    ["1,200.50", "1200.50"],
    ["1,234,567", "1234567"],
    ["1 200.5", "1200.5"],
    ["-1,200", "-1200"],
    ["0.40", "0.40"],
  ])("takes what parts the thousands out of %s", (typed, text) => expect(ungroup(typed)).toBe(text));

  it.each(["0,40", "1,2", "0,140", "1.200,50", "12,34.5", "1234,567"])(
    "leaves %s as typed: a decimal comma never becomes a hundred times the amount",
    (typed) => expect(ungroup(typed)).toBe(typed),
  );
});
