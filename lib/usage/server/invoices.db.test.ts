import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { Actor, Role } from "../../auth";
import { closeDatabase, pool, useDatabase } from "../../platform/db";
import {
  addExchangeRate,
  addInvoices,
  addPrice,
  closePeriod,
  getPeriod,
  getReconciliation,
  listInvoices,
  listPeriods,
  recordUsage,
  removeInvoice,
  reopenPeriod,
} from ".";

let database: TestDatabase;
const person = (role: Role): Actor => ({
  kind: "person",
  id: "00000000-0000-4000-8000-00000000000a",
  name: `the ${role}`,
  email: `${role}@example.test`,
  role,
});
const finance = person("finance");

let nth = 0;
const use = (time: string, provider: string, model: string, inputTokens: number) => {
  nth += 1;
  return inferenceEvent({
    source: "chat",
    id: `e${nth}`,
    atMicros: Date.parse(time) * 1000,
    provider,
    model,
    inputTokens,
    outputTokens: 0,
  });
};
beforeAll(async () => {
  database = await createTestDatabase("invoices");
  await useDatabase(database.url);
  const from = { currency: "USD", effectiveFrom: "2026-01-01T00:00:00Z" };
  await addPrice(finance, { model: "*", ...from, perMillion: { input: "1000", output: "0" } });
  await recordUsage([
    use("2026-01-05T10:00:00Z", "openai", "gpt-4o", 100),
    use("2026-01-05T10:00:00Z", "openai", "gpt-4o-mini", 20),
    use("2026-01-31T23:59:59Z", "anthropic", "opus", 30),
    use("2026-02-01T00:00:00Z", "openai", "gpt-4o", 7),
  ]);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

function unwrap<T>(result: { ok: true; value: T } | { ok: false; error: { detail: string } }): T {
  if (!result.ok) throw new Error(result.error.detail);
  return result.value;
}
const header = "provider,invoice,line,period,model,amount,currency";
const add = async (...lines: string[]) => unwrap(await addInvoices(finance, [header, ...lines].join("\n")));
const reconciled = async (period: string) => unwrap(await getReconciliation(finance, period));
const january = [
  "OpenAI,INV-1,1,2026-01,gpt-4o,0.11,USD",
  "OpenAI,INV-1,2,2026-01,,0.02,USD",
  "Alibaba,A-9,1,2026-01,,7,CNY",
];

describe("invoices of providers", () => {
  it("are added once: the same file again adds nothing, a part of it only what is new", async () => {
    expect(await add(january[0] ?? "", january[1] ?? "")).toEqual({
      lines: 2,
      added: 2,
      known: 0,
      periods: ["2026-01"],
    });
    // two at once are one after the other
    const both = await Promise.all([add(...january), add(...january)]);
    expect(both.map(({ added }) => added).sort()).toEqual([0, 1]);
    expect(await add(...january)).toMatchObject({ added: 0, known: 3 });
    const { data } = unwrap(await listInvoices(finance, { period: "2026-01" }));
    expect(data.map(({ invoice, line, amountMicros }) => [invoice, line, amountMicros])).toEqual([
      ["A-9", "1", "7000000"],
      ["INV-1", "2", "20000"],
      ["INV-1", "1", "110000"],
    ]);
    const { rows } = await pool().query(
      "SELECT target_id, after FROM audit_entry WHERE action = 'invoice.added' ORDER BY at, target_id",
    );
    expect(rows).toMatchObject([
      { target_id: "INV-1", after: { lines: 2, amounts: ["2026-01 USD 0.13"] } },
      { target_id: "A-9", after: { lines: 1, amounts: ["2026-01 CNY 7"] } },
    ]);
  });

  it("are refused as a whole when a known line says something else, or a line is wrong", async () => {
    for (const [lines, detail] of [
      [
        ["openai,INV-1,1,2026-01,gpt-4o,0.12,USD", "openai,INV-1,3,2026-01,,1,USD"],
        "is known with another amount",
      ],
      [
        ["openai,INV-1,4,2026-01,,1,USD", "openai,INV-1,5,2026-01,,one,USD"],
        "line 3, amount: must be an amount",
      ],
    ] as const) {
      const refused = await addInvoices(finance, [header, ...lines].join("\n"));
      expect(refused).toMatchObject({
        ok: false,
        error: { code: "invalid_request", detail: expect.stringContaining(detail) },
      });
    }
    expect(unwrap(await listInvoices(finance, {})).data).toHaveLength(3);
  });

  it("stand beside the metered cost: by model where a line names one, and nothing is converted without a rate", async () => {
    const before = await reconciled("2026-01");
    expect(before).toMatchObject({ status: "open", currency: "USD", ratesOf: "2026-01-31" });
    expect(
      before.rows.map(
        ({ provider, model, state, meteredMicros, invoicedMicros, differencePercent, unconverted }) => [
          provider,
          model,
          state,
          meteredMicros,
          invoicedMicros,
          differencePercent,
          unconverted.length,
        ],
      ),
    ).toEqual([
      ["OpenAI", "gpt-4o", "both", "100000", "110000", 10, 0],
      ["OpenAI", null, "both", "20000", "20000", 0, 0],
      ["anthropic", null, "uninvoiced", "30000", null, null, 0],
      ["Alibaba", null, "unmetered", "0", null, null, 1],
    ]);
    expect(before.totals).toMatchObject({ meteredMicros: "150000", differenceMicros: null });
    expect(unwrap(await getPeriod(finance, "2026-01")).invoiced).toEqual({ lines: 3, costMicros: null });
    // the rate of the month's last day, not a later one
    await addExchangeRate(finance, { currency: "CNY", rate: "0.14", effectiveFrom: "2026-01-20" });
    await addExchangeRate(finance, { currency: "CNY", rate: "0.5", effectiveFrom: "2026-02-01" });
    const { totals } = await reconciled("2026-01");
    expect(totals).toMatchObject({
      invoicedMicros: "1110000",
      differenceMicros: "960000",
      differencePercent: 640,
    });
    const { data } = unwrap(await listPeriods(finance, { limit: 100 }));
    expect(data.find(({ period }) => period === "2026-01")).toMatchObject({
      invoiced: { lines: 3, costMicros: "1110000" },
      differenceMicros: "960000",
    });
  });

  it("close a month with their sum, and the closed month keeps what it showed", async () => {
    const shown = await reconciled("2026-01");
    const closed = unwrap(await closePeriod(finance, "2026-01"));
    expect(closed).toMatchObject({ invoice: { amount: 111, currency: "USD" }, differenceMicros: "960000" });
    await add("OpenAI,INV-2,1,2026-01,,5,USD");
    await removeInvoice(finance, { provider: "alibaba", invoice: "A-9" });
    expect(await reconciled("2026-01")).toEqual({ ...shown, status: "closed", linesAfterClosing: 1 });
    expect(unwrap(await getPeriod(finance, "2026-01"))).toMatchObject({
      invoiced: { lines: 3, costMicros: "1110000" },
      differenceMicros: "960000",
    });
    await reopenPeriod(person("admin"), "2026-01");
    expect((await reconciled("2026-01")).totals).toMatchObject({ lines: 3, invoicedMicros: "5130000" });
    // what is typed in wins
    const typed = unwrap(await closePeriod(finance, "2026-01", { invoice: { amount: 15, currency: "USD" } }));
    expect(typed).toMatchObject({
      invoice: { amount: 15 },
      invoiced: { lines: 3, costMicros: "5130000" },
      differenceMicros: "0",
    });
  });

  it("are taken back by whoever sets costs, and there is an entry of it", async () => {
    await add("OpenAI,WRONG,1,2026-02,,1,USD");
    expect(await removeInvoice(finance, { provider: "OPENAI", invoice: "WRONG" })).toEqual({
      ok: true,
      value: { removed: 1 },
    });
    expect(await removeInvoice(finance, { provider: "OPENAI", invoice: "WRONG" })).toMatchObject({
      error: { code: "not_found" },
    });
    const { rows } = await pool().query(
      "SELECT before FROM audit_entry WHERE action = 'invoice.removed' AND target_id = 'WRONG'",
    );
    expect(rows).toMatchObject([{ before: { lines: 1, amounts: ["2026-02 USD 1"] } }]);
    for (const role of ["growth", "executive"] as const)
      for (const refused of [
        await addInvoices(person(role), header),
        await removeInvoice(person(role), { provider: "a", invoice: "b" }),
      ])
        expect(refused).toMatchObject({ ok: false, error: { code: "forbidden" } });
  });
});
