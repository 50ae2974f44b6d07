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
  amounts: Pick<PriceVersion, "perMillion" | "perGpuHour">,
): PriceVersion => ({
  id,
  origin: "own",
  model,
  provider: "",
  region: "",
  source: "",
  currency,
  fromMicros: micros(from),
  toMicros: null,
  ...amounts,
});
// a contract in yuan that changes at midnight in Hangzhou; rates change at midnight UTC, in the middle of a day there
const agreed = [
  own(901, "house", "CNY", "2026-03-01T00:00:00+08:00", { perMillion: { input: "0.80", output: "2.00" } }),
  own(902, "house", "CNY", "2026-04-01T00:00:00+08:00", { perMillion: { input: "0.60", output: "1.60" } }),
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
        inputTokens: input,
        outputTokens: output,
        cachedInputTokens: cached,
        reasoningTokens: reasoning,
        gpuNanos: 0n,
        cost: null,
      };
      const scope = { source: "chat", region: "", provider, model };
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
      inputTokens: 0,
      outputTokens,
      cachedInputTokens: 0,
      reasoningTokens: 0,
      gpuNanos: toScaled(seconds, 9) ?? 0n,
      cost,
    };
    const scope = { source: "chat", region: "", provider: "", model: "rented" };
    expect(book.assess(event, book.candidatesFor(scope)).costMicros).toBe(costMicros);
  });
});
