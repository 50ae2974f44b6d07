import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { Actor, Role, Scope } from "../../auth";
import { closeDatabase, db, pool, useDatabase } from "../../platform/db";
import { type InferenceEvent, type PriceInput, usageQuery } from "..";
import {
  addExchangeRate,
  addPrice,
  getUsagePulse,
  getUsageReport,
  listExchangeRates,
  listPrices,
  loadListPrices,
  recordUsage,
  settleUsage,
} from ".";
import { PRICE_BOOK_LOCK } from "./usage-sql";

const person = (role: Role): Actor => ({
  kind: "person",
  id: `p-${role}`,
  name: `The ${role}`,
  email: `${role}@x.test`,
  role,
});
const finance = person("finance");
const key = (...scopes: Scope[]): Actor => ({
  kind: "key",
  id: "k",
  name: "server",
  prefix: "slu_",
  publicId: "p",
  scopes,
  allowedOrigins: [],
});

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("prices");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

let nth = 0;
/** A model of its own for each test. */
function newModel() {
  nth += 1;
  return `model-${nth}`;
}
const price = (model: string, more: Partial<PriceInput> = {}): PriceInput => ({
  model,
  currency: "USD",
  effectiveFrom: "2023-01-01T00:00:00Z",
  perMillion: { input: "0.40", output: "1.20" },
  ...more,
});
async function added(input: PriceInput) {
  const result = await addPrice(finance, input);
  if (!result.ok) throw new Error(result.error.detail);
  return result.value;
}
const use = (model: string, count: number, more: Partial<InferenceEvent> & { at?: string } = {}) =>
  Array.from({ length: count }, () =>
    inferenceEvent({ model, source: `of-${model}`, inputTokens: 1000, subject: "u", ...more }),
  );
async function totals(model: string) {
  const report = await getUsageReport(
    finance,
    usageQuery.parse({ from: "2023-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z", interval: "month", model }),
  );
  if (!report.ok) throw new Error(report.error.detail);
  const { requests, costMicros, unpricedRequests, unconvertedRequests } = report.value.totals;
  return { requests, costMicros, unpricedRequests, unconvertedRequests };
}
const audits = (kind: string, id: string) =>
  db().auditEntry.findMany({ where: { targetKind: kind, targetId: id }, orderBy: { id: "asc" } });
const code = (result: { ok: boolean; error?: { code: string } }) => (result.ok ? "ok" : result.error?.code);

describe("adding a price", () => {
  it("gives it back as it was given, with one audit entry", async () => {
    const model = newModel();
    const input = price(model, {
      provider: "dashscope",
      region: "cn",
      source: "s",
      serviceTier: "batch",
      contextTiers: [
        { aboveInputTokens: 32_000, perMillion: { input: "0.80" } },
        { aboveInputTokens: 128_000, perMillion: { input: "1.60", output: "4.8" } },
      ],
      effectiveFrom: "2023-01-01T08:00:00+08:00",
      effectiveTo: "2024-01-01T00:00:00Z",
      perMillion: { input: "0.40", output: "1.200", cachedInput: "0", reasoning: "4" },
      perGpuHour: "2.00",
    });
    const made = await added(input);
    expect(made).toMatchObject({
      ...input,
      effectiveFrom: "2023-01-01T00:00:00.000Z",
      effectiveTo: "2024-01-01T00:00:00.000Z",
      origin: "own",
      createdBy: "The finance",
    });
    const listed = await listPrices(finance, { model });
    expect(listed).toEqual({ ok: true, value: { data: [made], nextCursor: null } });
    expect((await audits("price", made.id)).map(({ action, actorId }) => [action, actorId])).toEqual([
      ["price.added", "p-finance"],
    ]);
  });

  it("is for finance, administrators and keys with costs:write", async () => {
    for (const actor of [person("growth"), person("executive"), key("read", "usage:write")])
      expect(code(await addPrice(actor, price(newModel())))).toBe("forbidden");
    for (const actor of [person("admin"), key("costs:write")])
      expect(code(await addPrice(actor, price(newModel())))).toBe("ok");
  });

  it.each([
    ["#/perMillion", { perMillion: undefined }],
    ["#/perMillion", { perMillion: {} }],
    ["#/perGpuHour", { perGpuHour: "1", perGpuSecond: "1" }],
    ["#/perMillion/input", { perMillion: { input: "-1" } }],
    ["#/perMillion/input", { perMillion: { input: "1e3" } }],
    ["#/perMillion/input", { perMillion: { input: 0.4 as never } }],
    ["#/perMillion/output", { perMillion: { output: "0.1234567890123" } }],
    ["#/perGpuHour", { perMillion: undefined, perGpuHour: "1000000.1x" }],
    ["#/currency", { currency: "usd" }],
    ["#/effectiveFrom", { effectiveFrom: "2023-01-01" }],
    ["#/effectiveTo", { effectiveTo: "2023-01-01T00:00:00Z" }],
    ["#/model", { model: "" }],
    ["#/discount", { discount: "1" } as never],
  ])("is refused at %s for %j", async (pointer, more) => {
    const refused = await addPrice(finance, price(newModel(), more));
    expect(refused).toMatchObject({ ok: false, error: { code: "invalid_request" } });
    if (!refused.ok) expect(refused.error.errors?.map((one) => one.pointer)).toContain(pointer);
  });

  it("twice for one scope and start is price_overlap, however many ask at once", async () => {
    const model = newModel();
    const answers = await Promise.all(Array.from({ length: 6 }, () => addPrice(finance, price(model))));
    expect(answers.map(code).sort()).toEqual(["ok", ...Array(5).fill("price_overlap")]);
    expect(code(await addPrice(finance, price(model, { provider: "dashscope" })))).toBe("ok");
  });

  it("into a period that another reaches into is price_overlap; a later start takes over from one without end", async () => {
    const model = newModel();
    await added(price(model, { effectiveFrom: "2024-01-01T00:00:00Z", effectiveTo: "2024-07-01T00:00:00Z" }));
    expect(code(await addPrice(finance, price(model, { effectiveFrom: "2024-06-30T00:00:00Z" })))).toBe(
      "price_overlap",
    );
    expect(code(await addPrice(finance, price(model, { effectiveTo: "2024-01-02T00:00:00Z" })))).toBe(
      "price_overlap",
    );
    expect(code(await addPrice(finance, price(model, { effectiveFrom: "2024-07-01T00:00:00Z" })))).toBe("ok");
    expect(code(await addPrice(finance, price(model, { effectiveFrom: "2025-01-01T00:00:00Z" })))).toBe("ok");
  });
});

describe("history", () => {
  it("is never repriced: a new price holds for what comes in from its start on", async () => {
    const model = newModel();
    await added(price(model));
    await recordUsage(use(model, 2, { at: "2024-06-01T00:00:00Z" }));
    await added(price(model, { effectiveFrom: "2024-01-01T00:00:00Z", perMillion: { input: "9" } }));
    expect(await totals(model)).toEqual({
      requests: 2,
      costMicros: "800",
      unpricedRequests: 0,
      unconvertedRequests: 0,
    });
    // a late event of that time is priced by what is in force for it now
    await recordUsage(use(model, 1, { at: "2024-06-01T00:00:00Z" }));
    expect((await totals(model)).costMicros).toBe("9800");
    await recordUsage(use(model, 1, { at: "2023-06-01T00:00:00Z" }));
    expect((await totals(model)).costMicros).toBe("10200");
  });
});

describe("a later price", () => {
  it("settles what was unpriced, with its rollups, its audit entry and its pulse, and nothing else", async () => {
    const [model, other] = [newModel(), newModel()];
    await recordUsage([...use(model, 3), ...use(other, 2), ...use(model, 1, { at: "2022-12-31T23:59:59Z" })]);
    expect(await totals(model)).toEqual({
      requests: 3,
      costMicros: "0",
      unpricedRequests: 3,
      unconvertedRequests: 0,
    });
    const pulse = await getUsagePulse();
    const made = await added(price(model));
    expect(await totals(model)).toEqual({
      requests: 3,
      costMicros: "1200",
      unpricedRequests: 0,
      unconvertedRequests: 0,
    });
    expect((await totals(other)).unpricedRequests).toBe(2);
    const kept = await pool().query(
      "SELECT count(*)::int, count(price_id)::int AS priced, sum(cost_micros)::int AS cost FROM usage_event e JOIN usage_dimension d ON d.id = e.dimension_id WHERE d.model = $1",
      [model],
    );
    expect(kept.rows[0]).toEqual({ count: 4, priced: 3, cost: 1200 });
    const entries = await audits("price", made.id);
    expect(entries.map(({ action, actorId }) => [action, actorId])).toEqual([
      ["price.added", "p-finance"],
      ["usage.repriced", "p-finance"],
    ]);
    expect(entries[1]?.after).toEqual({ requests: 3, costMicros: "1200", currency: "USD" });
    expect(await getUsagePulse()).not.toBe(pulse);
  });

  it("for any model settles each model that has none, by its region and source only", async () => {
    const [a, b] = [newModel(), newModel()];
    const source = `any-${nth}`;
    await recordUsage([
      ...use(a, 2, { source }),
      ...use(b, 1, { source, region: "eu" }),
      ...use(a, 5, { source: `${source}-not` }),
    ]);
    await added(price("*", { source, region: "eu", perMillion: { input: "1", output: "1" } }));
    expect([(await totals(a)).costMicros, (await totals(b)).costMicros]).toEqual(["0", "1000"]);
    await added(price("*", { source, perMillion: { input: "2", output: "2" } }));
    expect([(await totals(a)).costMicros, (await totals(b)).costMicros]).toEqual(["4000", "1000"]);
    expect((await totals(a)).unpricedRequests).toBe(5);
  });

  it("settles each service tier and length by its own price, and leaves what nobody can tell", async () => {
    const model = newModel();
    await recordUsage([
      ...use(model, 1, { inputTokens: 1_000 }),
      ...use(model, 1, { inputTokens: 1_001 }),
      ...use(model, 1, { inputTokens: 1_000, serviceTier: "batch" }),
      ...use(model, 1, { inputTokens: 1_000, serviceTier: "flex" }),
      // of two requests together nobody knows which was long
      ...use(model, 1, { inputTokens: 1_001, requests: 2 }),
    ]);
    await added(price(model, { perMillion: { input: "0.10" }, serviceTier: "batch" }));
    expect(await totals(model)).toMatchObject({ costMicros: "100", unpricedRequests: 5 });
    const tiers = [{ aboveInputTokens: 1_000, perMillion: { input: "2" } }];
    await added(price(model, { perMillion: { input: "1" }, contextTiers: tiers }));
    const settled = { costMicros: String(100 + 1_000 + 2_002 + 1_000), unpricedRequests: 2 };
    expect(await totals(model)).toMatchObject(settled);
    // and the same as it comes in
    await recordUsage(use(model, 1, { inputTokens: 5_000 }));
    await recordUsage(use(model, 1, { inputTokens: 5_000, serviceTier: "batch" }));
    expect(await totals(model)).toMatchObject({
      costMicros: String(4_102 + 10_000 + 500),
      unpricedRequests: 2,
    });
    expect(code(await addPrice(finance, price(model, { serviceTier: "Batch" })))).toBe("price_overlap");
    expect(code(await addPrice(finance, price(model, { serviceTier: "priority" })))).toBe("ok");
  });

  it("settles audio and what was written to a cache by their own prices, as they come in and afterwards", async () => {
    const model = newModel();
    const parts = {
      inputTokens: 1_000,
      outputTokens: 100,
      cacheWriteTokens: 300,
      audioInputTokens: 200,
      audioOutputTokens: 40,
    };
    await recordUsage(use(model, 1, parts));
    const perMillion = { input: "1", output: "2", cacheWrite: "10", audioInput: "20", audioOutput: "30" };
    await added(price(model, { perMillion }));
    const once = 500 * 1 + 300 * 10 + 200 * 20 + 60 * 2 + 40 * 30;
    expect(await totals(model)).toMatchObject({ costMicros: String(once), unpricedRequests: 0 });
    await recordUsage(use(model, 1, parts));
    expect(await totals(model)).toMatchObject({ costMicros: String(2 * once), unpricedRequests: 0 });
    const listed = await listPrices(finance, { model });
    expect(listed.ok && listed.value.data[0]?.perMillion).toEqual(perMillion);
  });

  it("settles batch after batch, and goes on where a crash left it", async () => {
    const model = newModel();
    const events = use(model, 25_000).map((event, index) => ({
      ...event,
      atMicros: event.atMicros + (index % 40) * 86_400_000_000,
    }));
    await recordUsage(events);
    const made = await addPrice(finance, price(model), { settleForMs: 0 });
    const first = await totals(model);
    expect(first.unpricedRequests).toBeGreaterThan(0);
    expect(await settleUsage({ forMs: 60_000 })).toBe(true);
    expect(await totals(model)).toEqual({
      requests: 25_000,
      costMicros: "10000000",
      unpricedRequests: 0,
      unconvertedRequests: 0,
    });
    const entries = (await audits("price", made.ok ? made.value.id : "")).filter(
      ({ action }) => action === "usage.repriced",
    );
    expect(entries.length).toBe(3);
    expect(
      entries.reduce((sum, { after }) => sum + Number((after as { requests: number }).requests), 0),
    ).toBe(25_000);
  });

  it("misses no event that races it", async () => {
    const model = newModel();
    const writing = Array.from({ length: 30 }, (_, index) =>
      recordUsage(use(model, 40, { at: `2026-11-02T${String(index % 24).padStart(2, "0")}:00:00Z` })),
    );
    const adding = addPrice(finance, price(model));
    await Promise.all([...writing, adding]);
    expect(await settleUsage({ forMs: 10_000 })).toBe(true);
    expect(await totals(model)).toEqual({
      requests: 1200,
      costMicros: "480000",
      unpricedRequests: 0,
      unconvertedRequests: 0,
    });
  });

  it("waits for a writer that holds the old prices, and finds what it wrote", async () => {
    const model = newModel();
    await recordUsage(use(model, 1));
    // a writer between its look at the prices and its commit
    const writer = await pool().connect();
    await writer.query(`BEGIN; SELECT pg_advisory_xact_lock_shared(${PRICE_BOOK_LOCK})`);
    let done = false;
    const adding = addPrice(finance, price(model)).then((result) => {
      done = true;
      return result;
    });
    await pool().query("SELECT pg_sleep(0.2)");
    expect(done).toBe(false);
    await writer.query(
      `INSERT INTO usage_event (at, dimension_id, event_id, input_tokens) SELECT e.at, e.dimension_id, 'raced', 1000
       FROM usage_event e JOIN usage_dimension d ON d.id = e.dimension_id WHERE d.model = '${model}'`,
    );
    await writer.query(
      `UPDATE usage_rollup SET requests = requests + 1, unpriced_requests = unpriced_requests + 1
       WHERE dimension_id = (SELECT id FROM usage_dimension WHERE model = '${model}')`,
    );
    await writer.query("COMMIT");
    writer.release();
    expect(code(await adding)).toBe("ok");
    expect(await totals(model)).toEqual({
      requests: 2,
      costMicros: "800",
      unpricedRequests: 0,
      unconvertedRequests: 0,
    });
  });
});

describe("currencies", () => {
  it("convert by the rate of the day; without one usage waits and is settled by its own price", async () => {
    const model = newModel();
    await added(price(model, { currency: "CNY", perMillion: { input: "2.00" } }));
    await recordUsage([
      ...use(model, 1, { at: "2026-11-01T00:00:00Z" }),
      ...use(model, 1, { at: "2026-11-02T23:59:59Z" }),
    ]);
    expect(await totals(model)).toEqual({
      requests: 2,
      costMicros: "0",
      unpricedRequests: 0,
      unconvertedRequests: 2,
    });
    // a dearer price that comes later does not touch what has one
    await added(
      price(model, { currency: "CNY", effectiveFrom: "2026-01-01T00:00:00Z", perMillion: { input: "9" } }),
    );
    expect(
      code(await addExchangeRate(finance, { currency: "CNY", rate: "0.14", effectiveFrom: "2026-11-02" })),
    ).toBe("ok");
    expect(await totals(model)).toEqual({
      requests: 2,
      costMicros: "280",
      unpricedRequests: 0,
      unconvertedRequests: 1,
    });
    await addExchangeRate(finance, { currency: "CNY", rate: "0.13", effectiveFrom: "2026-01-01" });
    // what was converted stays as it is
    expect(await totals(model)).toEqual({
      requests: 2,
      costMicros: "540",
      unpricedRequests: 0,
      unconvertedRequests: 0,
    });
    expect((await audits("exchange_rate", "CNY 2026-11-02")).map(({ action }) => action)).toEqual([
      "exchange_rate.added",
    ]);
    expect((await audits("exchange_rate", "CNY")).map(({ action }) => action)).toEqual([
      "usage.repriced",
      "usage.repriced",
    ]);
  });

  it("of an event's own cost are converted too, and that cost wins over every price", async () => {
    const model = newModel();
    await added(price(model));
    await recordUsage([
      ...use(model, 1, { cost: { micros: 77n, currency: "USD" } }),
      ...use(model, 1, { cost: { micros: 100n, currency: "GBP" } }),
    ]);
    expect(await totals(model)).toEqual({
      requests: 2,
      costMicros: "77",
      unpricedRequests: 0,
      unconvertedRequests: 1,
    });
    await addExchangeRate(finance, { currency: "GBP", rate: "1.255", effectiveFrom: "2026-01-01" });
    // 100 × 1.255 = 125.5, half up
    expect(await totals(model)).toEqual({
      requests: 2,
      costMicros: "203",
      unpricedRequests: 0,
      unconvertedRequests: 0,
    });
  });

  it("a price in a currency without a rate makes unpriced usage unconverted", async () => {
    const model = newModel();
    await recordUsage(use(model, 2));
    await added(price(model, { currency: "JPY" }));
    expect(await totals(model)).toEqual({
      requests: 2,
      costMicros: "0",
      unpricedRequests: 0,
      unconvertedRequests: 2,
    });
  });

  it.each([
    ["#/currency", { currency: "USD" }],
    ["#/rate", { rate: "0" }],
    ["#/rate", { rate: "-1" }],
    ["#/effectiveFrom", { effectiveFrom: "2026-02-30" }],
  ])("are refused at %s for %j", async (pointer, more) => {
    const refused = await addExchangeRate(finance, {
      currency: "EUR",
      rate: "1.1",
      effectiveFrom: "2026-01-01",
      ...more,
    });
    expect(!refused.ok && refused.error.errors?.map((one) => one.pointer)).toEqual([pointer]);
  });

  it("have one rate a day, and are listed", async () => {
    const rate = { currency: "EUR", rate: "1.10", effectiveFrom: "2026-01-01" };
    expect(code(await addExchangeRate(finance, rate))).toBe("ok");
    expect(code(await addExchangeRate(finance, { ...rate, rate: "1.2" }))).toBe("price_overlap");
    expect(code(await addExchangeRate(person("growth"), rate))).toBe("forbidden");
    const listed = await listExchangeRates(finance);
    expect(listed.ok && listed.value.find(({ currency }) => currency === "EUR")).toEqual({
      ...rate,
      into: "USD",
    });
  });
});

describe("list prices", () => {
  it("come in once, price usage of their provider, and yield to one's own", async () => {
    const first = await loadListPrices({ kind: "system", id: "start", name: "Sluice" });
    expect(first.ok && first.value).toBeGreaterThanOrEqual(20);
    expect(await loadListPrices(finance)).toEqual({ ok: true, value: 0 });
    const of = (more: Partial<InferenceEvent>) =>
      use("qwen-plus", 1, { source: "shop", outputTokens: 1000, ...more });
    await recordUsage(of({}));
    await recordUsage(of({ provider: "dashscope" }));
    expect(await totals("qwen-plus")).toEqual({
      requests: 2,
      costMicros: "1600",
      unpricedRequests: 1,
      unconvertedRequests: 0,
    });
    // as the README's first steps have it: one's own price of the same model, in force since 2023
    const own = await addPrice(
      finance,
      price("qwen-plus", { perMillion: { input: "0.10", output: "0.10" } }),
    );
    expect(code(own)).toBe("ok");
    expect((await totals("qwen-plus")).unpricedRequests).toBe(0);
    await recordUsage(of({ provider: "dashscope" }));
    expect((await totals("qwen-plus")).costMicros).toBe("2000");
  });
});
