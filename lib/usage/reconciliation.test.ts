import { describe, expect, it } from "vitest";
import { type Invoiced, type Metered, reconcile } from "./reconciliation";

const use = (
  provider: string | null,
  model: string,
  costMicros: string,
  more: Partial<Metered> = {},
): Metered => ({
  provider,
  model,
  requests: 1,
  costMicros,
  unpricedRequests: 0,
  ...more,
});
const line = (provider: string, micros: bigint | null, more: Partial<Invoiced> = {}): Invoiced => ({
  provider,
  model: "",
  amountMicros: micros ?? 7_000_000n,
  currency: micros === null ? "CNY" : "USD",
  micros,
  ...more,
});

describe("a reconciliation", () => {
  it("sets a provider's cost beside its lines, and says how far off they are in money and per cent", () => {
    const { rows, totals } = reconcile(
      [use("openai", "gpt-4o", "100000000"), use("openai", "gpt-4o-mini", "20000000")],
      [line("OpenAI", 110_000_000n), line("openai", 22_000_000n), line("openai", -6_000_000n)],
    );
    expect(rows).toEqual([
      {
        provider: "OpenAI",
        model: null,
        covers: "provider",
        state: "both",
        requests: 2,
        meteredMicros: "120000000",
        unpricedRequests: 0,
        lines: 3,
        invoicedMicros: "126000000",
        differenceMicros: "6000000",
        differencePercent: 5,
        unconverted: [],
      },
    ]);
    expect(totals).toMatchObject({ meteredMicros: "120000000", differenceMicros: "6000000" });
  });

  it("compares the model that a line names by itself, and the rest with the lines that name none", () => {
    const { rows } = reconcile(
      [use("openai", "gpt-4o", "100"), use("openai", "gpt-4o-mini", "20"), use("openai", "o3", "5")],
      [line("openai", 90n, { model: "GPT-4o" }), line("openai", 30n), line("openai", 1n, { model: "sora" })],
    );
    expect(
      rows.map(({ model, covers, state, meteredMicros, invoicedMicros }) => [
        model,
        covers,
        state,
        meteredMicros,
        invoicedMicros,
      ]),
    ).toEqual([
      ["GPT-4o", "model", "both", "100", "90"],
      ["sora", "model", "unmetered", "0", "1"],
      [null, "rest", "both", "25", "30"],
    ]);
  });

  it("shows who was not invoiced, who was not metered, and usage that names no provider, each as such", () => {
    const { rows, totals } = reconcile(
      [use("anthropic", "opus", "30", { unpricedRequests: 2 }), use(null, "m", "10")],
      [line("Azure", 8n)],
    );
    expect(
      rows.map(({ provider, state, differenceMicros, differencePercent }) => [
        provider,
        state,
        differenceMicros,
        differencePercent,
      ]),
    ).toEqual([
      ["anthropic", "uninvoiced", null, null],
      [null, "uninvoiced", null, null],
      ["Azure", "unmetered", "8", null],
    ]);
    expect(totals).toMatchObject({ meteredMicros: "40", invoicedMicros: "8", unpricedRequests: 2 });
  });

  it("never calls a part the whole: what has no rate is told in its own currency, and there is no difference", () => {
    const { rows, totals } = reconcile(
      [use("alibaba", "qwen-plus", "10")],
      [line("alibaba", 4n), line("alibaba", null), line("alibaba", null, { amountMicros: -2_000_000n })],
    );
    for (const figures of [rows[0], totals])
      expect(figures).toMatchObject({
        invoicedMicros: null,
        differenceMicros: null,
        differencePercent: null,
        unconverted: [{ currency: "CNY", amountMicros: "5000000" }],
      });
  });

  it("has rows that add up to its totals", () => {
    const providers = ["a", "b", "C", null];
    const metered = Array.from({ length: 40 }, (_, n) =>
      use(providers[n % 4] ?? null, `m${n % 5}`, String(n * n)),
    );
    const lines = Array.from({ length: 30 }, (_, n) =>
      line(["A", "B", "d"][n % 3] ?? "", BigInt(n * 7 - 20), { model: n % 4 === 0 ? `M${n % 6}` : "" }),
    );
    const { rows, totals } = reconcile(metered, lines);
    const sum = (pick: (row: (typeof rows)[number]) => string | null) =>
      String(rows.reduce((total, row) => total + BigInt(pick(row) ?? 0), 0n));
    expect(sum((row) => row.meteredMicros)).toBe(totals.meteredMicros);
    expect(sum((row) => row.invoicedMicros)).toBe(totals.invoicedMicros);
    expect(rows.reduce((total, row) => total + row.lines, 0)).toBe(30);
  });
});
