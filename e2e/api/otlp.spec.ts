import type { Server } from "node:http";
import { gzipSync } from "node:zlib";
import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { serve } from "@hono/node-server";
import { OTLPMetricExporter as JsonMetrics } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtoMetrics } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as JsonTraces } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtoTraces } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMachineApi } from "../../lib/gateway/machine-api";
import { closeDatabase, useDatabase } from "../../lib/platform/db";
import { otlpRoutes } from "../../lib/usage/otlp-routes";
import { usageRoutes } from "../../lib/usage/routes";
import { freePort } from "../fixtures/free-port";
import { makeKey } from "../fixtures/gateway";
import { createTestDatabase, type TestDatabase } from "../fixtures/test-database";

const api = createMachineApi([...usageRoutes, ...otlpRoutes]);
let database: TestDatabase;
let server: Server;
let address = "";
let key = "";
/** What arrived, to send the very same bytes again. */
const arrived: { path: string; headers: Record<string, string>; body: Uint8Array }[] = [];

beforeAll(async () => {
  database = await createTestDatabase("otlp");
  await useDatabase(database.url);
  key = (await makeKey(["read", "usage:write", "costs:write"])).key;
  const port = await freePort();
  address = `http://127.0.0.1:${port}`;
  server = serve({
    port,
    hostname: "127.0.0.1",
    fetch: async (request: Request) => {
      const body = new Uint8Array(await request.arrayBuffer());
      const { pathname } = new URL(request.url);
      arrived.push({ path: pathname, headers: Object.fromEntries(request.headers), body });
      return api.fetch(new Request(request.url, { method: request.method, headers: request.headers, body }));
    },
  }) as Server;
});
afterAll(async () => {
  server?.close();
  await closeDatabase();
  await database?.drop();
});

const headers = () => ({ authorization: `Bearer ${key}` });

type Figures = Record<string, number | string>;
/** The totals of one source (or model) over November 2026 and the days around now. */
async function totals(filter: string): Promise<Figures> {
  const answer = await api.request(
    `http://sluice.test/api/v1/usage?from=2026-01-01T00:00:00Z&to=2028-01-01T00:00:00Z&interval=month&${filter}`,
    { headers: headers() },
  );
  const { totals: found } = await answer.json();
  const { requests, inputTokens, outputTokens, cachedInputTokens, reasoningTokens, activeUsers } = found;
  return { requests, inputTokens, outputTokens, cachedInputTokens, reasoningTokens, activeUsers };
}
const figures = (more: Partial<Figures> = {}) => ({
  requests: 0,
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
  reasoningTokens: 0,
  activeUsers: 0,
  ...more,
});

async function post(path: string, body: unknown, more: Record<string, string> = {}) {
  const isBytes = body instanceof Uint8Array;
  const answer = await api.request(`http://sluice.test/api/otlp/v1/${path}`, {
    method: "POST",
    body: (isBytes || typeof body === "string" ? body : JSON.stringify(body)) as BodyInit,
    headers: {
      ...headers(),
      "content-type": isBytes ? "application/x-protobuf" : "application/json",
      ...more,
    },
  });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const type = answer.headers.get("content-type") ?? "";
  const json = type === "application/json" ? JSON.parse(new TextDecoder().decode(bytes)) : null;
  return { status: answer.status, type, bytes, json };
}

const NANOS = BigInt(Date.parse("2026-11-05T10:00:00Z")) * 1_000_000n;
let nth = 0;
const hexId = (digits: number) => {
  nth += 1;
  return nth.toString(16).padStart(digits, "a");
};
const attribute = ([name, value]: [string, unknown]) => ({
  key: name,
  value:
    typeof value === "number"
      ? Number.isInteger(value)
        ? { intValue: String(value) }
        : { doubleValue: value }
      : { stringValue: value },
});
const attributes = (given: Record<string, unknown>) => Object.entries(given).map(attribute);
const chat = { "gen_ai.operation.name": "chat", "gen_ai.request.model": "qwen-plus" };
const span = (given: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  traceId: hexId(32),
  spanId: hexId(16),
  name: "chat qwen-plus",
  kind: 3,
  startTimeUnixNano: String(NANOS),
  endTimeUnixNano: String(NANOS + 1_000_000_000n),
  attributes: attributes(given),
  ...more,
});
const traces = (source: string, spans: unknown[], resource: Record<string, unknown> = {}) => ({
  resourceSpans: [
    {
      resource: { attributes: attributes({ "service.name": source, ...resource }) },
      scopeSpans: [{ scope: { name: "test" }, spans }],
    },
  ],
});

describe("an unmodified OpenTelemetry SDK", () => {
  for (const [form, Traces] of [
    ["protobuf", ProtoTraces],
    ["json", JsonTraces],
  ] as const) {
    it(`sends spans as ${form} with gzip, and what it sends again counts once`, async () => {
      const source = `sdk-traces-${form}`;
      const exporter = new Traces({
        url: `${address}/api/otlp/v1/traces`,
        headers: headers(),
        compression: "gzip" as never,
      });
      const provider = new BasicTracerProvider({
        resource: resourceFromAttributes({ "service.name": source, "cloud.region": "cn-hangzhou" }),
        spanProcessors: [new BatchSpanProcessor(exporter)],
      });
      const tracer = provider.getTracer("chatbot");
      const agent = tracer.startSpan("invoke_agent shopper", {
        attributes: {
          "gen_ai.operation.name": "invoke_agent",
          "gen_ai.request.model": "qwen-plus",
          "gen_ai.usage.input_tokens": 3000,
          "gen_ai.usage.output_tokens": 300,
        },
      });
      for (let index = 0; index < 3; index += 1) {
        const one = tracer.startSpan("chat qwen-plus", {
          attributes: {
            ...chat,
            "gen_ai.provider.name": "dashscope",
            "user.id": `u${index % 2}`,
            "sluice.campaign": "spring",
          },
        });
        one.setAttributes({
          "gen_ai.response.model": "qwen-plus",
          "gen_ai.usage.input_tokens": 1000,
          "gen_ai.usage.output_tokens": 100,
          "gen_ai.usage.cache_read.input_tokens": 400,
          "gen_ai.usage.reasoning.output_tokens": 50,
        });
        one.end();
      }
      agent.end();
      await provider.forceFlush();
      await provider.shutdown();
      const expected = figures({
        requests: 3,
        inputTokens: 3000,
        outputTokens: 300,
        cachedInputTokens: 1200,
        reasoningTokens: 150,
        activeUsers: 2,
      });
      expect(await totals(`source=${source}`)).toEqual(expected);
      const sent = arrived.filter(({ path }) => path.endsWith("/traces")).at(-1);
      expect(sent?.headers["content-encoding"]).toBe("gzip");
      const again = await api.request(`http://sluice.test${sent?.path}`, {
        method: "POST",
        headers: sent?.headers ?? {},
        body: sent?.body as BodyInit,
      });
      expect(again.status).toBe(200);
      expect(await totals(`source=${source}`)).toEqual(expected);
      expect(await totals(`source=${source}&campaign=spring`)).toEqual(expected);
    });
  }

  for (const [form, Metrics, temporality] of [
    ["protobuf", ProtoMetrics, AggregationTemporality.DELTA],
    ["json", JsonMetrics, AggregationTemporality.CUMULATIVE],
    ["protobuf", ProtoMetrics, AggregationTemporality.CUMULATIVE],
    ["json", JsonMetrics, AggregationTemporality.DELTA],
  ] as const) {
    it(`sends ${AggregationTemporality[temporality]} token metrics as ${form}, each counted once`, async () => {
      const source = `sdk-metrics-${form}-${temporality}`;
      const exporter = new Metrics({
        url: `${address}/api/otlp/v1/metrics`,
        headers: headers(),
        temporalityPreference: temporality as never,
      });
      const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
      const provider = new MeterProvider({
        resource: resourceFromAttributes({ "service.name": source }),
        readers: [reader],
      });
      const tokens = provider.getMeter("chatbot").createHistogram("gen_ai.client.token.usage");
      const use = (input: number, output: number) => {
        tokens.record(input, { ...chat, "gen_ai.token.type": "input" });
        tokens.record(output, { ...chat, "gen_ai.token.type": "output" });
      };
      use(1000, 10);
      use(2000, 20);
      await reader.forceFlush();
      expect(await totals(`source=${source}`)).toEqual(
        figures({ requests: 2, inputTokens: 3000, outputTokens: 30 }),
      );
      use(500, 5);
      await reader.forceFlush();
      const expected = figures({ requests: 3, inputTokens: 3500, outputTokens: 35 });
      expect(await totals(`source=${source}`)).toEqual(expected);
      const batches = arrived
        .filter(({ path, body }) => path.endsWith("/metrics") && body.length > 0)
        .slice(-2);
      for (const sent of [...batches, ...batches].reverse()) {
        const again = await api.request(`http://sluice.test${sent.path}`, {
          method: "POST",
          headers: sent.headers,
          body: sent.body as BodyInit,
        });
        expect(again.status).toBe(200);
      }
      expect(await totals(`source=${source}`)).toEqual(expected);
      await provider.shutdown();
    });
  }
});

describe("spans", () => {
  it("of earlier conventions count by their names", async () => {
    const answer = await post(
      "traces",
      traces("older", [
        span({
          "gen_ai.system": "openai",
          "gen_ai.request.model": "gpt-4o",
          "gen_ai.usage.prompt_tokens": 70,
          "gen_ai.usage.completion_tokens": 7,
          "enduser.id": "someone",
        }),
      ]),
    );
    expect(answer).toMatchObject({ status: 200, type: "application/json", json: {} });
    expect(await totals("source=older")).toEqual(
      figures({ requests: 1, inputTokens: 70, outputTokens: 7, activeUsers: 1 }),
    );
  });

  it("that sum up others are taken and not counted, whatever they say they used", async () => {
    const used = { "gen_ai.request.model": "qwen-plus", "gen_ai.usage.input_tokens": 5 };
    const summing = ["invoke_agent", "create_agent", "execute_tool", "invoke_workflow", "chain", "retrieval"];
    const answer = await post(
      "traces",
      traces("agents", [
        ...summing.map((operation) => span({ ...used, "gen_ai.operation.name": operation })),
        span({ ...used, "traceloop.span.kind": "workflow" }),
        span({ ...used, "openinference.span.kind": "AGENT" }),
        span(used, { name: "invoke_agent shopper" }),
        span({ "http.request.method": "GET" }),
        ...["chat", "text_completion", "generate_content", "embeddings"].map((operation) =>
          span({ ...used, "gen_ai.operation.name": operation }),
        ),
      ]),
    );
    expect(answer.json).toEqual({});
    expect(await totals("source=agents")).toEqual(figures({ requests: 4, inputTokens: 20 }));
  });

  it("take user and campaign from the span, else from the resource", async () => {
    const used = { ...chat, "gen_ai.usage.input_tokens": 1 };
    await post(
      "traces",
      traces(
        "whose",
        [span({ ...used, "user.id": "me" }), span(used), span({ ...used, "enduser.id": "you" }), span(used)],
        { "user.id": "all", "sluice.campaign": "autumn" },
      ),
    );
    expect(await totals("source=whose&campaign=autumn")).toEqual(
      figures({ requests: 4, inputTokens: 4, activeUsers: 3 }),
    );
  });

  it("are unique by trace and span id, also within a request and under another service", async () => {
    const one = span({ ...chat, "gen_ai.usage.input_tokens": 10 });
    const upper = { ...one, traceId: one.traceId.toUpperCase(), spanId: one.spanId.toUpperCase() };
    const sibling = { ...one, spanId: hexId(16) };
    await post("traces", traces("twins", [one, upper, sibling]));
    await post("traces", traces("twins-elsewhere", [one]));
    expect(await totals("source=twins")).toEqual(figures({ requests: 2, inputTokens: 20 }));
    expect(await totals("source=twins-elsewhere")).toEqual(figures());
  });

  it("that cannot be counted are told by number and reason, and the others count", async () => {
    const answer = await post(
      "traces",
      traces("partly", [
        span({ ...chat, "gen_ai.usage.input_tokens": 10 }),
        span({ ...chat, "gen_ai.usage.input_tokens": -1 }),
        span({ ...chat, "gen_ai.usage.input_tokens": 1, "gen_ai.usage.cache_read.input_tokens": 2 }),
        span({ ...chat, "gen_ai.usage.input_tokens": 1 }, { spanId: "zz" }),
      ]),
    );
    expect(answer.status).toBe(200);
    expect(answer.json.partialSuccess.rejectedSpans).toBe("3");
    expect(answer.json.partialSuccess.errorMessage).toMatch(/input_tokens.*cachedInputTokens.*spanId/);
    expect(await totals("source=partly")).toEqual(figures({ requests: 1, inputTokens: 10 }));
  });

  it("take 64-bit numbers as numbers and as text", async () => {
    const body = traces("numbers", [
      {
        ...span({}),
        startTimeUnixNano: Number(NANOS),
        attributes: [
          ...attributes(chat),
          { key: "gen_ai.usage.input_tokens", value: { intValue: 12 } },
          { key: "gen_ai.usage.output_tokens", value: { intValue: "3" } },
        ],
      },
    ]);
    expect((await post("traces", body)).json).toEqual({});
    expect(await totals("source=numbers")).toEqual(
      figures({ requests: 1, inputTokens: 12, outputTokens: 3 }),
    );
  });
});

const point = (type: string, sum: number, count: number, more: Record<string, unknown> = {}) => ({
  attributes: attributes({ ...chat, "gen_ai.token.type": type }),
  startTimeUnixNano: String(NANOS),
  timeUnixNano: String(NANOS + 60_000_000_000n),
  count: String(count),
  sum,
  ...more,
});
const metrics = (source: string, temporality: number, dataPoints: unknown[]) => ({
  resourceMetrics: [
    {
      resource: { attributes: attributes({ "service.name": source }) },
      scopeMetrics: [
        {
          scope: { name: "test" },
          metrics: [
            {
              name: "gen_ai.client.token.usage",
              unit: "{token}",
              histogram: { aggregationTemporality: temporality, dataPoints },
            },
            { name: "http.server.duration", sum: { dataPoints: [{ asInt: "7" }] } },
          ],
        },
      ],
    },
  ],
});
const at = (seconds: number) => String(NANOS + BigInt(seconds) * 1_000_000_000n);

describe("token metrics", () => {
  it("that are cumulative count what each reading adds, in whatever order and however often it comes", async () => {
    const reading = (seconds: number, sum: number, count: number) =>
      post("metrics", metrics("counter", 2, [point("input", sum, count, { timeUnixNano: at(seconds) })]));
    await reading(60, 1000, 2);
    await reading(180, 4000, 5);
    await reading(120, 2500, 3);
    await reading(180, 4000, 5);
    await reading(240, 4000, 5);
    expect(await totals("source=counter")).toEqual(figures({ requests: 5, inputTokens: 4000 }));
  });

  it("of a restarted process begin anew, also when the last word of the old one comes late", async () => {
    const reading = (start: number, seconds: number, sum: number) =>
      post(
        "metrics",
        metrics("restarted", 2, [
          point("output", sum, 1, { startTimeUnixNano: at(start), timeUnixNano: at(seconds) }),
        ]),
      );
    await reading(0, 60, 100);
    await reading(100, 160, 30);
    await reading(0, 90, 150);
    await reading(100, 220, 70);
    expect(await totals("source=restarted")).toEqual(figures({ outputTokens: 220 }));
  });

  it("that shrink without a new start begin anew too", async () => {
    const reading = (seconds: number, sum: number) =>
      post(
        "metrics",
        metrics("shrunk", 2, [point("input", sum, 1, { startTimeUnixNano: "0", timeUnixNano: at(seconds) })]),
      );
    await reading(60, 100);
    await reading(120, 40);
    expect((await totals("source=shrunk")).inputTokens).toBe(140);
  });

  it("count once when both lanes get the same readings at the same moment", async () => {
    const bodies = Array.from({ length: 20 }, (_, index) =>
      metrics("raced", 2, [point("input", (index + 1) * 10, index + 1, { timeUnixNano: at(index) })]),
    );
    await Promise.all([...bodies, ...bodies].map((body) => post("metrics", body)));
    expect(await totals("source=raced")).toEqual(figures({ requests: 20, inputTokens: 200 }));
  });

  it("that are deltas are told apart by series, start and time", async () => {
    const points = [
      point("input", 100, 1),
      point("output", 10, 1),
      point("input", 100, 1, { startTimeUnixNano: at(60), timeUnixNano: at(120) }),
      point("input", 100, 1, {
        attributes: attributes({ "gen_ai.request.model": "other", "gen_ai.token.type": "input" }),
      }),
    ];
    await post("metrics", metrics("deltas", 1, points));
    await post("metrics", metrics("deltas", 1, points.reverse()));
    expect(await totals("source=deltas")).toEqual(
      figures({ requests: 3, inputTokens: 300, outputTokens: 10 }),
    );
    expect((await totals("source=deltas&model=other")).inputTokens).toBe(100);
  });

  it("that cannot be counted are told by number and reason", async () => {
    const answer = await post("metrics", metrics("bad", 0, [point("input", 1, 1)]));
    expect(answer.json.partialSuccess).toMatchObject({ rejectedDataPoints: "1" });
    const mixed = await post("metrics", metrics("bad", 1, [point("total", 1, 1), point("input", 1.5, 1)]));
    expect(mixed.json.partialSuccess.rejectedDataPoints).toBe("2");
    expect(mixed.json.partialSuccess.errorMessage).toMatch(/token\.type.*sum/);
    const agent = attributes({ "gen_ai.operation.name": "invoke_agent", "gen_ai.token.type": "input" });
    const ignored = await post(
      "metrics",
      metrics("bad", 1, [point("input", 9, 1, { attributes: agent }), point("input", 0, 0, { flags: 1 })]),
    );
    expect(ignored.json).toEqual({});
    expect(await totals("source=bad")).toEqual(figures());
  });
});

/** A Status of protobuf. */
function readStatus(bytes: Uint8Array): { code: number; message: string } {
  const reader = new BinaryReader(bytes);
  const status = { code: 0, message: "" };
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === 1) status.code = reader.int32();
    else if (field === 2) status.message = reader.string();
    else reader.skip(wire, field);
  }
  return status;
}

describe("answers", () => {
  it("are empty messages when there was nothing to say", async () => {
    expect(await post("traces", { resourceSpans: [], unknown: 1 })).toMatchObject({ status: 200, json: {} });
    expect(await post("traces", new Uint8Array())).toMatchObject({
      status: 200,
      type: "application/x-protobuf",
      bytes: new Uint8Array(),
    });
    expect(await post("metrics", new Uint8Array())).toMatchObject({ status: 200, bytes: new Uint8Array() });
  });

  it("tell partial success in protobuf when they were asked in it", async () => {
    const bad = new BinaryWriter()
      .tag(9, 2)
      .fork()
      .tag(1, 2)
      .string("gen_ai.operation.name")
      .tag(2, 2)
      .fork()
      .tag(1, 2)
      .string("chat")
      .join()
      .join()
      .finish();
    const nested = [2, 2, 1].reduce(
      (inner, field) => new BinaryWriter().tag(field, 2).bytes(inner).finish(),
      bad,
    );
    const answer = await post("traces", nested);
    expect(answer).toMatchObject({ status: 200, type: "application/x-protobuf" });
    const outer = new BinaryReader(answer.bytes);
    expect(outer.tag()).toEqual([1, 2]);
    const inner = new BinaryReader(outer.bytes());
    expect(inner.tag()).toEqual([1, 0]);
    expect(Number(inner.int64())).toBe(1);
    expect(inner.tag()).toEqual([2, 2]);
    expect(inner.string()).toContain("traceId");
  });

  it("to bad requests are a Status in the form of the request, with the true HTTP status", async () => {
    expect(await post("traces", "{")).toMatchObject({
      status: 400,
      type: "application/json",
      json: { code: 3, message: expect.stringContaining("JSON") },
    });
    expect(await post("traces", { resourceSpans: 5 })).toMatchObject({
      status: 400,
      json: { message: expect.stringContaining("resourceSpans") },
    });
    for (const bytes of [
      new Uint8Array([0x0a, 0x7f, 1]),
      new TextEncoder().encode("hello"),
      new Uint8Array([8, 0x80]),
    ]) {
      const answer = await post("traces", bytes);
      expect(answer).toMatchObject({ status: 400, type: "application/x-protobuf" });
      expect(readStatus(answer.bytes)).toMatchObject({ code: 3, message: expect.stringMatching(/\w/) });
    }
    expect(await post("traces", "{}", { "content-type": "text/plain" })).toMatchObject({ status: 415 });
    expect(await post("traces", "{}", { "content-encoding": "br" })).toMatchObject({ status: 415 });
    expect(await post("traces", "{}", { "content-encoding": "gzip" })).toMatchObject({ status: 400 });
    const nobody = await post("traces", new Uint8Array(), { authorization: "Bearer slu_wrong" });
    expect(nobody.status).toBe(401);
    expect(readStatus(nobody.bytes).code).toBe(16);
    const reader = (await makeKey(["read"])).key;
    expect(await post("metrics", "{}", { authorization: `Bearer ${reader}` })).toMatchObject({
      status: 403,
      json: { code: 7 },
    });
  });

  it("refuse a body that grows beyond 64 MiB while it is unpacked, and take one just below", async () => {
    const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(100_000);
    const answer = await post("traces", new Uint8Array(bomb), { "content-encoding": "gzip" });
    expect(answer).toMatchObject({ status: 413, type: "application/x-protobuf" });
    const filled = { ...traces("large", [span({ ...chat, "gen_ai.usage.input_tokens": 5 })]), pad: "" };
    filled.pad = "x".repeat(64 * 1024 * 1024 - JSON.stringify(filled).length);
    const packed = new Uint8Array(gzipSync(JSON.stringify(filled)));
    expect(
      await post("traces", packed, { "content-encoding": "gzip", "content-type": "application/json" }),
    ).toMatchObject({ status: 200, json: {} });
    expect((await totals("source=large")).inputTokens).toBe(5);
  });
});
