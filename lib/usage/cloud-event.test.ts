import { describe, expect, it } from "vitest";
import { parseCloudEvent } from "./cloud-event";
import type { Rejection } from "./usage-event";

const now = Date.parse("2026-11-24T12:00:00Z") * 1000;
const event = (more: Record<string, unknown> = {}, data: unknown = { model: "qwen-plus" }) => ({
  specversion: "1.0",
  id: "1",
  source: "/chat",
  type: "sluice.inference",
  data,
  ...more,
});
const data = (more: Record<string, unknown>) => event({}, { model: "qwen-plus", ...more });

describe("an event", () => {
  it("brings every figure that it has", () => {
    const full = event(
      {
        subject: "user-1",
        time: "2026-11-24T20:00:00.1234567+08:00",
        traceparent: "00-ab",
        dataschema: "x:y",
      },
      {
        model: "qwen-plus",
        provider: "dashscope",
        inputTokens: 100,
        outputTokens: 20,
        cachedInputTokens: 40,
        reasoningTokens: 5,
        cacheWriteTokens: 60,
        audioInputTokens: 30,
        audioOutputTokens: 10,
        gpuSeconds: 1.5,
        region: "cn-hangzhou",
        campaign: "spring",
        serviceTier: "Batch",
        cost: { micros: "1250", currency: "CNY" },
      },
    );
    expect(parseCloudEvent(full, now)).toEqual({
      ok: true,
      value: {
        kind: "inference",
        source: "/chat",
        id: "1",
        atMicros: now + 123_456,
        subject: "user-1",
        model: "qwen-plus",
        provider: "dashscope",
        region: "cn-hangzhou",
        campaign: "spring",
        serviceTier: "batch",
        requests: 1,
        inputTokens: 100,
        outputTokens: 20,
        cachedInputTokens: 40,
        reasoningTokens: 5,
        cacheWriteTokens: 60,
        audioInputTokens: 30,
        audioOutputTokens: 10,
        gpuNanos: 1_500_000_000n,
        cost: { micros: 1250n, currency: "CNY" },
      },
    });
  });

  it("without a time is of now; absent, null and empty are none", () => {
    const parsed = parseCloudEvent(
      event({ subject: null }, { model: "m", region: "", provider: null, inputTokens: null }),
      now,
    );
    expect(parsed).toMatchObject({
      ok: true,
      value: { atMicros: now, subject: null, region: "", provider: "", inputTokens: 0, cost: null },
    });
  });

  it("that signs somebody up is no inference", () => {
    const signup = event({ type: "sluice.signup", subject: "u" }, { campaign: "spring" });
    expect(parseCloudEvent(signup, now)).toEqual({
      ok: true,
      value: { kind: "signup", source: "/chat", id: "1", atMicros: now, subject: "u", campaign: "spring" },
    });
    expect(parseCloudEvent(event({ type: "sluice.signup", data: undefined }), now).ok).toBe(true);
  });

  it.each([
    [1.5, 1_500_000_000n],
    [0.1, 100_000_000n],
    [1e-9, 1n],
    [4.9e-10, 0n],
    [1_000_000_000, 10n ** 18n],
  ])("reads %d GPU seconds exactly", (gpuSeconds, nanos) =>
    expect(parseCloudEvent(data({ gpuSeconds }), now)).toMatchObject({
      ok: true,
      value: { gpuNanos: nanos },
    }),
  );
});

const rejected: [string, unknown, Rejection["code"], string][] = [
  ["no object", "text", "not_an_event", "the event"],
  ["null", null, "not_an_event", "the event"],
  ["a list", [], "not_an_event", "the event"],
  ["no specversion", event({ specversion: undefined }), "missing_field", "specversion"],
  ["another specversion", event({ specversion: "0.3" }), "wrong_field", "specversion"],
  ["no id", event({ id: undefined }), "missing_field", "id"],
  ["an empty id", event({ id: "" }), "wrong_field", "id"],
  ["an id that is a number", event({ id: 7 }), "wrong_field", "id"],
  ["no source", event({ source: null }), "missing_field", "source"],
  ["no type", event({ type: undefined }), "missing_field", "type"],
  ["an unknown type", event({ type: "com.example" }), "unknown_type", "type"],
  ["a time in words", event({ time: "yesterday" }), "wrong_field", "time"],
  ["a time without its zone", event({ time: "2026-11-24T12:00:00" }), "wrong_field", "time"],
  ["a day that does not exist", event({ time: "2026-02-30T12:00:00Z" }), "wrong_field", "time"],
  ["a time as a number", event({ time: 1_700_000_000 }), "wrong_field", "time"],
  ["a time before 2000", event({ time: "1999-12-31T23:59:59Z" }), "wrong_field", "time"],
  ["a time after 2100", event({ time: "2101-01-01T00:00:00Z" }), "wrong_field", "time"],
  ["an empty subject", event({ subject: "" }), "wrong_field", "subject"],
  ["a subject of 201 characters", event({ subject: "x".repeat(201) }), "wrong_field", "subject"],
  ["a subject with a control character", event({ subject: "a\u0000b" }), "wrong_field", "subject"],
  ["half a surrogate pair", event({ subject: "\ud800" }), "wrong_field", "subject"],
  ["no data", event({ data: undefined }), "missing_field", "data.model"],
  ["data that is text", event({}, "x"), "wrong_field", "data"],
  ["data in base64", event({ data_base64: "e30=" }), "wrong_field", "data_base64"],
  ["data of another type", event({ datacontenttype: "text/xml" }), "wrong_field", "datacontenttype"],
  ["an empty model", event({}, { model: "" }), "wrong_field", "data.model"],
  ["a misspelt field", data({ inputToken: 5 }), "unknown_field", "data.inputToken"],
  [
    "a field of another type",
    event({ type: "sluice.signup" }, { model: "m" }),
    "unknown_field",
    "data.model",
  ],
  ["negative tokens", data({ inputTokens: -1 }), "wrong_field", "data.inputTokens"],
  ["half a token", data({ outputTokens: 1.5 }), "wrong_field", "data.outputTokens"],
  ["tokens as text", data({ outputTokens: "12" }), "wrong_field", "data.outputTokens"],
  ["more tokens than there are", data({ inputTokens: 1e13 }), "wrong_field", "data.inputTokens"],
  [
    "more cached than input",
    data({ inputTokens: 5, cachedInputTokens: 6 }),
    "part_exceeds_whole",
    "data.cachedInputTokens",
  ],
  [
    "more reasoning than output",
    data({ outputTokens: 5, reasoningTokens: 6 }),
    "part_exceeds_whole",
    "data.reasoningTokens",
  ],
  ["negative GPU seconds", data({ gpuSeconds: -0.1 }), "wrong_field", "data.gpuSeconds"],
  ["a cost without its currency", data({ cost: { micros: "1" } }), "missing_field", "data.cost.currency"],
  [
    "a cost of no currency",
    data({ cost: { micros: "1", currency: "XXZ" } }),
    "wrong_field",
    "data.cost.currency",
  ],
  [
    "a cost with a point",
    data({ cost: { micros: "1.5", currency: "USD" } }),
    "wrong_field",
    "data.cost.micros",
  ],
  ["a negative cost", data({ cost: { micros: -1, currency: "USD" } }), "wrong_field", "data.cost.micros"],
  [
    "a cost with more fields",
    data({ cost: { micros: "1", currency: "USD", x: 1 } }),
    "unknown_field",
    "data.cost.x",
  ],
];

describe("is rejected with its code and the field at fault:", () => {
  it.each(rejected)("%s", (_, given, code, field) => {
    const parsed = parseCloudEvent(given, now);
    expect(parsed).toMatchObject({ ok: false, error: { code } });
    if (!parsed.ok) expect(parsed.error.detail).toMatch(new RegExp(`^${field.replaceAll(".", "\\.")}: `));
  });
});

it("takes 200 characters as people count them", () => {
  expect(parseCloudEvent(event({ subject: "😀".repeat(200) }), now).ok).toBe(true);
  expect(parseCloudEvent(event({ subject: "😀".repeat(201) }), now).ok).toBe(false);
});
