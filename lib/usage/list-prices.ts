import type { PriceInput } from "./price-input";

export type ListPrice = PriceInput & { provider: string; reference: string };

/**
 * Public list prices in USD per million tokens, with what longer requests and other service tiers cost where the source
 * says so. `effectiveFrom` is the day from which the source shows the price to hold: the model's release, a
 * dated snapshot of the same price, or else the day the source was read. Each carries its provider, named as
 * `gen_ai.provider.name` and LiteLLM name it, so it never prices usage that names a model alone.
 */
export const LIST_PRICES: readonly ListPrice[] = [
  ...provider(
    "dashscope",
    "LiteLLM price map of 2026-07-24, citing alibabacloud.com/help/en/model-studio/models",
    [
      ["qwen-max", "2026-07-24", { input: "1.60", output: "6.40" }],
      ["qwen-plus", "2025-01-25", { input: "0.40", output: "1.20" }],
      ["qwen-plus-2025-04-28", "2025-04-28", { input: "0.40", output: "1.20", reasoning: "4.00" }],
      ["qwen-plus-2025-07-14", "2025-07-14", { input: "0.40", output: "1.20", reasoning: "4.00" }],
      ["qwen-turbo", "2024-11-01", { input: "0.05", output: "0.20" }],
      // the snapshot of this day brought thinking, and a price of its own for it
      ["qwen-turbo", "2025-04-28", { input: "0.05", output: "0.20", reasoning: "0.50" }],
      [
        "qwen-flash",
        "2026-07-24",
        { input: "0.05", output: "0.40" },
        { contextTiers: [above(256_000, { input: "0.25", output: "2.00" })] },
      ],
      [
        "qwen3-max",
        "2026-07-24",
        { input: "1.20", output: "6.00" },
        {
          contextTiers: [
            above(32_000, { input: "2.40", output: "12.00" }),
            above(128_000, { input: "3.00", output: "15.00" }),
          ],
        },
      ],
      [
        "qwen3.5-plus",
        "2026-07-24",
        { input: "0.40", output: "2.40" },
        { contextTiers: [above(256_000, { input: "0.50", output: "3.00" })] },
      ],
      ["qwen3.7-max", "2026-05-20", { input: "2.50", output: "7.50", cachedInput: "0.50" }],
      ["qwq-plus", "2026-07-24", { input: "0.80", output: "2.40" }],
    ],
  ),
  ...provider(
    "openai",
    "openai.com/api/pricing, as in the LiteLLM price map of 2026-07-24; from the model's release",
    [
      ["gpt-4o", "2024-10-02", { input: "2.50", output: "10.00", cachedInput: "1.25" }],
      ["gpt-4o-mini", "2024-07-18", { input: "0.15", output: "0.60" }],
      // prompt caching came with this day
      ["gpt-4o-mini", "2024-10-01", { input: "0.15", output: "0.60", cachedInput: "0.075" }],
      // a batch costs half
      ["gpt-4o-mini", "2024-07-18", { input: "0.075", output: "0.30" }, { serviceTier: "batch" }],
      [
        "gpt-4o-audio-preview",
        "2026-07-24",
        { input: "2.50", output: "10.00", audioInput: "40.00", audioOutput: "80.00" },
      ],
      ["gpt-4.1", "2025-04-14", { input: "2.00", output: "8.00", cachedInput: "0.50" }],
      ["gpt-4.1-mini", "2025-04-14", { input: "0.40", output: "1.60", cachedInput: "0.10" }],
      ["gpt-4.1-nano", "2025-04-14", { input: "0.10", output: "0.40", cachedInput: "0.025" }],
      ["gpt-5", "2025-08-07", { input: "1.25", output: "10.00", cachedInput: "0.125" }],
      ["gpt-5-mini", "2025-08-07", { input: "0.25", output: "2.00", cachedInput: "0.025" }],
      [
        "gpt-5-mini",
        "2025-08-07",
        { input: "0.125", output: "1.00", cachedInput: "0.0125" },
        { serviceTier: "flex" },
      ],
      ["gpt-5-nano", "2025-08-07", { input: "0.05", output: "0.40", cachedInput: "0.005" }],
    ],
  ),
  ...provider(
    "anthropic",
    "platform.claude.com/docs pricing, as noted by claudit 1.9.2 and PromptFuel 1.0.23",
    [
      ["claude-haiku-4-5", "2025-10-15", { input: "1.00", output: "5.00", cachedInput: "0.10" }],
      ["claude-opus-4-5", "2025-11-24", { input: "5.00", output: "25.00", cachedInput: "0.50" }],
      ["claude-opus-5-5", "2026-09-22", { input: "4.00", output: "20.00", cachedInput: "0.20" }],
      ["claude-sonnet-5-5", "2026-09-28", { input: "2.00", output: "10.00", cachedInput: "0.20" }],
      // the price of cache hits was halved on this day
      ["claude-sonnet-5-5", "2026-10-07", { input: "2.00", output: "10.00", cachedInput: "0.10" }],
    ],
  ),
  ...provider("anthropic", "LiteLLM price map of 2026-07-24; from the model's release", [
    [
      "claude-sonnet-4-5",
      "2025-09-29",
      { input: "3.00", output: "15.00", cachedInput: "0.30", cacheWrite: "3.75" },
      {
        contextTiers: [
          above(200_000, { input: "6.00", output: "22.50", cachedInput: "0.60", cacheWrite: "7.50" }),
        ],
      },
    ],
  ]),
  ...provider("gemini", "ai.google.dev/pricing, as in the LiteLLM price map of 2026-07-24", [
    [
      "gemini-2.5-flash",
      "2025-06-17",
      { input: "0.30", output: "2.50", cachedInput: "0.03", audioInput: "1.00" },
    ],
  ]),
  ...provider("deepseek", "LiteLLM price map of 2026-07-24", [
    ["deepseek-chat", "2026-07-24", { input: "0.28", output: "0.42", cachedInput: "0.028" }],
  ]),
  ...provider("moonshot", "LiteLLM price map of 2026-07-24", [
    ["kimi-k2.5", "2026-07-24", { input: "0.60", output: "3.00", cachedInput: "0.10" }],
  ]),
];

type Amounts = NonNullable<PriceInput["perMillion"]>;
type Tiers = Pick<PriceInput, "serviceTier" | "contextTiers">;
type Row = [model: string, effectiveFrom: string, perMillion: Amounts, tiers?: Tiers];

function above(aboveInputTokens: number, perMillion: Amounts) {
  return { aboveInputTokens, perMillion };
}

function provider(name: string, reference: string, rows: Row[]): ListPrice[] {
  return rows.map(([model, effectiveFrom, perMillion, tiers]) => ({
    model,
    provider: name,
    currency: "USD",
    effectiveFrom: `${effectiveFrom}T00:00:00Z`,
    perMillion,
    ...tiers,
    reference,
  }));
}
