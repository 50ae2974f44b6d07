import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { Actor, Role } from "../../auth";
import { closeDatabase, pool, useDatabase } from "../../platform/db";
import { toScaled } from "../../usage";
import {
  addPrice,
  approveReratingBy,
  closePeriod,
  getUsageReport,
  proposeRerating,
  recordUsage,
} from "../../usage/server";
import { exportFocus } from "./export-focus";

let database: TestDatabase;
const person = (role: Role): Actor => ({
  kind: "person",
  id: "00000000-0000-4000-8000-00000000000a",
  name: `the ${role}`,
  email: `${role}@example.test`,
  role,
});
const finance = person("finance");
const range = { from: "2026-02-01T00:00:00.000Z", to: "2026-04-01T00:00:00.000Z" };

type Row = Record<string, string>;
async function exported(query: Parameters<typeof exportFocus>[1], actor = finance): Promise<Row[]> {
  const file = await exportFocus(actor, query);
  if (!file.ok) throw new Error(file.error.detail);
  return parse(await new Response(file.value.body).text(), { columns: true }) as Row[];
}

beforeAll(async () => {
  database = await createTestDatabase("focus");
  await useDatabase(database.url);
  await addPrice(finance, {
    model: "*",
    currency: "USD",
    effectiveFrom: "2026-01-01T00:00:00Z",
    perMillion: { input: "0.37", output: "1.13" },
  });
  const at = (time: string, more = {}) => inferenceEvent({ at: time, source: "chat", subject: "u", ...more });
  const many = Array.from({ length: 300 }, (_, index) =>
    at(new Date(Date.parse(range.from) + index * 17_000_000).toISOString(), {
      model: index % 3 ? "qwen-plus" : '=HYPERLINK("http://x")',
      provider: index % 2 ? "dashscope" : "",
      region: index % 5 ? "cn-hangzhou" : "",
      campaign: index % 4 ? "" : "spring",
      inputTokens: 101 + index,
      outputTokens: 7 * index,
    }),
  );
  await recordUsage(many);
  await recordUsage([
    at("2026-03-03T00:00:00Z", { gpuNanos: 1_500_000_000n, model: "rented", outputTokens: 0 }),
    at("2026-03-03T00:00:00Z", { model: "idle" }),
  ]);
  const closed = await closePeriod(finance, "2026-02");
  if (!closed.ok) throw new Error(closed.error.detail);
  await recordUsage([at("2026-02-07T12:00:00Z", { model: "late", inputTokens: 1000 })]);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

const sumOf = (rows: Row[], column: string) =>
  rows.reduce((sum, row) => sum + (toScaled(row[column] ?? "", 6) ?? -1n), 0n);

describe("the FOCUS file", () => {
  it.each([
    ["UTC", range.from, range.to],
    ["Asia/Kolkata", "2026-01-31T18:30:00.000Z", "2026-03-31T18:30:00.000Z"],
    ["America/New_York", "2026-02-01T05:00:00.000Z", "2026-04-01T04:00:00.000Z"],
  ])("says what the report says, to the last unit, in %s", async (timeZone, from, to) => {
    for (const filter of [{}, { campaign: "spring" }, { model: "qwen-plus" }, { exceptSource: "chat" }]) {
      const rows = await exported({ from, to, timeZone, ...filter });
      const report = await getUsageReport(finance, { from, to, timeZone, interval: "day", ...filter });
      if (!report.ok) throw new Error(report.error.detail);
      const { totals } = report.value;
      expect(sumOf(rows, "BilledCost")).toBe(BigInt(totals.costMicros));
      expect(sumOf(rows, "x_Requests") / 1_000_000n).toBe(BigInt(totals.requests));
      expect(sumOf(rows, "x_InputTokens") / 1_000_000n).toBe(BigInt(totals.inputTokens));
      expect(sumOf(rows, "x_OutputTokens") / 1_000_000n).toBe(BigInt(totals.outputTokens));
      expect(sumOf(rows, "x_UnpricedRequests") / 1_000_000n).toBe(BigInt(totals.unpricedRequests));
    }
  });

  // the specification's mandatory columns, nullability and formats
  it("passes the rules of FOCUS 1.2", async () => {
    const rows = await exported(range);
    expect(rows.length).toBeGreaterThan(100);
    const filled = [
      ...["BilledCost", "ContractedCost", "EffectiveCost", "ListCost"],
      ...[
        "BillingAccountId",
        "BillingAccountName",
        "BillingCurrency",
        "BillingPeriodStart",
        "BillingPeriodEnd",
      ],
      ...["ChargeCategory", "ChargeDescription", "ChargePeriodStart", "ChargePeriodEnd"],
      ...["InvoiceIssuerName", "ProviderName", "PublisherName", "ServiceCategory", "ServiceName"],
    ];
    for (const row of rows) {
      for (const column of filled) expect(row[column], column).toMatch(/./);
      for (const column of ["BilledCost", "ContractedCost", "EffectiveCost", "ListCost"])
        expect(row[column], column).toMatch(/^-?\d+(\.\d+)?$/);
      for (const column of ["BillingPeriodStart", "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd"])
        expect(row[column], column).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(row.BillingCurrency).toMatch(/^[A-Z]{3}$/);
      expect(["Usage", "Purchase", "Tax", "Credit", "Adjustment"]).toContain(row.ChargeCategory);
      expect(["", "Correction"]).toContain(row.ChargeClass);
      expect(Date.parse(row.ChargePeriodStart ?? "")).toBeLessThan(Date.parse(row.ChargePeriodEnd ?? ""));
      if (row.ChargeClass === "") {
        // within its billing period, with a quantity and its unit
        expect((row.ChargePeriodStart ?? "") >= (row.BillingPeriodStart ?? "")).toBe(true);
        expect((row.ChargePeriodEnd ?? "") <= (row.BillingPeriodEnd ?? "")).toBe(true);
        expect(row.PricingQuantity).toMatch(/^\d+(\.\d+)?$/);
        expect(row.PricingUnit).toMatch(/./);
      }
      expect(row.ConsumedQuantity === "").toBe(row.ConsumedUnit === "");
      expect(row.PricingQuantity === "").toBe(row.PricingUnit === "");
      expect(JSON.parse(row.Tags ?? "")).toMatchObject({ source: "chat" });
    }
  });

  it("has a correction in a row of its own: charged for the day it belongs to, billed in the month it is booked in", async () => {
    const corrections = (await exported(range)).filter(({ ChargeClass }) => ChargeClass === "Correction");
    expect(corrections).toMatchObject([
      {
        SkuId: "late",
        BilledCost: "0.00037",
        ChargePeriodStart: "2026-02-07T00:00:00Z",
        ChargePeriodEnd: "2026-02-08T00:00:00Z",
        BillingPeriodStart: "2026-03-01T00:00:00Z",
        BillingPeriodEnd: "2026-04-01T00:00:00Z",
        ConsumedQuantity: "1000",
        ConsumedUnit: "Tokens",
        PricingQuantity: "0.001",
        PricingUnit: "1000000 Tokens",
      },
    ]);
  });

  it("lets no name become a formula, and is not for everybody", async () => {
    const file = await exportFocus(finance, range);
    if (!file.ok) throw new Error(file.error.detail);
    const text = await new Response(file.value.body).text();
    for (const cell of parse(text).flat()) expect(cell).not.toMatch(/^[=+@\t\r]/);
    expect(await exportFocus(person("growth"), range)).toMatchObject({ error: { code: "forbidden" } });
    expect(await exportFocus(finance, { ...range, to: "2026-03-31T01:00:00Z" })).toMatchObject({
      error: { code: "invalid_request" },
    });
  });

  it("has what a month was priced again by as adjustments, and still says what the report says", async () => {
    await addPrice(finance, {
      model: "qwen-plus",
      currency: "USD",
      effectiveFrom: "2026-03-01T00:00:00Z",
      perMillion: { input: "0.11", output: "0.22" },
    });
    const proposed = await proposeRerating(finance, { period: "2026-03" });
    if (!proposed.ok) throw new Error(proposed.error.detail);
    const other = { ...person("admin"), id: "00000000-0000-4000-8000-00000000000b" } as Actor;
    expect(await approveReratingBy(other, proposed.value.id)).toMatchObject({ value: { status: "done" } });
    const rows = await exported(range);
    const report = await getUsageReport(finance, { ...range, interval: "day" });
    if (!report.ok) throw new Error(report.error.detail);
    const micros = ({ BilledCost = "" }: Row) =>
      BilledCost.startsWith("-")
        ? -(toScaled(BilledCost.slice(1), 6) ?? 0n)
        : (toScaled(BilledCost, 6) ?? 0n);
    expect(rows.reduce((sum, row) => sum + micros(row), 0n)).toBe(BigInt(report.value.totals.costMicros));
    const adjusted = rows.filter(({ ChargeCategory }) => ChargeCategory === "Adjustment");
    expect(adjusted.length).toBeGreaterThan(10);
    for (const row of adjusted) {
      expect(row).toMatchObject({
        ChargeClass: "",
        SkuId: expect.stringContaining("qwen-plus"),
        PricingQuantity: "",
      });
      expect(micros(row)).toBeLessThan(0n);
      expect(row.ChargePeriodStart).toMatch(/^2026-03-/);
    }
  });

  it("gives its connection back when the reader goes away", async () => {
    for (let times = 0; times < 30; times += 1) {
      const file = await exportFocus(finance, range);
      if (!file.ok) throw new Error(file.error.detail);
      const reader = file.value.body.getReader();
      await reader.read();
      await reader.cancel();
    }
    expect((await exported(range)).length).toBeGreaterThan(100);
  });

  it("ends with an error, and the process goes on, when its connection is lost while the reader takes its time", async () => {
    const file = await exportFocus(finance, range);
    if (!file.ok) throw new Error(file.error.detail);
    const reader = file.value.body.getReader();
    await reader.read();
    await reader.read();
    const { rows } = await pool().query(
      `SELECT pg_terminate_backend(pid, 5000) AS ended FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'sluice export_focus'`,
    );
    expect(rows).toEqual([{ ended: true }]);
    const rest = async () => {
      while (!(await reader.read()).done);
    };
    await expect(rest()).rejects.toThrow();
    expect((await exported(range)).length).toBeGreaterThan(100);
  });

  it("is made for three readers at once, and a fourth is asked to come again", async () => {
    const files = [];
    for (let times = 0; times < 3; times += 1) files.push(await exportFocus(finance, range));
    expect(await exportFocus(finance, range)).toMatchObject({
      error: { code: "unavailable", retryAfterSeconds: 5 },
    });
    for (const file of files) if (file.ok) await file.value.body.cancel();
    expect((await exported(range)).length).toBeGreaterThan(100);
  });

  it("a lost connection of the pool ends no process, also while somebody works on it", async () => {
    const client = await pool().connect();
    const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
    const ended = new Promise((resolve) => client.once("end", resolve));
    await pool().query("SELECT pg_terminate_backend($1::int, 5000)", [rows[0].pid]);
    await ended;
    await expect(client.query("SELECT 1")).rejects.toThrow();
    client.release(true);
  });
});
