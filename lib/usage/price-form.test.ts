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

  it("reads a service tier and what longer requests cost, and leaves out rows in which nothing stands", () => {
    const empty = { aboveInputTokens: "", perMillion: { input: "", output: "" } };
    const tier = { aboveInputTokens: "200,000", perMillion: { input: "6", output: "22.50", reasoning: "" } };
    expect(
      priceForm.parse({ ...form, serviceTier: " Batch ", contextTiers: { 0: tier, 1: empty } }),
    ).toMatchObject({
      serviceTier: "batch",
      contextTiers: [{ aboveInputTokens: 200_000, perMillion: { input: "6", output: "22.50" } }],
    });
    expect(priceForm.parse({ ...form, contextTiers: { 0: empty } })).not.toHaveProperty("contextTiers");
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
    [{ ...form, perMillion: { input: "0,40" } }, "perMillion.input"],
    [{ ...form, perMillion: { input: "1,2" } }, "perMillion.input"],
    [{ ...form, perMillion: {} }, "perMillion"],
    [{ ...form, effectiveFrom: "soon" }, "effectiveFrom"],
    [{ ...form, effectiveFrom: undefined }, "effectiveFrom"],
    [{ ...form, currency: "YUAN" }, "currency"],
    [{ ...form, model: "" }, "model"],
    [{ ...form, serviceTier: "standard" }, "serviceTier"],
    [
      { ...form, contextTiers: { 0: { aboveInputTokens: "many", perMillion: { input: "1" } } } },
      "contextTiers.0.aboveInputTokens",
    ],
    [{ ...form, contextTiers: { 0: { aboveInputTokens: "9" } } }, "contextTiers.0.perMillion"],
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
