import { describe, expect, it } from "vitest";
import { type KnownRate, reckonCost } from "./ledger-entry";

const use = {
  requests: 1,
  inputTokens: 1000,
  outputTokens: 500,
  cachedInputTokens: 0,
  reasoningTokens: 0,
  gpuNanos: 0n,
};
const price = { currency: "EUR", perMillion: { input: "0.35", output: "1.05" } };
const rate = (effectiveFrom: string, value: string): KnownRate => ({
  currency: "EUR",
  into: "USD",
  effectiveFrom,
  rate: value,
  createdBy: "Finance",
  createdAt: "2026-11-01T00:00:00.000Z",
});

describe("a cost worked out anew", () => {
  it("is each class by its price, then the rate, rounded once and half up", () => {
    // 350 + 525 = 875 micro-euros; × 1.0863 = 950.5125
    const told = reckonCost(
      { use, given: null, price, rates: [rate("2026-11-02", "1.0863")], currency: "USD" },
      951n,
    );
    expect(told).toMatchObject({
      currency: "EUR",
      exactMicros: "875",
      micros: "951",
      rate: { rate: "1.0863" },
    });
    expect(told?.lines.map(({ micros }) => micros)).toEqual(["350", "525"]);
  });

  it("is by the rate that it was booked at, also when one for a later day was written down since", () => {
    const rates = [rate("2026-11-05", "1.2"), rate("2026-11-02", "1.0863")];
    expect(reckonCost({ use, given: null, price, rates, currency: "USD" }, 951n)?.rate?.effectiveFrom).toBe(
      "2026-11-02",
    );
  });

  it("has no sum without a rate, and is nothing where no price covers it", () => {
    expect(reckonCost({ use, given: null, price, rates: [], currency: "USD" }, null)).toMatchObject({
      rate: null,
      micros: null,
    });
    expect(reckonCost({ use, given: null, price: null, rates: [], currency: "USD" }, null)).toBeNull();
  });

  it("is what the event brought along, whatever its price", () => {
    const given = { micros: "2500001", currency: "EUR" };
    const told = reckonCost({ use, given, price, rates: [rate("2026-11-02", "1.1")], currency: "USD" }, null);
    expect(told).toMatchObject({ lines: [], exactMicros: "2500001", micros: "2750001" });
  });
});
