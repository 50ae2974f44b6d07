import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainPrice, toDecimalMicros } from "./explain-cost";
import type { PriceAmounts, PricedUse } from "./price";

const use = (more: Partial<PricedUse> = {}): PricedUse => ({
  requests: 1,
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
  reasoningTokens: 0,
  gpuNanos: 0n,
  ...more,
});

describe("how a cost came about", () => {
  it("tells each class without its overlap, and which parent's price a class takes", () => {
    const told = explainPrice(
      { perMillion: { input: "0.40", output: "1.20", reasoning: "4" } },
      use({ inputTokens: 1000, cachedInputTokens: 300, outputTokens: 500, reasoningTokens: 200 }),
    );
    expect(
      told?.lines.map(({ charged, count, price, priceOf, micros }) => [
        charged,
        count,
        price,
        priceOf,
        micros,
      ]),
    ).toEqual([
      ["input", "700", "0.40", "input", "280"],
      ["cachedInput", "300", "0.40", "input", "120"],
      ["output", "300", "1.20", "output", "360"],
      ["reasoning", "200", "4", "reasoning", "800"],
    ]);
    expect(told && toDecimalMicros(told.exact)).toBe("1560");
  });

  it("prices the whole request by the longest tier that it exceeds", () => {
    const tiers = [
      { aboveInputTokens: 32_000, perMillion: { input: "2.4" } },
      { aboveInputTokens: 128_000, perMillion: { input: "3" } },
    ];
    const price = { perMillion: { input: "1.2", output: "6" }, contextTiers: tiers };
    const of = (inputTokens: number) => explainPrice(price, use({ inputTokens, outputTokens: 10 }));
    expect(of(32_000)).toMatchObject({ aboveInputTokens: null, lines: [{ price: "1.2" }, { price: "6" }] });
    expect(of(32_001)).toMatchObject({ aboveInputTokens: 32_000, lines: [{ price: "2.4" }, { price: "6" }] });
    expect(of(200_000)).toMatchObject({
      aboveInputTokens: 128_000,
      lines: [{ price: "3", micros: "600000" }, {}],
    });
  });

  it("tells GPU seconds by the hour to nine digits of a micro-unit", () => {
    const told = explainPrice({ perGpuHour: "1" }, use({ gpuNanos: 1_000_000_000n }));
    expect(told?.lines).toMatchObject([{ charged: "gpu", count: "1", per: "hour", micros: "277.777777778" }]);
  });

  it("tells nothing where the price does not cover the use", () => {
    expect(explainPrice({ perMillion: { input: "1" } }, use({ outputTokens: 1 }))).toBeNull();
    expect(
      explainPrice(
        { perMillion: { input: "1" }, contextTiers: [{ aboveInputTokens: 5, perMillion: { input: "2" } }] },
        use({ requests: 2, inputTokens: 6 }),
      ),
    ).toBeNull();
  });

  it("adds up to what the price says, whatever the price and the use", () => {
    const amount = fc.option(
      fc.integer({ min: 0, max: 10_000_000 }).map((n) => (n / 1e6).toFixed(6)),
      { nil: undefined },
    );
    const perMillion = fc.record({
      input: amount,
      output: amount,
      cachedInput: amount,
      reasoning: amount,
      cacheWrite: amount,
      audioInput: amount,
      audioOutput: amount,
    });
    fc.assert(
      fc.property(
        perMillion,
        perMillion,
        fc.tuple(
          fc.nat(50_000),
          fc.nat(50_000),
          fc.nat(50),
          fc.nat(100),
          fc.nat(50),
          fc.nat(100),
          fc.nat(100),
        ),
        (base, long, [input, output, cached, thought, written, heard, spoken]) => {
          const price = {
            perMillion: base,
            contextTiers: [{ aboveInputTokens: 20_000, perMillion: long }],
          } as PriceAmounts;
          const told = explainPrice(
            price,
            use({
              inputTokens: input,
              outputTokens: output,
              cachedInputTokens: Math.floor((input * cached) / 100),
              reasoningTokens: Math.floor((output * thought) / 100),
              cacheWriteTokens: Math.floor((input * written) / 100),
              audioInputTokens: Math.floor((input * heard) / 100),
              audioOutputTokens: Math.floor((output * spoken) / 100),
            }),
          );
          if (!told) return;
          const sum = told.lines.reduce(
            (all, { micros }) => all + BigInt(Math.round(Number(micros) * 1e6)),
            0n,
          );
          expect(sum * told.exact.denominator).toBe(told.exact.numerator * 1_000_000n);
        },
      ),
    );
  });
});
