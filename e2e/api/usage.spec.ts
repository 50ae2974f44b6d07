import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Scope } from "../../lib/auth";
import { createMachineApi } from "../../lib/gateway/machine-api";
import { createApiKey } from "../../lib/members/server";
import { closeDatabase, pool, useDatabase } from "../../lib/platform/db";
import { usageRoutes } from "../../lib/usage/routes";
import { createTestDatabase, type TestDatabase } from "../fixtures/test-database";

const api = createMachineApi(usageRoutes);
let database: TestDatabase;
const keys: Record<string, string> = {};

beforeAll(async () => {
  database = await createTestDatabase("usage_api");
  await useDatabase(database.url);
  const made: [string, Scope[]][] = [
    ["all", ["read", "usage:write", "costs:write"]],
    ["read", ["read"]],
    ["usage", ["usage:write"]],
  ];
  for (const [name, scopes] of made) {
    const key = await createApiKey(
      { kind: "system", id: "start", name: "test" },
      { name, scopes, allowedOrigins: [] },
    );
    if (!key.ok) throw new Error(key.error.detail);
    keys[name] = key.value.key;
  }
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

type Sent = { type?: string; key?: string; headers?: Record<string, string> };
async function send(
  body: unknown,
  { type = "application/cloudevents-batch+json", key = "all", headers = {} }: Sent = {},
) {
  const text = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
  const answer = await api.request("http://sluice.test/api/v1/events", {
    method: "POST",
    body: text as BodyInit,
    headers: { authorization: `Bearer ${keys[key]}`, "content-type": type, ...headers },
  });
  return { status: answer.status, body: await answer.json(), headers: answer.headers };
}
async function get(path: string, key = "all") {
  const answer = await api.request(`http://sluice.test${path}`, {
    headers: { authorization: `Bearer ${keys[key]}` },
  });
  return { status: answer.status, body: await answer.json() };
}
async function post(path: string, body: unknown, headers: Record<string, string> = {}, key = "all") {
  const answer = await api.request(`http://sluice.test${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${keys[key]}`, "content-type": "application/json", ...headers },
  });
  return { status: answer.status, body: await answer.json(), headers: answer.headers };
}

let nth = 0;
const event = (more: Record<string, unknown> = {}, data: Record<string, unknown> = {}) => {
  nth += 1;
  return {
    specversion: "1.0",
    type: "sluice.inference",
    source: "/chat",
    id: `e${nth}`,
    time: "2026-11-02T10:00:00Z",
    data: { model: "qwen-plus", inputTokens: 1000, outputTokens: 100, ...data },
    ...more,
  };
};

describe("POST /api/v1/events", () => {
  it("counts a batch once, however often it is sent", async () => {
    const batch = [event({ subject: "a" }), event({ subject: "b" })];
    expect(await send(batch)).toMatchObject({
      status: 202,
      body: { accepted: 2, duplicates: 0, rejected: [] },
    });
    expect(await send(batch)).toMatchObject({
      status: 202,
      body: { accepted: 0, duplicates: 2, rejected: [] },
    });
  });

  it("takes one event by itself", async () => {
    expect(await send(event(), { type: "application/cloudevents+json; charset=utf-8" })).toMatchObject({
      status: 202,
      body: { accepted: 1, duplicates: 0, rejected: [] },
    });
  });

  it("rejects bad events one by one, with their place, a code and the field, and counts the others", async () => {
    const { status, body } = await send([
      event(),
      event({}, { inputTokens: -5 }),
      7,
      event(),
      event({ type: "other" }),
      event({}, { cachedInputTokens: 2000 }),
    ]);
    expect(status).toBe(202);
    expect(body).toMatchObject({ accepted: 2, duplicates: 0 });
    expect(body.rejected.map(({ index, code }: { index: number; code: string }) => [index, code])).toEqual([
      [1, "wrong_field"],
      [2, "not_an_event"],
      [4, "unknown_type"],
      [5, "part_exceeds_whole"],
    ]);
    expect(body.rejected[0].detail).toContain("data.inputTokens");
  });

  it("counts an event with a broken twin in one batch, and a twin in the same batch once", async () => {
    const one = event();
    expect(await send([one, { ...one, data: {} }, one])).toMatchObject({
      body: { accepted: 1, duplicates: 1, rejected: [{ index: 1 }] },
    });
  });

  it("answers an empty batch", async () =>
    expect(await send([])).toMatchObject({
      status: 202,
      body: { accepted: 0, duplicates: 0, rejected: [] },
    }));

  it.each([
    ["what is not JSON", "{", {}, 400, "invalid_request"],
    ["nothing", "", {}, 400, "invalid_request"],
    ["what is not UTF-8", new Uint8Array([0x5b, 0x22, 0xff, 0x22, 0x5d]), {}, 400, "invalid_request"],
    ["one event as a batch", event(), {}, 422, "invalid_request"],
    ["a batch as one event", [event()], { type: "application/cloudevents+json" }, 422, "invalid_request"],
    ["a number as one event", "7", { type: "application/json" }, 415, "unsupported_media_type"],
    ["another media type", [event()], { type: "application/json" }, 415, "unsupported_media_type"],
    ["more than 8 MiB", `["${"x".repeat(8 * 1024 * 1024)}"]`, {}, 413, "too_large"],
    [
      "no key",
      [event()],
      { headers: { authorization: "Bearer slu_unknown_unknown_unknown" } },
      401,
      "unauthenticated",
    ],
    ["a key without usage:write", [event()], { key: "read" }, 403, "forbidden"],
  ] as [string, unknown, Sent, number, string][])("refuses %s", async (_, body, how, status, code) =>
    expect(await send(body, how)).toMatchObject({ status, body: { code, status } }),
  );

  it("takes 8 MiB of events in one body", async () => {
    const count = 20_000;
    const batch = Array.from({ length: count }, () => event({}, { region: "x".repeat(180) }));
    const text = JSON.stringify(batch);
    expect(text.length).toBeGreaterThan(6 * 1024 * 1024);
    expect(await send(text)).toMatchObject({
      status: 202,
      body: { accepted: count, duplicates: 0, rejected: [] },
    });
  });

  it("gives the kept answer for the same Idempotency-Key", async () => {
    const batch = [event()];
    const headers = { "idempotency-key": "batch-1" };
    const first = await send(batch, { headers });
    const second = await send(batch, { headers });
    expect([first.body, second.body]).toEqual([first.body, first.body]);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
  });
});

describe("GET /api/v1/usage", () => {
  const range = "from=2026-12-01T00:00:00Z&to=2026-12-03T00:00:00Z";

  it("answers rows, totals, zone, currency and how old it is, as the contract has it", async () => {
    await send([
      event(
        { subject: "a", time: "2026-12-01T10:00:00Z", source: "/usage" },
        { campaign: "spring", gpuSeconds: 0.5 },
      ),
      event({ subject: "a", time: "2026-12-02T10:00:00+00:00", source: "/usage" }),
      event({
        subject: "x",
        time: "2026-12-02T10:00:00Z",
        source: "/usage",
        type: "sluice.signup",
        data: { campaign: "spring" },
      }),
    ]);
    const { status, body } = await get(
      `/api/v1/usage?${range}&interval=day&timeZone=UTC&groupBy=campaign&source=/usage`,
    );
    expect(status).toBe(200);
    const none = {
      cachedInputTokens: 0,
      reasoningTokens: 0,
      unconvertedRequests: 0,
      returnedUsers: 0,
      costMicros: "0",
    };
    const day = {
      requests: 1,
      inputTokens: 1000,
      outputTokens: 100,
      unpricedRequests: 1,
      activeUsers: 1,
      newUsers: 1,
      retainedUsers: 0,
      churnedUsers: 0,
      ...none,
    };
    expect(body).toEqual({
      data: [
        { start: "2026-12-01T00:00:00.000Z", campaign: "spring", ...day, gpuSeconds: 0.5 },
        { start: "2026-12-02T00:00:00.000Z", campaign: null, ...day, gpuSeconds: 0 },
        {
          start: "2026-12-02T00:00:00.000Z",
          campaign: "spring",
          ...Object.fromEntries(Object.keys(day).map((key) => [key, 0])),
          ...none,
          gpuSeconds: 0,
          churnedUsers: 1,
        },
      ],
      totals: {
        ...day,
        requests: 2,
        inputTokens: 2000,
        outputTokens: 200,
        unpricedRequests: 2,
        gpuSeconds: 0.5,
      },
      timeZone: "UTC",
      currency: "USD",
      asOf: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
  });

  it.each([
    ["an edge that cuts a day of the zone", `${range}&timeZone=Asia/Shanghai`, "#/query/from"],
    ["no range", "interval=day", "#/query/from"],
    ["an unknown field", `${range}&sort=up`, "#/query/sort"],
    ["an unknown zone", `${range}&timeZone=Nowhere`, "#/query/timeZone"],
    ["an unknown grouping", `${range}&groupBy=user`, "#/query/groupBy"],
    ["a field given twice", `${range}&source=a&source=b`, "#/query/source"],
  ])("refuses %s with 422", async (_, query, pointer) => {
    const { status, body } = await get(`/api/v1/usage?${query}`);
    expect([status, body.code]).toEqual([422, "invalid_request"]);
    expect(body.errors.map((one: { pointer: string }) => one.pointer)).toContain(pointer);
  });

  it("is closed to a key that may not read", async () =>
    expect((await get(`/api/v1/usage?${range}`, "usage")).status).toBe(403));
});

describe("/api/v1/prices", () => {
  const price = {
    model: "priced",
    currency: "USD",
    effectiveFrom: "2023-01-01T00:00:00Z",
    perMillion: { input: "0.40", output: "1.20" },
  };

  it("adds a price, gives it back as given, and lists it first", async () => {
    const { status, body } = await post("/api/v1/prices", price);
    expect([status, body.perMillion, body.id]).toEqual([201, price.perMillion, expect.any(String)]);
    const listed = await get("/api/v1/prices?limit=1");
    expect(listed.body.data).toEqual([body]);
    expect((await get("/api/v1/prices?model=priced", "read")).body.data).toEqual([body]);
  });

  it("pages", async () => {
    for (const provider of ["a", "b", "c"])
      await post("/api/v1/prices", { ...price, model: "paged", provider });
    const first = await get("/api/v1/prices?model=paged&limit=2");
    const second = await get(`/api/v1/prices?model=paged&limit=2&cursor=${first.body.nextCursor}`);
    expect(
      [...first.body.data, ...second.body.data].map((one: { provider: string }) => one.provider),
    ).toEqual(["c", "b", "a"]);
    expect(second.body.nextCursor).toBeNull();
  });

  it("refuses with code and pointer", async () => {
    expect(await post("/api/v1/prices", price)).toMatchObject({
      status: 409,
      body: { code: "price_overlap" },
    });
    expect(await post("/api/v1/prices", { ...price, perMillion: { input: 0.4 } })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "#/perMillion/input" }] },
    });
    expect(await post("/api/v1/prices", price, {}, "read")).toMatchObject({ status: 403 });
    expect(await get("/api/v1/prices?cursor=nonsense")).toMatchObject({ status: 422 });
  });

  it("settles what was sent before it, so that the next report shows it", async () => {
    await send([event({ source: "/settled", time: "2026-12-05T10:00:00Z" }, { model: "later" })]);
    await post("/api/v1/prices", { ...price, model: "later" });
    const { body } = await get("/api/v1/usage?from=2026-12-05T00:00:00Z&to=2026-12-06T00:00:00Z&model=later");
    expect(body.totals).toMatchObject({ costMicros: "520", unpricedRequests: 0 });
  });
});

it("says 503 with Retry-After while the database is away, and counts the events when they are sent again", async () => {
  const batch = [event()];
  const url = database.url;
  // the key is known to this lane, so only the write finds nobody
  await send([event()]);
  await useDatabase("postgresql://nobody@127.0.0.1:1/none");
  const away = await send(batch);
  await useDatabase(url);
  expect([away.status, away.body.code, Number(away.headers.get("retry-after"))]).toEqual([
    503,
    "unavailable",
    expect.any(Number),
  ]);
  expect(await send(batch)).toMatchObject({ body: { accepted: 1 } });
  expect((await pool().query("SELECT 1")).rowCount).toBe(1);
});
