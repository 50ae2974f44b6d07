import { describe, expect, it } from "vitest";
import {
  decideGuardrail,
  describeTrip,
  type Guardrail,
  guardrailInput,
  parseLimit,
  toGuardrailView,
} from "./guardrail";

const rule: Guardrail = {
  id: "00000000-0000-4000-8000-000000000000",
  name: "Spend an hour",
  metric: "spend_last_hour",
  limit: 60_000_000n,
  action: "pause",
  enabled: true,
  tripped: false,
  trippedAt: null,
  trippedReading: null,
};

describe("a guardrail", () => {
  it.each([
    { name: "stays armed on its line", tripped: false, enabled: true, reading: 60_000_000n, turn: "none" },
    {
      name: "trips a millionth above it",
      tripped: false,
      enabled: true,
      reading: 60_000_001n,
      turn: "trips",
    },
    {
      name: "does nothing more while tripped",
      tripped: true,
      enabled: true,
      reading: 99_000_000n,
      turn: "none",
    },
    {
      name: "stays tripped at nine tenths",
      tripped: true,
      enabled: true,
      reading: 54_000_000n,
      turn: "none",
    },
    {
      name: "arms again below nine tenths",
      tripped: true,
      enabled: true,
      reading: 53_999_999n,
      turn: "arms",
    },
    { name: "never trips while off", tripped: false, enabled: false, reading: 99_000_000n, turn: "none" },
    {
      name: "forgets that it tripped when it is turned off",
      tripped: true,
      enabled: false,
      reading: 99_000_000n,
      turn: "arms",
    },
  ])("$name", ({ tripped, enabled, reading, turn }) => {
    expect(decideGuardrail({ ...rule, tripped, enabled }, reading)).toBe(turn);
  });

  it("says what it saw and where its line is", () => {
    expect(describeTrip(rule, 96_204_999n, "USD")).toBe(
      "Spend an hour: USD 96.20 an hour, above USD 60.00 an hour",
    );
    expect(
      describeTrip({ ...rule, name: "Rush", metric: "coupons_last_minute", limit: 300n }, 1_312n, "USD"),
    ).toBe("Rush: 1,312 a minute, above 300 a minute");
  });

  it.each([
    ["60", "spend_last_hour", 60_000_000n],
    ["1,250.5", "spend_today", 1_250_500_000n],
    ["0.000001", "spend_today", 1n],
    ["300", "coupons_last_minute", 300n],
    ["0", "spend_today", null],
    ["-5", "spend_today", null],
    ["1.0000001", "spend_today", null],
    ["2.5", "coupons_last_minute", null],
    ["many", "spend_today", null],
  ] as const)("reads the limit %s of %s as %s", (typed, metric, limit) => {
    expect(parseLimit(typed, metric)).toBe(limit);
  });

  it("refuses a wrong limit beside its field", () => {
    const wrong = guardrailInput.safeParse({
      name: "x",
      metric: "spend_today",
      limit: "no",
      action: "pause",
    });
    expect(wrong.error?.issues).toMatchObject([
      { path: ["limit"], message: "must be an amount above 0 such as 60.00" },
    ]);
  });

  it("goes out in units", () => {
    expect(toGuardrailView({ ...rule, limit: 60_500_000n }, "USD")).toMatchObject({
      limit: "60.50",
      currency: "USD",
      state: "armed",
    });
    expect(toGuardrailView({ ...rule, limit: 60_123_456n, enabled: false }, "USD")).toMatchObject({
      limit: "60.123456",
      state: "off",
    });
  });
});
