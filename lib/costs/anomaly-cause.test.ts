import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CauseSum, explainDifference, splitDifference } from "./anomaly-cause";

const names = { model: "", campaign: "", region: "", source: "chatbot", provider: "", serviceTier: "" };
const sum = (of: Partial<CauseSum["names"]>, now: number, before: number): CauseSum => ({
  names: { ...names, ...of },
  now: BigInt(now),
  before: BigInt(before),
});

describe("what carries a difference", () => {
  it("is the model within the campaign that grew, with its share", () => {
    const cause = explainDifference(
      [
        sum({ model: "qwen-max", campaign: "spring" }, 850, 700),
        sum({ model: "qwen-max", campaign: "" }, 110, 700),
        sum({ model: "qwen-plus", campaign: "spring" }, 110, 700),
        sum({ model: "qwen-plus", campaign: "" }, 210, 1400),
      ],
      500n,
    );
    expect(cause?.parts).toEqual([
      { dimension: "model", value: "qwen-max" },
      { dimension: "campaign", value: "spring" },
    ]);
    // 850 instead of 500 × 700 / 3500 = 100, of a difference of 1280 − 500
    expect(cause?.difference).toBe(750n);
    expect(cause?.share).toBeCloseTo(750 / 780, 6);
  });

  it("is a name that had not been there before", () => {
    const cause = explainDifference([sum({ model: "new" }, 500, 0), sum({ model: "old" }, 100, 700)], 100n);
    expect(cause).toMatchObject({
      parts: [{ dimension: "model", value: "new" }],
      difference: 500n,
      share: 1,
    });
  });

  it("is a name that went away, of a day that cost less", () => {
    const cause = explainDifference(
      [sum({ region: "eu" }, 0, 420), sum({ region: "cn" }, 40, 280), sum({ region: "ap" }, 10, 70)],
      110n,
    );
    expect(cause).toMatchObject({ parts: [{ dimension: "region", value: "eu" }], share: 1 });
  });

  it("is nothing where everything grew alike, or where there is one name only", () => {
    expect(
      explainDifference([sum({ model: "a" }, 1800, 6300), sum({ model: "b" }, 200, 700)], 1000n),
    ).toBeNull();
    expect(explainDifference([sum({ model: "a" }, 2000, 7000)], 1000n)).toBeNull();
  });
});

describe("the split of a difference", () => {
  it("tells twice the users from longer requests and from another price", () => {
    const before = { micros: 700_000n, users: 70, requests: 700, tokens: 70_000 };
    const split = (now: typeof before) =>
      Object.fromEntries(splitDifference(now, before, 100_000n).map(({ part, micros }) => [part, micros]));
    expect(split({ micros: 200_000n, users: 20, requests: 200, tokens: 20_000 })).toEqual({
      users: 100_000n,
      requests_per_user: 0n,
      tokens_per_request: 0n,
      cost_per_token: 0n,
    });
    expect(split({ micros: 200_000n, users: 10, requests: 100, tokens: 20_000 })).toMatchObject({
      tokens_per_request: 100_000n,
      users: 0n,
    });
    expect(split({ micros: 200_000n, users: 10, requests: 100, tokens: 10_000 })).toMatchObject({
      cost_per_token: 100_000n,
    });
    expect(split({ micros: 200_000n, users: 10, requests: 200, tokens: 20_000 })).toMatchObject({
      requests_per_user: 100_000n,
    });
  });

  it("adds up to the difference to the millionth, whatever is known", () => {
    const basis = fc.record({
      micros: fc.bigInt({ min: 0n, max: 10n ** 15n }),
      users: fc.nat(1000),
      requests: fc.nat(100_000),
      tokens: fc.nat(),
    });
    fc.assert(
      fc.property(basis, basis, fc.bigInt({ min: 0n, max: 10n ** 15n }), (now, before, expected) => {
        const parts = splitDifference(now, before, expected);
        expect(parts.reduce((all, { micros }) => all + micros, 0n)).toBe(now.micros - expected);
      }),
    );
  });
});
