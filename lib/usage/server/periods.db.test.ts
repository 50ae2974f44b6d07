import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { Actor, Role, Scope } from "../../auth";
import { closeDatabase, pool, useDatabase } from "../../platform/db";
import type { InferenceEvent } from "..";
import { addPrice, closePeriod, getPeriod, getUsageReport, listPeriods, recordUsage, reopenPeriod } from ".";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("periods");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

const person = (role: Role): Actor => ({
  kind: "person",
  id: "00000000-0000-4000-8000-00000000000a",
  name: `the ${role}`,
  email: `${role}@example.test`,
  role,
});
const key = (...scopes: Scope[]): Actor => ({
  kind: "key",
  id: "k",
  prefix: "slu_k",
  publicId: "k",
  name: "a key",
  scopes,
  allowedOrigins: [],
});
const finance = person("finance");

let nth = 0;
const event = (time: string, more: Partial<InferenceEvent> = {}) => {
  nth += 1;
  return inferenceEvent({
    source: "chat",
    id: `e${nth}`,
    subject: `u${nth}`,
    atMicros: Date.parse(time) * 1000,
    inputTokens: 1000,
    outputTokens: 0,
    ...more,
  });
};
async function report(month: string, model: string) {
  const next = new Date(`${month}-01T00:00:00Z`);
  next.setUTCMonth(next.getUTCMonth() + 1);
  const read = await getUsageReport(finance, {
    from: `${month}-01T00:00:00.000Z`,
    to: next.toISOString(),
    interval: "day",
    model,
  });
  if (!read.ok) throw new Error(read.error.detail);
  return read.value;
}
async function close(period: string, ...rest: [given?: Parameters<typeof closePeriod>[2]]) {
  const closed = await closePeriod(finance, period, ...rest);
  if (!closed.ok) throw new Error(closed.error.detail);
  return closed.value;
}
const price = (model: string, effectiveFrom: string, input: string) =>
  addPrice(finance, { model, currency: "USD", effectiveFrom, perMillion: { input, output: "0" } });

describe("closing a month", () => {
  it("shows rows and totals that are those of the report, and the difference to the invoice", async () => {
    await price("m1", "2026-01-01T00:00:00Z", "2.00");
    await recordUsage([
      event("2026-01-01T00:00:00Z", { model: "m1" }),
      event("2026-01-31T23:59:59Z", { model: "m1", region: "eu" }),
      event("2026-02-01T00:00:00Z", { model: "m1" }),
    ]);
    const closed = await close("2026-01", {
      invoice: { amount: 1, currency: "USD" },
      reason: "January is done",
    });
    expect(closed).toMatchObject({
      period: "2026-01",
      status: "closed",
      isOver: true,
      closedBy: "the finance",
      totals: { requests: 2, inputTokens: 2000, costMicros: "4000", unpricedRequests: 0 },
      corrections: { requests: 0, costMicros: "0" },
      invoice: { amount: 1, currency: "USD" },
      differenceMicros: "6000",
    });
    expect(closed.rows?.map(({ region, costMicros }) => [region, costMicros])).toEqual([
      [null, "2000"],
      ["eu", "2000"],
    ]);
    const { totals } = await report("2026-01", "m1");
    expect(closed.totals).toMatchObject({ requests: totals.requests, costMicros: totals.costMicros });
    const { rows } = await pool().query(
      "SELECT actor_name, reason, before, after FROM audit_entry WHERE action = 'period.closed' AND target_id = '2026-01'",
    );
    expect(rows).toMatchObject([
      {
        actor_name: "the finance",
        reason: "January is done",
        before: { status: "open" },
        after: { status: "closed", rows: 2, costMicros: "4000", differenceMicros: "6000" },
      },
    ]);
  });

  it("books what comes later as a correction where the first open month begins, by the price of its own time", async () => {
    await price("m1", "2026-02-01T00:00:00Z", "5.00");
    const before = await report("2026-01", "m1");
    expect(await recordUsage([event("2026-01-10T12:00:00Z", { model: "m1", subject: "late" })])).toEqual([
      "priced",
    ]);
    const after = await report("2026-01", "m1");
    expect({ ...after, asOf: "" }).toEqual({ ...before, asOf: "" });
    const february = await getPeriod(finance, "2026-02");
    expect(february).toMatchObject({
      value: {
        totals: { requests: 2, costMicros: "4000" },
        corrections: { requests: 1, costMicros: "2000" },
      },
    });
    const rows = await pool().query(
      "SELECT at, occurred_at, cost_micros FROM usage_event WHERE occurred_at IS NOT NULL",
    );
    expect(rows.rows).toEqual([
      {
        at: new Date("2026-02-01T00:00:00Z"),
        occurred_at: new Date("2026-01-10T12:00:00Z"),
        cost_micros: "2000",
      },
    ]);
    const day = (await report("2026-02", "m1")).data[0];
    expect(day).toMatchObject({ start: "2026-02-01T00:00:00.000Z", requests: 2, activeUsers: 2 });
  });

  it("goes past closed months that follow, and counts what is sent twice once", async () => {
    await close("2026-02");
    const late = event("2026-01-11T00:00:00Z", { model: "m1" });
    expect(await recordUsage([late, { ...late }])).toEqual(["priced", "duplicate"]);
    expect(await recordUsage([late])).toEqual(["duplicate"]);
    expect((await report("2026-02", "m1")).totals.requests).toBe(2);
    expect((await report("2026-03", "m1")).totals).toMatchObject({ requests: 1, costMicros: "2000" });
  });

  it("is refused while the month runs, twice, with a foreign invoice, and to who may not", async () => {
    const running = new Date().toISOString().slice(0, 7);
    expect(await closePeriod(finance, running)).toMatchObject({ error: { code: "invalid_transition" } });
    expect(await closePeriod(finance, "2026-01")).toMatchObject({
      error: { code: "invalid_transition", detail: expect.stringContaining("the finance") },
    });
    expect(await closePeriod(finance, "2025-06", { invoice: { amount: 1, currency: "EUR" } })).toMatchObject({
      error: { code: "invalid_request", errors: [{ pointer: "#/invoice/currency" }] },
    });
    for (const actor of [person("growth"), person("executive"), key("read", "usage:write")])
      expect(await closePeriod(actor, "2025-06")).toMatchObject({ error: { code: "forbidden" } });
    expect(await closePeriod(key("costs:write"), "2025-06")).toMatchObject({ ok: true });
  });
});

describe("a price that comes after the month was closed", () => {
  it("is booked as a correction in the first open month; what was closed as unpriced stays so", async () => {
    await recordUsage([
      event("2026-04-10T00:00:00Z", { model: "m2" }),
      event("2026-04-11T00:00:00Z", { model: "m2" }),
      event("2026-06-10T00:00:00Z", { model: "m2" }),
    ]);
    await close("2026-04");
    await close("2026-05");
    const before = await report("2026-04", "m2");
    expect(before.totals).toMatchObject({ requests: 2, unpricedRequests: 2, costMicros: "0" });
    await price("m2", "2026-04-01T00:00:00Z", "3.00");
    await price("m2", "2026-06-01T00:00:00Z", "4.00");
    expect({ ...(await report("2026-04", "m2")), asOf: "" }).toEqual({ ...before, asOf: "" });
    const june = await report("2026-06", "m2");
    // by the price that held when it was first given one: 4.00 did not exist when 3.00 settled it
    expect(june.totals).toMatchObject({ requests: 1, unpricedRequests: 0, costMicros: "9000" });
    expect(june.data[0]).toMatchObject({
      start: "2026-06-01T00:00:00.000Z",
      requests: 0,
      costMicros: "6000",
    });
    expect(await getPeriod(finance, "2026-06")).toMatchObject({
      value: { corrections: { requests: 0, costMicros: "6000" } },
    });
    const { rows } = await pool().query(
      "SELECT after FROM audit_entry WHERE action = 'usage.repriced' AND after ? 'corrections'",
    );
    expect(rows).toMatchObject([{ after: { corrections: 2, correctedMicros: "6000" } }]);
  });

  it("settles a correction that came without one by the time it happened", async () => {
    expect(await recordUsage([event("2026-04-12T00:00:00Z", { model: "m3" })])).toEqual(["unpriced"]);
    await addPrice(finance, {
      model: "m3",
      currency: "USD",
      effectiveFrom: "2026-04-01T00:00:00Z",
      effectiveTo: "2026-05-01T00:00:00Z",
      perMillion: { input: "1" },
    });
    expect((await report("2026-06", "m3")).totals).toMatchObject({ unpricedRequests: 0, costMicros: "1000" });
  });
});

describe("reopening", () => {
  it("is for administrators alone, is audited, and lets the month take what belongs to it again", async () => {
    for (const actor of [finance, person("growth"), person("executive"), key("costs:write", "read")])
      expect(await reopenPeriod(actor, "2026-05")).toMatchObject({ error: { code: "forbidden" } });
    expect(await reopenPeriod(person("admin"), "2026-05", { reason: "an invoice was wrong" })).toMatchObject({
      ok: true,
      value: { status: "open" },
    });
    expect(await reopenPeriod(person("admin"), "2026-05")).toMatchObject({
      error: { code: "invalid_transition" },
    });
    await recordUsage([event("2026-05-05T00:00:00Z", { model: "m4" })]);
    expect((await report("2026-05", "m4")).totals.requests).toBe(1);
    const { rows } = await pool().query(
      "SELECT reason, before FROM audit_entry WHERE action = 'period.reopened'",
    );
    expect(rows).toMatchObject([{ reason: "an invoice was wrong", before: { status: "closed" } }]);
  });
});

it("the list has the months from now back to the first with usage, page by page", async () => {
  const now = Date.parse("2026-07-15T00:00:00Z");
  const first = await listPeriods(finance, { limit: 4 }, now);
  if (!first.ok || !first.value.nextCursor) throw new Error("no page");
  expect(first.value.data.map(({ period, status }) => `${period} ${status}`)).toEqual([
    "2026-07 open",
    "2026-06 open",
    "2026-05 open",
    "2026-04 closed",
  ]);
  const rest = await listPeriods(finance, { limit: 4, cursor: first.value.nextCursor }, now);
  expect(rest).toMatchObject({
    value: { data: [{ period: "2026-03" }, { period: "2026-02" }, { period: "2026-01" }], nextCursor: null },
  });
});

it("a month that is closed under load has exactly what was counted in it; the rest is corrections", async () => {
  const batches = Array.from({ length: 40 }, () =>
    Array.from({ length: 25 }, () => event("2026-08-20T10:00:00Z", { model: "m5", inputTokens: 1 })),
  );
  const written = batches.map((batch, index) =>
    index < 20
      ? recordUsage(batch)
      : new Promise((done) => setTimeout(done, index)).then(() => recordUsage(batch)),
  );
  const [closed] = await Promise.all([close("2026-08"), ...written]);
  const august = await report("2026-08", "m5");
  const september = await report("2026-09", "m5");
  expect(august.totals.requests).toBe(closed.totals.requests);
  expect(august.totals.requests + september.totals.requests).toBe(1000);
  const { rows } = await pool().query("SELECT requests::int FROM closed_period WHERE period = '2026-08'");
  expect(rows).toEqual([{ requests: august.totals.requests }]);
});
