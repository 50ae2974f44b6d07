import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDecimal } from "./decimal";
import { compilePrice, exactCost, type PriceAmounts, type PricedUse, priceUse, roundCost } from "./price";

const use = (more: Partial<PricedUse>): PricedUse => ({
  requests: 1,
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
  reasoningTokens: 0,
  gpuNanos: 0n,
  ...more,
});
const seconds = (value: string) => BigInt(Math.round(Number(value) * 1e9));

// worked by hand: micro-units = tokens × price per million; GPU seconds × price per second × 10⁶
const table: {
  name: string;
  price: PriceAmounts;
  use: Partial<PricedUse>;
  rate?: string;
  micros: bigint | null;
}[] = [
  {
    name: "the first row of the Azure trace: 374 × 0.40 + 44 × 1.20 = 202.4",
    price: { perMillion: { input: "0.40", output: "1.20" } },
    use: { inputTokens: 374, outputTokens: 44 },
    micros: 202n,
  },
  {
    name: "half a micro-unit goes up: 1 × 0.5",
    price: { perMillion: { input: "0.5" } },
    use: { inputTokens: 1 },
    micros: 1n,
  },
  {
    name: "less than half goes down: 1 × 0.499999999999",
    price: { perMillion: { input: "0.499999999999" } },
    use: { inputTokens: 1 },
    micros: 0n,
  },
  {
    name: "cached input without a price of its own costs what input costs: 100 × 1.00",
    price: { perMillion: { input: "1.00" } },
    use: { inputTokens: 100, cachedInputTokens: 40 },
    micros: 100n,
  },
  {
    name: "cached input is part of input and counted once: 60 × 1.00 + 40 × 0.10",
    price: { perMillion: { input: "1.00", cachedInput: "0.10" } },
    use: { inputTokens: 100, cachedInputTokens: 40 },
    micros: 64n,
  },
  {
    name: "all input cached: 100 × 0.10",
    price: { perMillion: { input: "1.00", cachedInput: "0.10" } },
    use: { inputTokens: 100, cachedInputTokens: 100 },
    micros: 10n,
  },
  {
    name: "reasoning without a price of its own costs what output costs: 100 × 2.00",
    price: { perMillion: { input: "1", output: "2.00" } },
    use: { outputTokens: 100, reasoningTokens: 30 },
    micros: 200n,
  },
  {
    name: "reasoning is part of output and counted once: 70 × 2.00 + 30 × 4.00",
    price: { perMillion: { output: "2.00", reasoning: "4.00" } },
    use: { outputTokens: 100, reasoningTokens: 30 },
    micros: 260n,
  },
  {
    name: "every class together: 90 × 0.25 + 10 × 0.025 + 15 × 2 + 5 × 3.5 = 70.25",
    price: { perMillion: { input: "0.25", output: "2", cachedInput: "0.025", reasoning: "3.5" } },
    use: { inputTokens: 100, cachedInputTokens: 10, outputTokens: 20, reasoningTokens: 5 },
    micros: 70n,
  },
  {
    name: "32 GPU seconds at 2.00 an hour: 17,777.7…",
    price: { perGpuHour: "2.00" },
    use: { gpuNanos: seconds("32") },
    micros: 17_778n,
  },
  {
    name: "an hour's price is not cut to digits of a second: 3,600 × 3,600 s at 1 an hour is 3,600 exactly",
    price: { perGpuHour: "1" },
    use: { gpuNanos: seconds("12960000") },
    micros: 3_600_000_000n,
  },
  {
    name: "one third of an hour's price: 1,200 s at 0.01 an hour = 3,333.3…",
    price: { perGpuHour: "0.01" },
    use: { gpuNanos: seconds("1200") },
    micros: 3_333n,
  },
  {
    name: "by the second: 32 × 0.000556",
    price: { perGpuSecond: "0.000556" },
    use: { gpuNanos: seconds("32") },
    micros: 17_792n,
  },
  {
    name: "tokens and GPU seconds are summed before they are rounded: 0.3 + 0.2777… = 0.57…",
    price: { perMillion: { input: "0.3" }, perGpuHour: "2.00" },
    use: { inputTokens: 1, gpuNanos: seconds("0.0005") },
    micros: 1n,
  },
  {
    name: "a trillion tokens at a price of twelve digits",
    price: { perMillion: { input: "999999.123456789012" } },
    use: { inputTokens: 1_000_000_000_000 },
    micros: 999_999_123_456_789_012n,
  },
  {
    name: "the smallest price: 500,000,000,000 × 0.000000000001 = 0.5",
    price: { perMillion: { input: "0.000000000001" } },
    use: { inputTokens: 500_000_000_000 },
    micros: 1n,
  },
  {
    name: "a currency is converted before the one rounding: 1 × 0.5 × 0.9 = 0.45, not 1 × 0.9",
    price: { perMillion: { input: "0.5" } },
    use: { inputTokens: 1 },
    rate: "0.9",
    micros: 0n,
  },
  {
    name: "1,000 × 2.00 CNY × 0.1389 = 277.8",
    price: { perMillion: { input: "2.00" } },
    use: { inputTokens: 1000 },
    rate: "0.1389",
    micros: 278n,
  },
  {
    name: "free is a price",
    price: { perMillion: { input: "0", output: "0" } },
    use: { inputTokens: 9 },
    micros: 0n,
  },
  { name: "nothing used costs nothing", price: { perGpuHour: "2" }, use: {}, micros: 0n },
  {
    name: "output that the price does not name is not free: unpriced",
    price: { perMillion: { input: "1" } },
    use: { inputTokens: 5, outputTokens: 1 },
    micros: null,
  },
  {
    name: "input that is wholly cached needs the price of cached input only",
    price: { perMillion: { cachedInput: "1" } },
    use: { inputTokens: 5, cachedInputTokens: 5 },
    micros: 5n,
  },
  {
    name: "tokens alone are not covered by a price of GPU seconds",
    price: { perGpuHour: "2" },
    use: { inputTokens: 5 },
    micros: null,
  },
  {
    name: "tokens of a request that is charged by the GPU second cost nothing more: 9 s at 2 an hour = 5,000",
    price: { perGpuHour: "2" },
    use: { inputTokens: 5, outputTokens: 7, gpuNanos: seconds("9") },
    micros: 5_000n,
  },
  {
    name: "GPU seconds of a request that is charged by tokens cost nothing more",
    price: { perMillion: { input: "1" } },
    use: { inputTokens: 5, gpuNanos: seconds("9") },
    micros: 5n,
  },
];

describe("a price", () => {
  for (const { name, price, use: used, rate, micros } of table) {
    it(name, () => {
      const decimal = rate === undefined ? undefined : (parseDecimal(rate) ?? undefined);
      expect(priceUse(compilePrice(price), use(used), decimal)).toBe(micros);
    });
  }

  it("gives the same by doubles, where they are exact, as by whole numbers of any size", () => {
    const amount = fc
      .tuple(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 0, max: 9 }))
      .map(([digits, scale]) => (digits / 10 ** scale).toFixed(scale));
    const tokens = fc.oneof(
      fc.integer({ min: 0, max: 5_000 }),
      fc.integer({ min: 0, max: 1_000_000_000_000 }),
    );
    fc.assert(
      fc.property(
        amount,
        amount,
        amount,
        amount,
        tokens,
        tokens,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b, c, d, i, o, part) => {
          const price = compilePrice({ perMillion: { input: a, output: b, cachedInput: c, reasoning: d } });
          const used = use({
            inputTokens: i,
            outputTokens: o,
            cachedInputTokens: Math.floor(i * part),
            reasoningTokens: Math.floor(o * part),
          });
          const exact = exactCost(price, used);
          expect(priceUse(price, used)).toBe(exact && roundCost(exact));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("rounds each event by itself: three events of one second are not one of three", () => {
    const price = compilePrice({ perGpuHour: "1" });
    const one = priceUse(price, use({ gpuNanos: seconds("1") })) ?? 0n;
    expect(one * 3n).toBe(834n);
    expect(priceUse(price, use({ gpuNanos: seconds("3") }))).toBe(833n);
  });

  it("that leads to a sum no ledger holds is no price", () => {
    const price = compilePrice({ perMillion: { input: "1000000", output: "1000000" } });
    const rate = parseDecimal("100000") ?? undefined;
    expect(priceUse(price, use({ inputTokens: 1e12, outputTokens: 1e12 }), rate)).toBeNull();
  });
});
