import { describe, expect, it } from "vitest";
import { overlaps, PriceBook, type PriceScope, type PriceVersion, type RateVersion } from "./price-book";

const day = (date: string) => Date.parse(`${date}T00:00:00Z`) * 1000;
let nth = 0;
function price(more: Partial<PriceVersion> & { from?: string; to?: string }): PriceVersion {
  nth += 1;
  const { from = "2026-01-01", to, ...rest } = more;
  return {
    id: nth,
    origin: "own",
    model: "qwen-plus",
    provider: "",
    region: "",
    source: "",
    serviceTier: "",
    currency: "USD",
    fromMicros: day(from),
    toMicros: to === undefined ? null : day(to),
    perMillion: { input: "1" },
    ...rest,
  };
}
const scope: PriceScope = {
  source: "chat",
  model: "qwen-plus",
  provider: "dashscope",
  region: "cn-hangzhou",
  serviceTier: "",
};
const book = (prices: PriceVersion[], rates: RateVersion[] = []) => new PriceBook("1", "USD", prices, rates);

describe("precedence", () => {
  const any = price({ model: "*" });
  const anyWithAll = price({ model: "*", provider: "dashscope", region: "cn-hangzhou", source: "chat" });
  const model = price({});
  const withSource = price({ source: "chat" });
  const withRegion = price({ region: "cn-hangzhou" });
  const withRegionAndSource = price({ region: "cn-hangzhou", source: "chat" });
  const withProvider = price({ provider: "dashscope" });
  const list = price({ origin: "list", provider: "dashscope", region: "cn-hangzhou", source: "chat" });
  const cases: [string, PriceVersion[], PriceVersion | null][] = [
    ["a model's own price before any model's, however narrow that one is", [anyWithAll, model], model],
    ["any model's price for a model without one", [any], any],
    ["the narrower of two prices for any model", [any, anyWithAll], anyWithAll],
    ["a price with the source before one without", [model, withSource], withSource],
    ["region before source", [withSource, withRegion], withRegion],
    ["region and source before region", [withRegion, withRegionAndSource], withRegionAndSource],
    ["provider before region and source together", [withRegionAndSource, withProvider], withProvider],
    ["the price of another provider never", [price({ provider: "openai" })], null],
    ["the price of another region never", [price({ region: "us" })], null],
    ["the price of another source never", [price({ source: "other" })], null],
    ["one's own price before a list price, however narrow that one is", [list, model], model],
    ["a list price of the model before one's own for any model", [any, list], list],
    ["nothing when there is nothing", [], null],
  ];
  for (const [name, prices, expected] of cases) {
    it(`takes ${name}`, () => {
      for (const order of [prices, [...prices].reverse()]) {
        expect(book(order).priceFor(scope, day("2026-06-01"))?.id ?? null).toBe(expected?.id ?? null);
      }
    });
  }

  it("lets a list price with a provider alone when usage names no provider", () => {
    const shipped = price({ origin: "list", provider: "dashscope" });
    expect(book([shipped]).priceFor({ ...scope, provider: "" }, day("2026-06-01"))).toBeNull();
  });
});

describe("service tiers", () => {
  const batch = price({ serviceTier: "batch" });
  const any = price({});
  const ofSource = price({ source: "chat" });
  it.each<[string, string, PriceVersion[], PriceVersion | null]>([
    [
      "its own before one for any tier, also a later one",
      "batch",
      [batch, price({ from: "2026-05-01" })],
      batch,
    ],
    ["one for any tier where its own has none", "flex", [batch, any], any],
    ["never that of another tier", "", [batch], null],
    ["one with the source before one with the tier", "batch", [batch, ofSource], ofSource],
  ])("take %s", (_, serviceTier, prices, expected) => {
    for (const order of [prices, [...prices].reverse()])
      expect(book(order).priceFor({ ...scope, serviceTier }, day("2026-06-01"))?.id ?? null).toBe(
        expected?.id ?? null,
      );
  });
});

describe("time", () => {
  it.each([
    ["2022-12-31", null],
    ["2023-01-01", "first"],
    ["2024-06-30", "first"],
    ["2024-07-01", "second"],
    ["2030-01-01", "second"],
  ])("on %s the price is %s", (date, expected) => {
    const first = price({ from: "2023-01-01" });
    const second = price({ from: "2024-07-01" });
    const found = book([first, second]).priceFor(scope, day(date));
    expect(found?.id ?? null).toBe(expected === null ? null : expected === "first" ? first.id : second.id);
  });

  it("after the end of a price that took over for a while, the one before holds again", () => {
    const usual = price({ from: "2023-01-01" });
    const sale = price({ from: "2024-01-01", to: "2024-02-01" });
    const prices = book([usual, sale]);
    const at = (date: string) => prices.priceFor(scope, day(date))?.id;
    expect([at("2023-12-31"), at("2024-01-31"), at("2024-02-01")]).toEqual([usual.id, sale.id, usual.id]);
  });

  it.each([
    ["the same start", ["2024-01-01", undefined], ["2024-01-01", "2024-06-01"], true],
    ["one that ends inside the other", ["2024-01-01", "2024-06-01"], ["2024-03-01", "2024-09-01"], true],
    ["one inside the other", ["2024-01-01", "2024-12-01"], ["2024-03-01", "2024-04-01"], true],
    ["one that ends where the other starts", ["2024-01-01", "2024-06-01"], ["2024-06-01", undefined], false],
    ["one without an end, and a later start", ["2024-01-01", undefined], ["2024-06-01", undefined], false],
    [
      "a later one without an end that an earlier one reaches into",
      ["2024-01-01", "2024-09-01"],
      ["2024-06-01", undefined],
      true,
    ],
    ["two apart", ["2024-01-01", "2024-02-01"], ["2025-01-01", "2025-02-01"], false],
  ] as const)("overlap of %s", (_, a, b, expected) => {
    const period = ([from, to]: readonly [string, string | undefined]) => ({
      fromMicros: day(from),
      toMicros: to === undefined ? null : day(to),
    });
    expect(overlaps(period(a), period(b))).toBe(expected);
    expect(overlaps(period(b), period(a))).toBe(expected);
  });
});

describe("assessing an event", () => {
  const event = (more = {}) => ({
    requests: 1,
    inputTokens: 1000,
    outputTokens: 0,
    cachedInputTokens: 0,
    reasoningTokens: 0,
    gpuNanos: 0n,
    atMicros: day("2026-06-01"),
    cost: null,
    ...more,
  });
  const usd = price({});
  const cny = price({ currency: "CNY", perMillion: { input: "2.00" } });
  const rates = [
    { currency: "CNY", fromMicros: day("2026-01-01"), rate: "0.14" },
    { currency: "CNY", fromMicros: day("2026-06-02"), rate: "0.15" },
  ];
  const assess = (prices: PriceVersion[], rateList: RateVersion[], more = {}, kept: number | null = null) => {
    const made = book(prices, rateList);
    return made.assess(event(more), made.candidatesFor(scope), kept);
  };

  it("keeps its price version", () =>
    expect(assess([usd], [])).toEqual({ costMicros: 1000n, priceId: usd.id }));
  it("is unpriced without a price, never 0", () =>
    expect(assess([], rates)).toEqual({ costMicros: null, priceId: null }));
  it("converts by the rate of its day", () => {
    expect(assess([cny], rates)).toEqual({ costMicros: 280n, priceId: cny.id });
    expect(assess([cny], rates, { atMicros: day("2026-06-02") })).toEqual({
      costMicros: 300n,
      priceId: cny.id,
    });
  });
  it("waits for a rate with its price kept", () =>
    expect(assess([cny], [])).toEqual({ costMicros: null, priceId: cny.id }));
  it("is converted later by the price it was kept with, not by a newer one", () => {
    const dearer = price({ currency: "CNY", perMillion: { input: "9" }, from: "2026-05-01" });
    expect(assess([cny, dearer], rates, {}, cny.id)).toEqual({ costMicros: 280n, priceId: cny.id });
  });
  it("lets its own cost win over every price", () =>
    expect(assess([usd], [], { cost: { micros: 77n, currency: "USD" } })).toEqual({
      costMicros: 77n,
      priceId: null,
    }));
  it("converts its own cost", () =>
    expect(assess([usd], rates, { cost: { micros: 100n, currency: "CNY" } })).toEqual({
      costMicros: 14n,
      priceId: null,
    }));
  it("does not fall back to a price when its own cost waits for a rate", () =>
    expect(assess([usd], [], { cost: { micros: 100n, currency: "EUR" } })).toEqual({
      costMicros: null,
      priceId: null,
    }));
});
