import { describe, expect, it } from "vitest";
import { PriceBook, type PriceVersion } from "./price-book";
import type { MapEntry } from "./price-map";
import { comparePriceMap, type Ground, inUseKey, percentChange } from "./price-map-diff";

const NOW = 1_000_000_000;
let id = 0;
const held = (more: Partial<PriceVersion> = {}): PriceVersion => {
  id += 1;
  return {
    id,
    origin: "list",
    model: "m",
    provider: "p",
    region: "",
    source: "",
    serviceTier: "",
    currency: "USD",
    fromMicros: 0,
    toMicros: null,
    perMillion: { input: "0.40", output: "1.20" },
    ...more,
  };
};
const entry = (more: Partial<MapEntry> = {}): MapEntry => ({
  key: "m",
  model: "m",
  provider: "p",
  prices: [{ perMillion: { input: "0.4", output: "1.2" } }],
  notTaken: [],
  notes: [],
  ...more,
});
function compare(prices: PriceVersion[], entries: MapEntry[] = [entry()], more: Partial<Ground> = {}) {
  return comparePriceMap(entries, {
    book: new PriceBook("1", "USD", prices, []),
    atMicros: NOW,
    holdsFor: "provider",
    used: new Set(),
    reference: "the map",
    ...more,
  });
}
const state = (prices: PriceVersion[], entries?: MapEntry[], more?: Partial<Ground>) => {
  const [row] = compare(prices, entries, more);
  return row && [row.state, row.inUse, row.chosen];
};
const dear = (more: Partial<PriceVersion> = {}) =>
  held({ perMillion: { input: "0.80", output: "1.20" }, ...more });

describe("each model beside the price in force", () => {
  it.each<[string, PriceVersion[], unknown]>([
    ["no price", [], ["new", false, false]],
    ["the same amounts, written otherwise", [held()], ["same", true, false]],
    ["another list price", [dear()], ["changed", true, true]],
    ["one that is over", [dear({ toMicros: NOW })], ["new", true, true]],
    ["one that is not yet", [dear({ fromMicros: NOW + 1 })], ["new", true, true]],
    ["one that starts just then", [dear({ fromMicros: NOW })], ["overlaps", true, false]],
    ["the same that starts just then", [held({ fromMicros: NOW })], ["same", true, false]],
    ["an own price of the provider", [dear({ origin: "own" })], ["yields", true, false]],
    ["an own price of the model", [dear({ origin: "own", provider: "" })], ["yields", true, false]],
    ["an own price of a region", [dear({ origin: "own", region: "cn" })], ["new", false, false]],
    [
      "an own price of any model",
      [dear({ origin: "own", model: "*", provider: "" })],
      ["changed", false, false],
    ],
    ["another currency", [held({ currency: "CNY" })], ["changed", true, true]],
  ])("%s", (_, prices, expected) => {
    expect(state(prices)).toEqual(expected);
  });

  it("says until when, where an own price takes over later", () => {
    const [row] = compare([dear({ origin: "own", fromMicros: NOW + 86_400_000_000 })]);
    expect(row).toMatchObject({ state: "new", prices: [{ until: "1970-01-02T00:16:40.000Z" }] });
  });

  it("usage makes it one in use; a price of a provider does not hold for usage that names none", () => {
    expect(state([], undefined, { used: new Set(["m", inUseKey("m", "p")]) })).toEqual(["new", true, true]);
    const nameless = new Set(["m", inUseKey("m", "")]);
    expect(state([], undefined, { used: nameless })).toEqual(["new", false, false]);
    expect(state([], undefined, { used: nameless, holdsFor: "model" })).toEqual(["new", true, true]);
  });

  it("changes are told by what a token costs: a part without a price costs what its whole does", () => {
    const [row] = compare(
      [held({ contextTiers: [{ aboveInputTokens: 1000, perMillion: { input: "0.80" } }] })],
      [
        entry({
          prices: [
            {
              perMillion: { input: "0.30", output: "1.2", cachedInput: "0.1" },
              contextTiers: [{ aboveInputTokens: 2000, perMillion: { input: "0.9" } }],
            },
          ],
        }),
      ],
    );
    expect(row?.prices[0]?.changes).toEqual([
      { name: "input", from: "0.40", to: "0.30", percent: "-25.0" },
      { name: "cachedInput", from: "0.40", to: "0.1", percent: "-75.0" },
      { name: "input", aboveInputTokens: 1000, from: "0.80", to: "0.30", percent: "-62.5" },
      { name: "cachedInput", aboveInputTokens: 1000, from: "0.80", to: "0.1", percent: "-87.5" },
      { name: "input", aboveInputTokens: 2000, from: "0.80", to: "0.9", percent: "+12.5" },
      // above it neither names the part: it goes with its whole
    ]);
  });

  it("a service tier that the map names is compared with what its requests cost now", () => {
    const prices = [
      { perMillion: { input: "0.4", output: "1.2" } },
      { serviceTier: "batch", perMillion: { input: "0.2", output: "0.6" } },
    ];
    const [row] = compare([held()], [entry({ prices })]);
    expect(row?.state).toBe("changed");
    expect(row?.prices.map((one) => one.state)).toEqual(["same", "changed"]);
  });
});

describe("two keys for one model", () => {
  const other = entry({ key: "p/m" });
  const unlike = entry({ key: "p/m", prices: [{ perMillion: { input: "9" } }] });
  it("of one mind: one stands for both", () => {
    expect(compare([], [entry(), other]).map(({ key, state, reason }) => [key, state, reason])).toEqual([
      ["m", "new", undefined],
      ["p/m", "unreadable", "the same as m, which stands for it"],
    ]);
  });
  it("of two minds: neither is taken", () => {
    expect(compare([], [entry(), unlike]).map((row) => row.state)).toEqual(["unreadable", "unreadable"]);
  });
  it("of two providers, they only meet where the provider does not count", () => {
    const entries = [entry(), { ...unlike, provider: "q" }];
    expect(compare([], entries).map((row) => row.state)).toEqual(["new", "new"]);
    expect(compare([], entries, { holdsFor: "model" }).map((row) => row.reason)).toEqual([
      "the map prices this model differently for m, p/m; choose one provider",
      "the map prices this model differently for m, p/m; choose one provider",
    ]);
  });
});

it.each([
  ["0.40", "0.35", "-12.5"],
  ["3", "1", "-66.7"],
  ["1", "1.0005", "+0.1"],
  ["0", "1", null],
  [undefined, "1", null],
])("from %s to %s is %s per cent", (from, to, percent) => {
  expect(percentChange(from, to)).toBe(percent);
});
