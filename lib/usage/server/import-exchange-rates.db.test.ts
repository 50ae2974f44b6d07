import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { Actor, Role } from "../../auth";
import { closeDatabase, db, useDatabase } from "../../platform/db";
import { usageQuery } from "..";
import { getUsageReport, importExchangeRates, pageExchangeRates, recordUsage } from ".";

const person = (role: Role): Actor => ({
  kind: "person",
  id: `p-${role}`,
  name: `The ${role}`,
  email: `${role}@x.test`,
  role,
});
const finance = person("finance");
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("exchange-rates");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

const send = (csv: string, actor = finance) => importExchangeRates(actor, new TextEncoder().encode(csv));
const header = "currency,into,effectiveFrom,rate\n";
const audits = () => db().auditEntry.findMany({ where: { action: "exchange_rates.imported" } });

describe("rates from a file", () => {
  it("all are added with one audit entry, and what waited for one is settled; the same file again changes nothing", async () => {
    await recordUsage([
      inferenceEvent({
        source: "yuan",
        at: "2024-02-02T12:00:00Z",
        subject: "u",
        cost: { micros: 1_000_000n, currency: "CNY" },
      }),
    ]);
    const file = `${header}CNY,USD,2024-02-01,0.14\nCNY,USD,2024-03-01,0.15\nEUR,USD,2024-02-01,1.10\n`;
    expect(await send(file)).toEqual({ ok: true, value: { into: "USD", added: 3, unchanged: 0 } });
    const report = await getUsageReport(
      finance,
      usageQuery.parse({ from: "2024-02-01T00:00:00Z", to: "2024-03-01T00:00:00Z", interval: "month" }),
    );
    expect(report).toMatchObject({ value: { totals: { costMicros: "140000", unconvertedRequests: 0 } } });
    expect(await audits()).toMatchObject([
      {
        actorId: "p-finance",
        after: { added: 3, currencies: ["CNY", "EUR"], from: "2024-02-01", to: "2024-03-01" },
      },
    ]);
    expect(await send(`${file}CNY,,2024-03-01,0.150`)).toEqual({
      ok: true,
      value: { into: "USD", added: 0, unchanged: 3 },
    });
    expect(await audits()).toHaveLength(1);
  });

  it("is taken as a whole or not at all", async () => {
    expect(
      await send(`${header}CHF,USD,2024-02-01,1.2\nCHF,USD,2024-02-30,1.2\nJPY,EUR,2024-02-01,1`),
    ).toMatchObject({
      error: {
        code: "invalid_request",
        errors: [{ pointer: "#/lines/3" }, { pointer: "#/lines/4" }],
      },
    });
    expect(await send(`${header}CHF,USD,2024-02-01,1.2\nCNY,USD,2024-02-01,0.2`)).toMatchObject({
      error: {
        code: "price_overlap",
        errors: [{ pointer: "#/lines/3", detail: "CNY has the rate 0.14 from that day already" }],
      },
    });
    expect(await db().exchangeRate.count({ where: { currency: "CHF" } })).toBe(0);
  });

  it("is for finance; the list pages through all of them", async () => {
    expect(await send(`${header}CHF,USD,2024-02-01,1.2`, person("growth"))).toMatchObject({
      error: { code: "forbidden" },
    });
    const first = await pageExchangeRates(person("growth"), { limit: 2 });
    if (!first.ok || !first.value.nextCursor) throw new Error("no second page");
    expect(first.value.data.map(({ currency, effectiveFrom }) => `${currency} ${effectiveFrom}`)).toEqual([
      "CNY 2024-03-01",
      "CNY 2024-02-01",
    ]);
    expect(await pageExchangeRates(finance, { cursor: first.value.nextCursor })).toEqual({
      ok: true,
      value: {
        data: [{ currency: "EUR", into: "USD", effectiveFrom: "2024-02-01", rate: "1.10" }],
        nextCursor: null,
      },
    });
    expect(await pageExchangeRates(finance, { cursor: "WyJ4Il0" })).toMatchObject({
      error: { code: "invalid_request" },
    });
  });
});
