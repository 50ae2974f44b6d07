import { describe, expect, it } from "vitest";
import { PriceBook, type PriceVersion } from "./price-book";
import { type MapEntry, nameInEvents, readPriceMap } from "./price-map";

/** The shape of LiteLLM's map of 2026-07-24, digits as it writes them. */
const mapOfJuly = `{
  "sample_spec": {"litellm_provider": "one of …", "input_cost_per_token": 0.0, "mode": "one of chat, embedding"},
  "dashscope/qwen-max": {"litellm_provider": "dashscope", "mode": "chat", "max_input_tokens": 30720,
    "input_cost_per_token": 1.6e-06, "output_cost_per_token": 6.4e-06,
    "source": "https://www.alibabacloud.com/help/en/model-studio/models"},
  "dashscope/qwen3-max": {"litellm_provider": "dashscope", "mode": "chat", "tiered_pricing": [
    {"range": [0, 32000.0], "input_cost_per_token": 1.2e-06, "output_cost_per_token": 6e-06},
    {"range": [32000.0, 128000.0], "input_cost_per_token": 2.4e-06, "output_cost_per_token": 1.2e-05},
    {"range": [128000.0, 252000.0], "input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05}]},
  "gpt-4o-mini": {"litellm_provider": "openai", "mode": "chat",
    "input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07, "cache_read_input_token_cost": 7.5e-08,
    "input_cost_per_token_batches": 7.5e-08, "output_cost_per_token_batches": 3e-07},
  "claude-sonnet-4-5": {"litellm_provider": "anthropic", "mode": "chat",
    "input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05, "cache_read_input_token_cost": 3e-07,
    "input_cost_per_token_above_200k_tokens": 6e-06, "output_cost_per_token_above_200k_tokens": 2.25e-05,
    "cache_read_input_token_cost_above_200k_tokens": 6e-07,
    "cache_creation_input_token_cost": 3.75e-06, "cache_creation_input_token_cost_above_200k_tokens": 7.5e-06,
    "cache_creation_input_token_cost_above_1hr": 6e-06,
    "search_context_cost_per_query": {"search_context_size_low": 0.01}},
  "gemini/gemini-2.5-flash": {"litellm_provider": "gemini", "mode": "chat", "deprecation_date": "2027-03-01",
    "input_cost_per_token": 3e-07, "output_cost_per_token": 2.5e-06, "cache_read_input_token_cost": 3e-08,
    "input_cost_per_audio_token": 1e-06, "output_cost_per_reasoning_token": 2.5e-06}
}`;

function read(text: string): MapEntry[] {
  const map = readPriceMap(text);
  if (!map.ok) throw new Error(map.error.detail);
  return map.value;
}
const one = (fields: string, key = "m"): MapEntry => {
  const [entry] = read(
    `{${JSON.stringify(key)}: {"litellm_provider": "p", ${fields}},
      "whole": {"litellm_provider": "p", "input_cost_per_token": 1e-06}}`,
  );
  if (!entry) throw new Error("no entry");
  return entry;
};

const book = new PriceBook(
  "1",
  "USD",
  read(mapOfJuly).flatMap(({ model, provider, prices }, index) =>
    prices.map(
      (price, nth): PriceVersion => ({
        serviceTier: "",
        ...price,
        id: index * 10 + nth + 1,
        origin: "list",
        model,
        provider,
        region: "",
        source: "",
        currency: "USD",
        fromMicros: 0,
        toMicros: null,
      }),
    ),
  ),
  [],
);
type Use = { in: number; cached?: number; written?: number; heard?: number; out: number; tier?: string };
function cost(model: string, provider: string, use: Use): bigint | null {
  const scope = { source: "", model, provider, region: "", serviceTier: use.tier ?? "" };
  const event = {
    atMicros: 1,
    requests: 1,
    inputTokens: use.in,
    outputTokens: use.out,
    cachedInputTokens: use.cached ?? 0,
    reasoningTokens: 0,
    cacheWriteTokens: use.written ?? 0,
    audioInputTokens: use.heard ?? 0,
    gpuNanos: 0n,
    cost: null,
  };
  return book.assess(event, book.candidatesFor(scope)).costMicros;
}

describe("a usage priced by the map is what one works out by hand, to the micro-unit", () => {
  it.each<[string, string, Use, bigint]>([
    // 1000 × 1.60 + 500 × 6.40
    ["qwen-max", "dashscope", { in: 1000, out: 500 }, 4800n],
    // 32,000 is not above 32,000: × 1.20, 100 × 6
    ["qwen3-max", "dashscope", { in: 32_000, out: 100 }, 39_000n],
    // 40,000 × 2.40 + 1000 × 12
    ["qwen3-max", "dashscope", { in: 40_000, out: 1000 }, 108_000n],
    // 128,001 × 3 + 10 × 15
    ["qwen3-max", "dashscope", { in: 128_001, out: 10 }, 384_153n],
    // 6000 × 0.15 + 4000 × 0.075 + 2000 × 0.60
    ["gpt-4o-mini", "openai", { in: 10_000, cached: 4000, out: 2000 }, 2400n],
    // a batch is half, cached or not: 10,000 × 0.075 + 2000 × 0.30
    ["gpt-4o-mini", "openai", { in: 10_000, cached: 4000, out: 2000, tier: "batch" }, 1350n],
    // 200,000 × 3 + 1000 × 15
    ["claude-sonnet-4-5", "anthropic", { in: 200_000, out: 1000 }, 615_000n],
    // 200,000 × 6 + 50,000 × 0.60 + 1000 × 22.50
    ["claude-sonnet-4-5", "anthropic", { in: 250_000, cached: 50_000, out: 1000 }, 1_252_500n],
    // 90,000 × 3 + 10,000 × 3.75 + 100 × 15
    ["claude-sonnet-4-5", "anthropic", { in: 100_000, written: 10_000, out: 100 }, 309_000n],
    // 600 × 0.30 + 400 × 1.00 + 10 × 2.50
    ["gemini-2.5-flash", "gemini", { in: 1000, heard: 400, out: 10 }, 605n],
    // 668 × 0.30 + 333 × 0.03 + 77 × 2.50 = 402.89
    ["gemini-2.5-flash", "gemini", { in: 1001, cached: 333, out: 77 }, 403n],
  ])("%s of %s, %j", (model, provider, use, micros) => {
    expect(cost(model, provider, use)).toBe(micros);
  });
});

describe("what is read", () => {
  it("keeps the digits of the file", () => {
    expect(read(mapOfJuly).find(({ model }) => model === "claude-sonnet-4-5")?.prices).toEqual([
      {
        perMillion: { input: "3", output: "15", cachedInput: "0.3", cacheWrite: "3.75" },
        contextTiers: [
          {
            aboveInputTokens: 200_000,
            perMillion: { input: "6", output: "22.5", cachedInput: "0.6", cacheWrite: "7.5" },
          },
        ],
      },
    ]);
  });

  it.each([
    ["4e-07", "0.4"],
    ["0.0000004", "0.4"],
    ["4E-7", "0.4"],
    ["1.1000000000000001e-07", "0.11"],
    ['"2.5e-06"', "2.5"],
    ["0", "0"],
    ["1", "1000000"],
    ["1.23456789e-10", "0.000123456789"],
  ])("%s a token is %s a million", (literal, perMillion) => {
    expect(one(`"input_cost_per_token": ${literal}`).prices[0]?.perMillion.input).toBe(perMillion);
  });

  it.each([
    ["-1e-07", "input_cost_per_token is no amount"],
    ["true", "input_cost_per_token is no amount"],
    ['"cheap"', "input_cost_per_token is no amount"],
    ["1e999", "must be a decimal"],
    [`1.${"0".repeat(70)}`, "input_cost_per_token is no amount"],
    ["2", "must be a decimal"],
    ["null", "it has no price per token"],
  ])("%s is told as not read", (literal, reason) => {
    expect(one(`"input_cost_per_token": ${literal}`).reason).toContain(reason);
  });

  it("numbers inside text stay text", () => {
    expect(one('"input_cost_per_token": 1e-06, "source": "https://x.test/a\\"1e-07, 2"').source).toBe(
      'https://x.test/a"1e-07, 2',
    );
  });

  it("says by name what it does not take, and nothing of what is free or empty", () => {
    const entries = read(mapOfJuly);
    const left = Object.fromEntries(entries.map(({ model, notTaken }) => [model, notTaken]));
    expect(left["claude-sonnet-4-5"]).toEqual([
      "cache_creation_input_token_cost_above_1hr",
      "search_context_cost_per_query",
    ]);
    expect(left["gemini-2.5-flash"]).toEqual([]);
    expect(
      one('"input_cost_per_token": 1e-06, "input_cost_per_image": 0.0, "x_cost": null').notTaken,
    ).toEqual([]);
    expect(one('"output_cost_per_image": 0.04')).toMatchObject({
      reason: "it has no price per token",
      notTaken: ["output_cost_per_image"],
    });
    expect(entries[0]?.reason).toBe("it is the map's own example, no model");
    expect(entries.at(-1)?.notes).toEqual(["deprecated on 2027-03-01"]);
  });

  it("priority and flex cost what the standard does where they name nothing, at every length", () => {
    const { prices } = one(`"input_cost_per_token": 2e-06, "output_cost_per_token": 8e-06,
      "cache_read_input_token_cost": 2e-07, "input_cost_per_token_above_272k_tokens": 4e-06,
      "input_cost_per_token_priority": 3e-06, "input_cost_per_token_above_272k_tokens_priority": 6e-06,
      "output_cost_per_token_flex": 4e-06, "output_cost_per_token_flex_above_272k_tokens": 6e-06`);
    const tier = (amounts: object) => [{ aboveInputTokens: 272_000, perMillion: amounts }];
    expect(prices).toEqual([
      {
        perMillion: { input: "2", output: "8", cachedInput: "0.2" },
        contextTiers: tier({ input: "4", output: "8", cachedInput: "0.2" }),
      },
      {
        serviceTier: "flex",
        perMillion: { input: "2", output: "4", cachedInput: "0.2" },
        contextTiers: tier({ input: "4", output: "6", cachedInput: "0.2" }),
      },
      {
        serviceTier: "priority",
        perMillion: { input: "3", output: "8", cachedInput: "0.2" },
        contextTiers: tier({ input: "6", output: "8", cachedInput: "0.2" }),
      },
    ]);
  });

  it("a range without a price of output costs the model's own; ranges with a gap are not guessed", () => {
    const ranges = (more: string) => `"output_cost_per_token": 8e-06, "tiered_pricing": [
      {"range": [0, 1000], "input_cost_per_token": 1e-06}, {"range": ${more}, "input_cost_per_token": 2e-06, "fee_cost": 1}]`;
    expect(one(ranges("[1000, 2000]"))).toMatchObject({
      prices: [
        {
          perMillion: { input: "1", output: "8" },
          contextTiers: [{ aboveInputTokens: 1000, perMillion: { input: "2", output: "8" } }],
        },
      ],
      notTaken: ["tiered_pricing.fee_cost"],
    });
    expect(one(ranges("[1500, 2000]")).reason).toBe(
      "tiered_pricing: nothing is said between 1000 and 1500 tokens",
    );
    expect(one(ranges("[1000.5, 2000]")).reason).toBe("tiered_pricing: a range is not of whole tokens");
  });

  it.each([
    ["dashscope/qwen-max", "dashscope", "qwen-max", "dashscope"],
    ["gpt-4o", "openai", "gpt-4o", "openai"],
    ["azure/eu/gpt-4o", "azure", "eu/gpt-4o", "azure"],
    ["openrouter/anthropic/claude", "openrouter", "anthropic/claude", "openrouter"],
    ["vertex_ai/claude-sonnet-4-5", "vertex_ai-anthropic_models", "claude-sonnet-4-5", "vertex_ai"],
    ["gemini-2.5-flash", "vertex_ai-language-models", "gemini-2.5-flash", "vertex_ai"],
    ["anthropic.claude-v2", "bedrock_converse", "anthropic.claude-v2", "bedrock_converse"],
    ["gpt-3.5-turbo-instruct", "text-completion-openai", "gpt-3.5-turbo-instruct", "text-completion-openai"],
  ])("%s of %s is %s of %s in events", (key, stated, model, provider) => {
    expect(nameInEvents(key, stated)).toEqual({ model, provider });
  });

  it.each([
    ["{", "invalid_json"],
    ["[]", "invalid_request"],
    ["{}", "invalid_request"],
    ['{"unheardOf":1}', "invalid_request"],
    ['{"m":{"litellm_provider":"p","input_cost_per_image":1}}', "invalid_request"],
  ])("%s is no price map", (text, code) => {
    expect(readPriceMap(text)).toMatchObject({ ok: false, error: { code } });
  });

  it("hostile names are kept harmless", () => {
    expect(one('"input_cost_per_token": 1e-06', "a\u0000b").reason).toContain("1 to 200 plain characters");
    expect(one('"input_cost_per_token": 1e-06', "a\u0000b").key).toBe("a\ufffdb");
    expect(one('"input_cost_per_token": 1e-06', "*").reason).toBe("it stands for any model");
    expect(one('"input_cost_per_token": 1e-06', "__proto__").prices).toHaveLength(1);
  });
});
