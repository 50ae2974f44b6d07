import { describe, expect, it } from "vitest";
import { toScaled } from "./decimal";
import { LIST_PRICES } from "./list-prices";
import { PriceBook, type PriceVersion, type RateVersion } from "./price-book";
import { parseRfc3339 } from "./usage-time";

const micros = (time: string) => {
  const at = parseRfc3339(time);
  if (at === null) throw new Error(`not a time: ${time}`);
  return at;
};

/** The prices that ship with Sluice, as they are. */
const listed = LIST_PRICES.map(
  (price, index): PriceVersion => ({
    region: "",
    source: "",
    serviceTier: "",
    ...price,
    id: index + 1,
    origin: "list",
    fromMicros: micros(price.effectiveFrom),
    toMicros: null,
  }),
);
const own = (
  id: number,
  model: string,
  currency: string,
  from: string,
  amounts: Pick<PriceVersion, "perMillion" | "perGpuHour"> &
    Partial<Pick<PriceVersion, "serviceTier" | "contextTiers">>,
): PriceVersion => ({
  id,
  origin: "own",
  model,
  provider: "",
  region: "",
  source: "",
  serviceTier: "",
  currency,
  fromMicros: micros(from),
  toMicros: null,
  ...amounts,
});
// a contract in yuan that changes at midnight in Hangzhou; rates change at midnight UTC, in the middle of a day there
const agreed = [
  own(901, "house", "CNY", "2026-03-01T00:00:00+08:00", { perMillion: { input: "0.80", output: "2.00" } }),
  own(902, "house", "CNY", "2026-04-01T00:00:00+08:00", { perMillion: { input: "0.60", output: "1.60" } }),
  own(904, "house", "CNY", "2026-03-01T00:00:00+08:00", {
    serviceTier: "batch",
    perMillion: { input: "0.40", output: "1.00" },
  }),
  own(905, "house", "CNY", "2026-03-01T00:00:00+08:00", {
    serviceTier: "priority",
    perMillion: { input: "1.60", output: "4.00" },
  }),
  own(906, "sage", "USD", "2026-01-01T00:00:00Z", {
    perMillion: { input: "1.00", output: "4.00", cachedInput: "0.10", reasoning: "8.00" },
    contextTiers: [
      { aboveInputTokens: 1_000, perMillion: { input: "2.00" } },
      { aboveInputTokens: 5_000, perMillion: { output: "10.00", cachedInput: "0.50" } },
    ],
  }),
  own(907, "sage", "USD", "2026-01-01T00:00:00Z", {
    serviceTier: "thinking",
    perMillion: { input: "1.00", output: "16.00" },
  }),
  own(903, "rented", "USD", "2026-01-01T00:00:00Z", { perGpuHour: "2.00", perMillion: { output: "0.10" } }),
];
const rates: RateVersion[] = [
  { currency: "CNY", fromMicros: micros("2026-01-01T00:00:00Z"), rate: "0.14" },
  { currency: "CNY", fromMicros: micros("2026-03-31T00:00:00Z"), rate: "0.145" },
  { currency: "EUR", fromMicros: micros("2026-01-01T00:00:00Z"), rate: "1.0833" },
];
const book = new PriceBook("1", "USD", [...listed, ...agreed], rates);

type Golden = [
  worked: string,
  model: string,
  at: string,
  tokens: [input: number, output?: number, cached?: number, reasoning?: number],
  costMicros: number | null,
];

// worked by hand: (input − cached) × input + cached × cached + (output − reasoning) × output + reasoning × reasoning,
// in micro-units, since a millionth of the price of a million tokens is the price of one
const golden: Golden[] = [
  ["1000 × 0.05 + 1000 × 0.20", "dashscope/qwen-turbo", "2024-12-31T23:59:59Z", [1000, 1000], 250],
  [
    "thinking cost what output cost",
    "dashscope/qwen-turbo",
    "2025-04-27T23:59:59.999999Z",
    [1000, 1000, 0, 600],
    250,
  ],
  ["50 + 400 × 0.20 + 600 × 0.50", "dashscope/qwen-turbo", "2025-04-28T00:00:00Z", [1000, 1000, 0, 600], 430],
  [
    "a second before that midnight, told in Hangzhou",
    "dashscope/qwen-turbo",
    "2025-04-28T07:59:59+08:00",
    [1000, 1000, 0, 600],
    250,
  ],
  [
    "that midnight, told in Hangzhou",
    "dashscope/qwen-turbo",
    "2025-04-28T08:00:00+08:00",
    [1000, 1000, 0, 600],
    430,
  ],
  ["7 × 0.05 + 3 × 0.20 = 0.95", "dashscope/qwen-turbo", "2025-01-01T00:00:00Z", [7, 3], 1],
  ["9 × 0.05 = 0.45", "dashscope/qwen-turbo", "2025-01-01T00:00:00Z", [9], 0],
  ["10 × 0.05 = 0.5", "dashscope/qwen-turbo", "2025-01-01T00:00:00Z", [10], 1],
  ["no price before its release", "dashscope/qwen-turbo", "2024-10-31T23:59:59Z", [1000, 1000], null],
  ["149.6 + 52.8 = 202.4", "dashscope/qwen-plus", "2025-02-01T00:00:00Z", [374, 44], 202],
  ["158.4 + 130.8 = 289.2", "dashscope/qwen-plus", "2025-02-01T00:00:00Z", [396, 109], 289],
  ["351.6 + 66 = 417.6", "dashscope/qwen-plus", "2025-02-01T00:00:00Z", [879, 55], 418],
  ["0.4 + 1.2 = 1.6", "dashscope/qwen-plus", "2025-02-01T00:00:00Z", [1, 1], 2],
  [
    "cached without a price of its own: 1000 × 0.40",
    "dashscope/qwen-plus",
    "2025-02-01T00:00:00Z",
    [1000, 0, 400],
    400,
  ],
  [
    "thinking without a price of its own: 400 + 1200",
    "dashscope/qwen-plus",
    "2025-05-01T00:00:00Z",
    [1000, 1000, 0, 800],
    1600,
  ],
  [
    "400 + 200 × 1.20 + 800 × 4.00",
    "dashscope/qwen-plus-2025-04-28",
    "2025-05-01T00:00:00Z",
    [1000, 1000, 0, 800],
    3840,
  ],
  ["no thinking: 400 + 1200", "dashscope/qwen-plus-2025-04-28", "2025-05-01T00:00:00Z", [1000, 1000], 1600],
  [
    "49.2 + 378 × 1.20 + 78 × 4.00 = 814.8",
    "dashscope/qwen-plus-2025-07-14",
    "2025-08-01T00:00:00Z",
    [123, 456, 0, 78],
    815,
  ],
  [
    "no price a second before the day it was read",
    "dashscope/qwen-max",
    "2026-07-23T23:59:59Z",
    [31_250, 1000],
    null,
  ],
  ["31,250 × 1.60 + 1000 × 6.40", "dashscope/qwen-max", "2026-07-24T00:00:00Z", [31_250, 1000], 56_400],
  [
    "1000 × 2.50 + 9000 × 0.50 + 500 × 7.50",
    "dashscope/qwen3.7-max",
    "2026-06-01T00:00:00Z",
    [10_000, 500, 9000],
    10_750,
  ],
  ["3 × 0.50 = 1.5", "dashscope/qwen3.7-max", "2026-06-01T00:00:00Z", [3, 0, 3], 2],
  ["1 × 0.50 = 0.5", "dashscope/qwen3.7-max", "2026-06-01T00:00:00Z", [1, 0, 1], 1],
  ["444 + 532.8 = 976.8", "dashscope/qwq-plus", "2026-08-01T00:00:00Z", [555, 222], 977],
  [
    "before caching had a price: 2000 × 0.15",
    "openai/gpt-4o-mini",
    "2024-09-30T23:59:59Z",
    [2000, 0, 1000],
    300,
  ],
  ["1000 × 0.15 + 1000 × 0.075", "openai/gpt-4o-mini", "2024-10-01T00:00:00Z", [2000, 0, 1000], 225],
  [
    "a second before, told in New York",
    "openai/gpt-4o-mini",
    "2024-09-30T19:59:59-04:00",
    [2000, 0, 1000],
    300,
  ],
  [
    "that midnight, told in New York the evening before",
    "openai/gpt-4o-mini",
    "2024-09-30T20:00:00-04:00",
    [2000, 0, 1000],
    225,
  ],
  ["1.95 + 4.2 = 6.15", "openai/gpt-4o-mini", "2025-01-01T00:00:00Z", [13, 7], 6],
  ["800 × 2.50 + 200 × 1.25 + 500 × 10", "openai/gpt-4o", "2025-01-01T00:00:00Z", [1000, 500, 200], 7250],
  ["586.25 + 250 + 1356 = 2192.25", "openai/gpt-5-mini", "2026-01-01T00:00:00Z", [12_345, 678, 10_000], 2192],
  ["20 × 0.025 = 0.5", "openai/gpt-5-mini", "2026-01-01T00:00:00Z", [20, 0, 20], 1],
  ["19 × 0.025 = 0.475", "openai/gpt-5-mini", "2026-01-01T00:00:00Z", [19, 0, 19], 0],
  ["100 × 0.005 = 0.5", "openai/gpt-5-nano", "2026-01-01T00:00:00Z", [100, 0, 100], 1],
  [
    "200 + 900 × 0.20 + 1000",
    "anthropic/claude-sonnet-5-5",
    "2026-10-06T23:59:59.999Z",
    [1000, 100, 900],
    1380,
  ],
  ["200 + 900 × 0.10 + 1000", "anthropic/claude-sonnet-5-5", "2026-10-07T00:00:00Z", [1000, 100, 900], 1290],
  [
    "a second before that midnight, told in Delhi",
    "anthropic/claude-sonnet-5-5",
    "2026-10-07T05:29:59+05:30",
    [1000, 100, 900],
    1380,
  ],
  [
    "that midnight, told in Delhi",
    "anthropic/claude-sonnet-5-5",
    "2026-10-07T05:30:00+05:30",
    [1000, 100, 900],
    1290,
  ],
  [
    "49,999 × 5 + 150,000 × 0.50 + 8192 × 25",
    "anthropic/claude-opus-4-5",
    "2026-01-01T00:00:00Z",
    [199_999, 8192, 150_000],
    529_795,
  ],
  [
    "2100 + 23.31 + 832.5 = 2955.81",
    "gemini/gemini-2.5-flash",
    "2026-01-01T00:00:00Z",
    [7777, 333, 777],
    2956,
  ],
  ["140 + 14 + 420", "deepseek/deepseek-chat", "2026-08-01T00:00:00Z", [1000, 1000, 500], 574],
  ["a list price needs its provider", "/qwen-plus", "2025-02-01T00:00:00Z", [374, 44], null],
  [
    "no price a second before midnight in Hangzhou",
    "/house",
    "2026-02-28T23:59:59+08:00",
    [1000, 1000],
    null,
  ],
  ["(800 + 2000) × 0.14", "/house", "2026-03-01T00:00:00+08:00", [1000, 1000], 392],
  ["the rate of the day before: 2800 × 0.14", "/house", "2026-03-31T07:59:59+08:00", [1000, 1000], 392],
  ["the rate of the day: 2800 × 0.145", "/house", "2026-03-31T08:00:00+08:00", [1000, 1000], 406],
  [
    "the last second of the old price: 2800 × 0.145",
    "/house",
    "2026-03-31T23:59:59+08:00",
    [1000, 1000],
    406,
  ],
  [
    "the new price at midnight in Hangzhou: 2200 × 0.145",
    "/house",
    "2026-04-01T00:00:00+08:00",
    [1000, 1000],
    319,
  ],
  ["rounded once, after the rate: 3.2 × 0.14 = 0.448", "/house", "2026-03-15T00:00:00Z", [4], 0],
  ["4 × 0.14 = 0.56", "/house", "2026-03-15T00:00:00Z", [5], 1],
];

describe("what was worked by hand", () => {
  for (const [worked, name, at, [input, output = 0, cached = 0, reasoning = 0], costMicros] of golden) {
    it(`${name} at ${at}: ${worked} → ${costMicros ?? "unpriced"}`, () => {
      const [provider = "", model = ""] = name.split("/");
      const event = {
        atMicros: micros(at),
        requests: 1,
        inputTokens: input,
        outputTokens: output,
        cachedInputTokens: cached,
        reasoningTokens: reasoning,
        gpuNanos: 0n,
        cost: null,
      };
      const scope = { source: "chat", region: "", provider, model, serviceTier: "" };
      expect(book.assess(event, book.candidatesFor(scope)).costMicros).toBe(
        costMicros === null ? null : BigInt(costMicros),
      );
    });
  }

  it.each<[string, number, string, { micros: bigint; currency: string } | null, bigint | null]>([
    ["32 s at 2.00 an hour = 17,777.7… + 100 × 0.10", 100, "32", null, 17_788n],
    ["0.9 s at 2.00 an hour = 500", 0, "0.9", null, 500n],
    [
      "its own cost in euros: 1,000,001 × 1.0833 = 1,083,301.08…",
      100,
      "32",
      { micros: 1_000_001n, currency: "EUR" },
      1_083_301n,
    ],
    ["its own cost in yen, of which no rate is known", 100, "32", { micros: 5n, currency: "JPY" }, null],
  ])("%s", (_, outputTokens, seconds, cost, costMicros) => {
    const event = {
      atMicros: micros("2026-02-01T00:00:00Z"),
      requests: 1,
      inputTokens: 0,
      outputTokens,
      cachedInputTokens: 0,
      reasoningTokens: 0,
      gpuNanos: toScaled(seconds, 9) ?? 0n,
      cost,
    };
    const scope = { source: "chat", region: "", provider: "", model: "rented", serviceTier: "" };
    expect(book.assess(event, book.candidatesFor(scope)).costMicros).toBe(costMicros);
  });
});

type Tiered = [
  worked: string,
  model: string,
  serviceTier: string,
  tokens: [input: number, output?: number, cached?: number, reasoning?: number],
  costMicros: number | null,
  requests?: number,
];

// of 2026-08-01, in dollars but for the house, whose yuan are 0.145 dollars
const tiered: Tiered[] = [
  [
    "as long as the first tier reaches: 32,000 × 1.20 + 10 × 6",
    "dashscope/qwen3-max",
    "",
    [32_000, 10],
    38_460,
  ],
  ["a token more, and all of it: 32,001 × 2.40 + 10 × 12", "dashscope/qwen3-max", "", [32_001, 10], 76_922],
  ["128,001 × 3 + 10 × 15", "dashscope/qwen3-max", "", [128_001, 10], 384_153],
  ["256,000 × 0.05 + 1000 × 0.40", "dashscope/qwen-flash", "", [256_000, 1_000], 13_200],
  ["256,001 × 0.25 + 1000 × 2 = 66,000.25", "dashscope/qwen-flash", "", [256_001, 1_000], 66_000],
  ["300,000 × 0.50 + 2000 × 3", "dashscope/qwen3.5-plus", "", [300_000, 2_000], 156_000],
  [
    "cached ones make it long too: 1 × 6 + 200,000 × 0.60",
    "anthropic/claude-sonnet-4-5",
    "",
    [200_001, 0, 200_000],
    120_006,
  ],
  ["200,000 × 0.30", "anthropic/claude-sonnet-4-5", "", [200_000, 0, 200_000], 60_000],
  ["1000 × 0.15 + 1000 × 0.60", "openai/gpt-4o-mini", "", [1_000, 1_000], 750],
  ["as a batch half of it", "openai/gpt-4o-mini", "batch", [1_000, 1_000], 375],
  [
    "cached in a batch is input in a batch: 1000 × 0.075",
    "openai/gpt-4o-mini",
    "batch",
    [1_000, 0, 1_000],
    75,
  ],
  ["flex: 600 × 0.125 + 400 × 0.0125 + 100 × 1", "openai/gpt-5-mini", "flex", [1_000, 100, 400], 180],
  [
    "a tier that nobody priced costs what any does: 250 + 2000",
    "openai/gpt-5-mini",
    "priority",
    [1_000, 1_000],
    2_250,
  ],
  ["the contract's batch: 1400 yuan × 0.145", "/house", "batch", [1_000, 1_000], 203],
  ["the contract's priority: 5600 × 0.145", "/house", "priority", [1_000, 1_000], 812],
  ["and the standard: 2200 × 0.145", "/house", "", [1_000, 1_000], 319],
  ["short: 500 × 1 + 500 × 0.10 + 60 × 4 + 40 × 8", "/sage", "", [1_000, 100, 500, 40], 1_110],
  ["longer, where cached is input: 2000 × 2 + 60 × 4 + 40 × 8", "/sage", "", [2_000, 100, 500, 40], 4_560],
  ["longest: 5500 × 1 + 500 × 0.50 + 100 × 10", "/sage", "", [6_000, 100, 500, 40], 6_750],
  ["thinking has a price of its own: 2000 × 1 + 100 × 16", "/sage", "thinking", [2_000, 100, 0, 40], 3_600],
  ["two requests, both short since their sum is: 1000 × 1 + 100 × 4", "/sage", "", [1_000, 100], 1_400, 2],
  ["two requests of which nobody knows how long each was", "/sage", "", [1_001, 100], null, 2],
  ["answers of a metric, without what they answer", "/sage", "", [0, 100], null, 0],
];

describe("tiers worked by hand", () => {
  it.each(tiered)(
    "%s (%s %s)",
    (_, name, serviceTier, [input, output = 0, cached = 0, reasoning = 0], cost, requests = 1) => {
      const [provider = "", model = ""] = name.split("/");
      const event = {
        atMicros: micros("2026-08-01T00:00:00Z"),
        requests,
        inputTokens: input,
        outputTokens: output,
        cachedInputTokens: cached,
        reasoningTokens: reasoning,
        gpuNanos: 0n,
        cost: null,
      };
      const scope = { source: "chat", region: "", provider, model, serviceTier };
      expect(book.assess(event, book.candidatesFor(scope)).costMicros).toBe(
        cost === null ? null : BigInt(cost),
      );
    },
  );
});

type Parted = [
  worked: string,
  model: string,
  counts: { in: number; out?: number; cached?: number; written?: number; heard?: number } & {
    thought?: number;
    spoken?: number;
  },
  costMicros: number,
];

// of 2026-08-01, in dollars
const parted: Parted[] = [
  [
    "speech and text: 400 × 2.50 + 600 × 40 + 100 × 10 + 200 × 80",
    "openai/gpt-4o-audio-preview",
    { in: 1_000, heard: 600, out: 300, spoken: 200 },
    42_000,
  ],
  [
    "speech alone: 50 × 40 + 10 × 80",
    "openai/gpt-4o-audio-preview",
    { in: 50, heard: 50, out: 10, spoken: 10 },
    2_800,
  ],
  [
    "what was read from the cache is cached, spoken or not: 500 × 2.50 + 500 × 40",
    "openai/gpt-4o-audio-preview",
    { in: 1_000, cached: 500, heard: 600 },
    21_250,
  ],
  [
    "what was thought is thought, spoken or not: 60 × 10 + 40 × 80",
    "openai/gpt-4o-audio-preview",
    { in: 0, out: 100, thought: 60, spoken: 60 },
    3_800,
  ],
  ["600 × 0.30 + 400 × 1.00", "gemini/gemini-2.5-flash", { in: 1_000, heard: 400 }, 580],
  ["audio without a price of its own: 1000 × 0.40", "dashscope/qwen-plus", { in: 1_000, heard: 500 }, 400],
  [
    "read, written and plain: 1000 × 3 + 4000 × 0.30 + 5000 × 3.75 + 100 × 15",
    "anthropic/claude-sonnet-4-5",
    { in: 10_000, cached: 4_000, written: 5_000, out: 100 },
    24_450,
  ],
  [
    "written in a long request: 200,001 × 7.50 = 1,500,007.5",
    "anthropic/claude-sonnet-4-5",
    { in: 200_001, written: 200_001 },
    1_500_008,
  ],
  ["writing without a price of its own: 1000 × 2.50", "openai/gpt-4o", { in: 1_000, written: 400 }, 2_500],
];

describe("parts of input and output worked by hand", () => {
  it.each(parted)("%s (%s)", (_, name, counts, cost) => {
    const [provider = "", model = ""] = name.split("/");
    const event = {
      atMicros: micros("2026-08-01T00:00:00Z"),
      requests: 1,
      inputTokens: counts.in,
      outputTokens: counts.out ?? 0,
      cachedInputTokens: counts.cached ?? 0,
      reasoningTokens: counts.thought ?? 0,
      cacheWriteTokens: counts.written,
      audioInputTokens: counts.heard,
      audioOutputTokens: counts.spoken,
      gpuNanos: 0n,
      cost: null,
    };
    const scope = { source: "chat", region: "", provider, model, serviceTier: "" };
    expect(book.assess(event, book.candidatesFor(scope)).costMicros).toBe(BigInt(cost));
  });
});
