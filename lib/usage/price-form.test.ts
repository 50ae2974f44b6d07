import { describe, expect, it } from "vitest";
import { exchangeRateForm, priceForm } from "./price-form";

const form = {
  model: " qwen-plus ",
  currency: "USD",
  effectiveFrom: "2026-11-01T00:00",
  timeZone: "Asia/Shanghai",
  perMillion: { input: "0.40", output: "1.20" },
};

describe("the price form", () => {
  it("reads times on the wall of its zone, and empty fields as none", () => {
    expect(priceForm.parse({ ...form, provider: "", effectiveTo: "" })).toEqual({
      model: "qwen-plus",
      currency: "USD",
      effectiveFrom: "2026-10-31T16:00:00.000Z",
      perMillion: { input: "0.40", output: "1.20" },
    });
  });

  it.each([
    [".4", "0.4"],
    ["1,200.50", "1200.50"],
    ["007", "7"],
    ["0.10", "0.10"],
  ])("takes %s for %s", (typed, amount) => {
    expect(priceForm.parse({ ...form, perMillion: { input: typed } }).perMillion).toEqual({ input: amount });
  });

  it.each([
    [{ ...form, perMillion: { input: "cheap" } }, "perMillion.input"],
    [{ ...form, perMillion: {} }, "perMillion"],
    [{ ...form, effectiveFrom: "soon" }, "effectiveFrom"],
    [{ ...form, effectiveFrom: undefined }, "effectiveFrom"],
    [{ ...form, currency: "YUAN" }, "currency"],
    [{ ...form, model: "" }, "model"],
  ])("refuses beside the field: %#", (given, field) => {
    expect(priceForm.safeParse(given).error?.issues[0]?.path.join(".")).toBe(field);
  });
});

it("the rate form reads a day as it is", () => {
  expect(exchangeRateForm.parse({ currency: "CNY", rate: ".1389", effectiveFrom: "2026-11-01" })).toEqual({
    currency: "CNY",
    rate: "0.1389",
    effectiveFrom: "2026-11-01",
  });
  expect(
    exchangeRateForm.safeParse({ currency: "CNY", rate: "0", effectiveFrom: "2026-11-01" }).success,
  ).toBe(false);
});
