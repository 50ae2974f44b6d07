import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { Actor, Role } from "../../auth";
import { closeDatabase, useDatabase } from "../../platform/db";
import {
  floorToBucket,
  type Ledger,
  type LedgerFilter,
  type LedgerRange,
  ledgerFields,
  ledgerKinds,
  nextBucket,
} from "..";
import {
  addPrice,
  closePeriod,
  exportLedger,
  getLedgerEntry,
  getUsageReport,
  listLedger,
  recordUsage,
} from ".";

const person = (role: Role): Actor => ({
  kind: "person",
  id: "00000000-0000-4000-8000-00000000000a",
  name: `the ${role}`,
  email: `${role}@example.test`,
  role,
});
const finance = person("finance");
let database: TestDatabase;

async function must<T>(
  result: Promise<{ ok: true; value: T } | { ok: false; error: { detail: string } }>,
): Promise<T> {
  const settled = await result;
  if (!settled.ok) throw new Error(settled.error.detail);
  return settled.value;
}

const models = ["priced", "foreign", "unknown"];
const campaigns = ["", "spring", "50 %, autumn"];
const subjects = [null, "ann", "bob", "cem"];
const zones = ["UTC", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe"];
const pick = <T>(from: readonly T[], nth: number): T => from[nth % from.length] as T;

/** Two months of which the first is closed with something still to come for it: corrections, late, unpriced, without a rate. */
async function fill(): Promise<void> {
  const price = (model: string, currency: string, effectiveFrom: string) =>
    must(
      addPrice(finance, { model, currency, effectiveFrom, perMillion: { input: "0.37", output: "1.19" } }),
    );
  await price("priced", "USD", "2026-01-01T00:00:00Z");
  await price("foreign", "EUR", "2026-01-01T00:00:00Z");
  const begin = Date.parse("2026-08-29T00:00:00Z");
  const event = (nth: number) =>
    inferenceEvent({
      source: pick(["chat", "demo"], nth >> 2),
      id: `e${nth}`,
      // some at the very same moment, and at edges of quarters
      atMicros: (begin + Math.floor((nth * 7_919_000) % 432_000_000)) * 1000 + (nth % 5 === 0 ? 0 : nth),
      subject: pick(subjects, nth),
      model: pick(models, nth >> 1),
      campaign: pick(campaigns, nth >> 3),
      region: pick(["", "cn"], nth >> 4),
      serviceTier: pick(["", "batch"], nth >> 5),
      inputTokens: (nth * 131) % 2_000,
      outputTokens: (nth * 17) % 700,
      cachedInputTokens: Math.floor(((nth * 131) % 2_000) / 3),
      gpuNanos: nth % 11 === 0 ? 1_250_000_001n : 0n,
      cost: nth % 13 === 0 ? { micros: BigInt(nth), currency: nth % 2 ? "USD" : "EUR" } : null,
    });
  await recordUsage(Array.from({ length: 240 }, (_, nth) => event(nth)));
  await must(closePeriod(finance, "2026-08", {}));
  // late ones, and a price that settles closed rows by corrections
  await recordUsage(Array.from({ length: 50 }, (_, nth) => event(240 + nth)));
  await must(
    addPrice(finance, {
      model: "unknown",
      currency: "USD",
      effectiveFrom: "2026-08-30T00:00:00Z",
      effectiveTo: "2026-09-01T06:00:00Z",
      perMillion: { input: "2", output: "3" },
    }),
  );
}

beforeAll(async () => {
  database = await createTestDatabase("ledger");
  await useDatabase(database.url);
  await fill();
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

async function everyPage(
  range: LedgerRange,
  limit: number,
): Promise<{ first: Ledger; rows: Ledger["data"]; back: Ledger["data"] }> {
  const first = await must(listLedger(finance, { ...range, limit }));
  const rows = [...first.data];
  let page = first;
  while (page.nextCursor !== null) {
    page = await must(listLedger(finance, { ...range, limit, cursor: page.nextCursor }));
    rows.push(...page.data);
  }
  const back = [...page.data];
  while (page.previousCursor !== null) {
    page = await must(listLedger(finance, { ...range, limit, cursor: page.previousCursor }));
    back.unshift(...page.data);
  }
  return { first, rows, back };
}

async function fileOf(range: LedgerRange): Promise<{ row: string; cost: string; requests: string }[]> {
  const { body } = await must(exportLedger(finance, range));
  const [head = "", ...lines] = (await new Response(body).text()).trim().split("\r\n");
  const names = head.split(",");
  return lines.map((line) => {
    // the one quoted name has a comma
    const cells = line.replaceAll(/"[^"]*"/g, "quoted").split(",");
    const of = (name: string) => cells[names.indexOf(name)] ?? "";
    return { row: of("row"), cost: of("cost"), requests: of("requests") };
  });
}

const sum = (values: (string | null)[]) => values.reduce((all, value) => all + BigInt(value ?? "0"), 0n);
const toMicros = (cost: string) => (cost === "" ? "0" : cost.replace(".", "").replace(/^(-?)0+(?=\d)/, "$1"));

const one = fc.oneof<fc.Arbitrary<LedgerFilter>[]>(
  fc.record({ model: fc.constantFrom(...models) }),
  fc.record({ campaign: fc.constantFrom("spring", "50 %, autumn") }),
  fc.record({ source: fc.constantFrom("chat", "demo") }),
  fc.record({ exceptSource: fc.constant("demo") }),
  fc.record({ subject: fc.constantFrom("ann", "bob", "nobody") }),
  fc.record({ only: fc.constantFrom(...ledgerKinds) }),
  fc.record({ none: fc.constantFrom(["campaign"] as const, ["region", "serviceTier"] as const) }),
  fc.record({
    otherThan: fc.record({
      field: fc.constantFrom(...ledgerFields),
      names: fc.constant(["", "spring", "priced"]),
    }),
  }),
);
/** Seldom so many that nothing is left. */
const filters = fc.array(one, { maxLength: 2 }).map((parts): LedgerFilter => Object.assign({}, ...parts));

describe("the ledger", () => {
  it("has rows that come to its total and to its file to the last unit, both ways, whatever the filter, zone and page", async () => {
    await fc.assert(
      fc.asyncProperty(
        filters,
        fc.constantFrom(...zones),
        fc.nat(5),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(23, 100),
        async (filter, zone, firstDay, days, limit) => {
          const begin = floorToBucket(
            Date.parse("2026-08-29T12:00:00Z") + firstDay * 86_400_000,
            "day",
            zone,
          );
          let end = begin;
          for (let day = 0; day < days; day += 1) end = nextBucket(end, "day", zone);
          const range = { ...filter, from: new Date(begin).toISOString(), to: new Date(end).toISOString() };
          const { first, rows, back } = await everyPage(range, limit);
          expect(back).toEqual(rows);
          expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
          expect(
            [...rows].sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).map(({ at }) => Date.parse(at)),
          ).toEqual(rows.map(({ at }) => Date.parse(at)));
          const { totals } = first;
          expect(String(sum(rows.map(({ costMicros }) => costMicros)))).toBe(totals.costMicros);
          const total = (of: (row: Ledger["data"][number]) => number) =>
            rows.reduce((all, row) => all + of(row), 0);
          expect(total(({ requests }) => requests)).toBe(totals.requests);
          expect(total(({ inputTokens }) => inputTokens)).toBe(totals.inputTokens);
          expect(total(({ outputTokens }) => outputTokens)).toBe(totals.outputTokens);
          expect(total(({ state, requests }) => (state === "unpriced" ? requests : 0))).toBe(
            totals.unpricedRequests,
          );
          expect(total(({ state, requests }) => (state === "unconverted" ? requests : 0))).toBe(
            totals.unconvertedRequests,
          );
          const file = await fileOf(range);
          expect(file.map(({ row }) => row)).toEqual(rows.map(({ id }) => id).reverse());
          expect(String(sum(file.map(({ cost }) => toMicros(cost))))).toBe(totals.costMicros);
        },
      ),
      { numRuns: 12 },
    );
  });

  it("comes to what the report says of the same days and names", async () => {
    for (const zone of zones) {
      const from = floorToBucket(Date.parse("2026-08-30T12:00:00Z"), "day", zone);
      const to = nextBucket(nextBucket(from, "day", zone), "day", zone);
      const range = {
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        exceptSource: "demo",
      };
      for (const more of [{}, { model: "priced" }, { campaign: "spring" }]) {
        const { totals: figures } = await must(
          getUsageReport(finance, { ...range, ...more, interval: "day", timeZone: zone }),
        );
        const { totals } = await must(listLedger(finance, { ...range, ...more }));
        expect(figures).toMatchObject(totals);
      }
    }
  });

  it("books what came for a closed month where the next one begins, and says when it was", async () => {
    const { data, totals } = await must(
      listLedger(finance, {
        from: "2026-09-01T00:00:00Z",
        to: "2026-09-01T00:15:00Z",
        only: "corrections",
        limit: 100,
      }),
    );
    expect(data.length).toBeGreaterThan(20);
    for (const row of data) {
      expect(row.at).toBe("2026-09-01T00:00:00.000Z");
      expect(row.occurredAt?.slice(0, 7)).toBe("2026-08");
    }
    expect(String(sum(data.map(({ costMicros }) => costMicros)))).toBe(totals.costMicros);
  });

  it("works the cost of every row out anew and comes to what is booked, corrections included", async () => {
    const range = { from: "2026-08-29T00:00:00Z", to: "2026-09-03T00:00:00Z", limit: 100 };
    const kinds = new Set<string>();
    for (const only of ["corrections", undefined] as const) {
      const { data } = await must(listLedger(finance, { ...range, only }));
      for (const row of data.filter((_, nth) => nth % 4 === 0)) {
        const entry = await must(getLedgerEntry(finance, row.id));
        kinds.add(entry.kind);
        expect(entry.row).toEqual(row);
        expect(entry.bookings.map(({ id }) => id)).toContain(row.id);
        expect(entry.agrees, row.id).toBe(row.costMicros === null ? null : true);
      }
    }
    expect([...kinds].sort()).toEqual(["correction", "late", "usage"]);
    for (const id of ["", "1", "1-1", `${"9".repeat(16)}-1`])
      expect(await getLedgerEntry(finance, id)).toMatchObject({ error: { code: "not_found" } });
  });

  it.each([
    [
      "a quarter of an hour cut",
      { from: "2026-09-01T00:01:00Z", to: "2026-09-02T00:00:00Z" },
      "#/query/from",
    ],
    ["nothing", { from: "2026-09-01T00:00:00Z", to: "2026-09-01T00:00:00Z" }, "#/query/to"],
    ["years", { from: "2024-09-01T00:00:00Z", to: "2026-09-01T00:00:00Z" }, "#/query/to"],
    [
      "a cursor of something else",
      { from: "2026-09-01T00:00:00Z", to: "2026-09-02T00:00:00Z", cursor: "W10" },
      "#/query/cursor",
    ],
  ])("refuses %s with a pointer", async (_, query, pointer) => {
    expect(await listLedger(finance, query)).toMatchObject({ ok: false, error: { errors: [{ pointer }] } });
  });

  it("gives the file to whoever may export cost data alone", async () => {
    const range = { from: "2026-09-01T00:00:00Z", to: "2026-09-02T00:00:00Z" };
    expect(await exportLedger(person("growth"), range)).toMatchObject({ error: { code: "forbidden" } });
    expect((await listLedger(person("growth"), range)).ok).toBe(true);
  });
});
