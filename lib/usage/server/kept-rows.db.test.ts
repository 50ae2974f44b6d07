import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { Actor, Role } from "../../auth";
import { closeDatabase, pool, useDatabase } from "../../platform/db";
import {
  addPrice,
  closePeriod,
  dropOldMonths,
  getKeptRows,
  getPeriod,
  getUsageReport,
  proposeRerating,
  recordUsage,
  reopenPeriod,
  setKeptRows,
  streamCharges,
} from ".";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("kept_rows");
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
const admin = person("admin");
const finance = person("finance");
const now = Date.parse("2026-11-30T12:00:00Z");

const event = (id: string, time: string, model = "priced") =>
  inferenceEvent({
    source: "chat",
    id,
    model,
    subject: `user of ${id}`,
    atMicros: Date.parse(time) * 1000,
    inputTokens: 1_000,
    outputTokens: 0,
  });
async function close(period: string) {
  const closed = await closePeriod(finance, period, {}, now);
  if (!closed.ok) throw new Error(closed.error.detail);
}
async function figures(from: string, to: string) {
  const read = await getUsageReport(finance, { from, to, interval: "month", groupBy: "model" });
  if (!read.ok) throw new Error(read.error.detail);
  const { asOf: _, ...rest } = read.value;
  return rest;
}
const year = () => figures("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
async function charges() {
  const edges = [Date.parse("2025-03-01T00:00:00Z"), Date.parse("2025-03-02T00:00:00Z")];
  const all = [];
  for await (const some of streamCharges({ interval: "day", edges } as never, "UTC", {})) all.push(...some);
  return all;
}
async function rowsOf(month: string): Promise<number> {
  const { rows } = await pool().query(`SELECT count(*)::int AS rows FROM usage_event_${month}`);
  return rows[0]?.rows;
}

describe("rows of old months", () => {
  it("only an administrator says how long they are kept", async () => {
    expect(await setKeptRows(finance, "13")).toMatchObject({ ok: false, error: { code: "forbidden" } });
    expect(await getKeptRows(finance)).toMatchObject({ ok: false, error: { code: "forbidden" } });
    expect(await getKeptRows(admin, now)).toMatchObject({
      ok: true,
      value: { months: "never", dropped: [], waiting: [] },
    });
  });

  it("go with their month once it is closed and priced, and no figure moves, nor a correction booked in it", async () => {
    await addPrice(finance, {
      model: "priced",
      currency: "USD",
      effectiveFrom: "2025-01-01T00:00:00Z",
      perMillion: { input: "2.00", output: "0" },
    });
    await recordUsage([event("feb", "2025-02-10T10:00:00Z")]);
    await close("2025-02");
    // arrives for a closed month: a correction, booked in March
    await recordUsage([
      event("late", "2025-02-20T10:00:00Z"),
      event("mar", "2025-03-05T10:00:00Z"),
      event("apr", "2025-04-05T10:00:00Z", "without a price"),
      event("may", "2025-05-05T10:00:00Z"),
      event("now", "2026-11-05T10:00:00Z"),
    ]);
    await close("2025-03");
    await close("2025-04");
    const [before, chargedBefore] = [await year(), await charges()];
    expect(chargedBefore).toHaveLength(1);

    await setKeptRows(admin, "13");
    expect(await dropOldMonths(now)).toEqual(["2025-02", "2025-03"]);
    expect(await dropOldMonths(now)).toEqual([]);

    expect(await getKeptRows(admin, now)).toMatchObject({
      ok: true,
      value: {
        months: "13",
        dropped: [
          { month: "2025-03", rows: 1, keptRows: 1 },
          { month: "2025-02", rows: 1, keptRows: 0 },
        ],
        waiting: [
          { month: "2025-04", hindrance: "unpriced" },
          { month: "2025-05", hindrance: "open" },
        ],
      },
    });
    expect([await rowsOf("2025_02"), await rowsOf("2025_03"), await rowsOf("2026_11")]).toEqual([0, 1, 1]);
    expect(await year()).toEqual(before);
    expect(await charges()).toEqual(chargedBefore);
    expect(await getPeriod(finance, "2025-03", now)).toMatchObject({
      ok: true,
      value: { totals: { requests: 2 }, corrections: { requests: 1, costMicros: "2000" } },
    });
  });

  it("are still known: the same event again is a duplicate, a new one is a correction of the first open month", async () => {
    expect(await recordUsage([event("mar", "2025-03-05T10:00:00Z")])).toEqual(["duplicate"]);
    await recordUsage([event("later", "2025-03-06T10:00:00Z")]);
    expect(await rowsOf("2025_03")).toBe(1);
    const { rows } = await pool().query("SELECT at, occurred_at FROM usage_event WHERE event_id = 'later'");
    expect(rows).toEqual([
      { at: new Date("2025-05-01T00:00:00Z"), occurred_at: new Date("2025-03-06T10:00:00Z") },
    ]);
  });

  it("make their month final: it is neither opened nor priced again, and the answer says why", async () => {
    expect(await reopenPeriod(admin, "2025-03")).toMatchObject({
      ok: false,
      error: { code: "invalid_transition", detail: expect.stringContaining("rows of 2025-03 were dropped") },
    });
    expect(await proposeRerating(finance, { period: "2025-03" })).toMatchObject({
      ok: false,
      error: { code: "invalid_transition", detail: expect.stringContaining("rows of 2025-03 were dropped") },
    });
  });

  it("are dropped in one transaction with the audit entry that says how many", async () => {
    const { rows } = await pool().query(
      "SELECT target_id, before, after FROM audit_entry WHERE action = 'rows.dropped' ORDER BY target_id",
    );
    expect(rows).toEqual([
      { target_id: "2025-02", before: { rows: 1 }, after: { rows: 0 } },
      { target_id: "2025-03", before: { rows: 2 }, after: { rows: 1 } },
    ]);
  });

  it("stay while somebody reads them: the month is left for the next time", async () => {
    await addPrice(finance, {
      model: "without a price",
      currency: "USD",
      effectiveFrom: "2025-01-01T00:00:00Z",
      perMillion: { input: "1.00", output: "0" },
    });
    const reader = await pool().connect();
    try {
      await reader.query("BEGIN; SELECT count(*) FROM usage_event_2025_04");
      expect(await dropOldMonths(now)).toEqual([]);
      await reader.query("ROLLBACK");
      expect(await dropOldMonths(now)).toEqual(["2025-04"]);
    } finally {
      reader.release();
    }
  });

  it("stay as long as their month is being priced again, also after that was approved", async () => {
    await close("2025-05");
    const { rows } = await pool().query(
      `INSERT INTO rerating (period, status, from_at, to_at, last_price_id, proposed_by_kind, proposed_by_id, proposed_by_name)
       VALUES ('2025-05', 'running', '2025-05-01Z', '2025-06-01Z', 1, 'person', 'x', 'x') RETURNING id`,
    );
    expect(await dropOldMonths(now)).toEqual([]);
    expect(await getKeptRows(admin, now)).toMatchObject({
      ok: true,
      value: {
        waiting: [
          { month: "2025-05", hindrance: "rerating" },
          { month: "2025-06", hindrance: "open" },
        ],
      },
    });
    await pool().query("UPDATE rerating SET status = 'done' WHERE id = $1", [rows[0].id]);
    expect(await dropOldMonths(now)).toEqual(["2025-05"]);
  });
});
