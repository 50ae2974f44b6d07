import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { Actor, Role } from "../../auth";
import { closeDatabase, pool, useDatabase } from "../../platform/db";
import {
  addPrice,
  approveReratingBy,
  carryOutReratings,
  closePeriod,
  getPeriod,
  getRerating,
  getUsageReport,
  listReratings,
  proposeRerating,
  recordUsage,
  withdrawReratingBy,
} from ".";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("rerating");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

const person = (role: Role, nth = 1): Actor => ({
  kind: "person",
  id: `00000000-0000-4000-8000-00000000000${nth}`,
  name: `${role} ${nth}`,
  email: `${role}${nth}@example.test`,
  role,
});
const finance = person("finance");
const admin = person("admin", 2);
const key: Actor = {
  kind: "key",
  id: "k",
  prefix: "slu_k",
  publicId: "k",
  name: "a key",
  scopes: ["costs:write", "read"],
  allowedOrigins: [],
};

async function must<T>(
  result: Promise<{ ok: true; value: T } | { ok: false; error: { detail: string } }>,
): Promise<T> {
  const settled = await result;
  if (!settled.ok) throw new Error(settled.error.detail);
  return settled.value;
}
const price = (model: string, effectiveFrom: string, input: string) =>
  must(addPrice(finance, { model, currency: "USD", effectiveFrom, perMillion: { input, output: "0" } }));
const events = (month: string, model: string, count: number) =>
  recordUsage(
    Array.from({ length: count }, (_, index) =>
      inferenceEvent({
        source: "chat",
        id: `${model} ${month} ${index}`,
        subject: `u${index}`,
        at: `${month}-${String(1 + (index % 28)).padStart(2, "0")}T12:00:00Z`,
        model,
        inputTokens: 1000,
      }),
    ),
  );
const totals = async (month: string, model: string) => {
  const from = new Date(`${month}-01T00:00:00Z`);
  const to = new Date(from);
  to.setUTCMonth(to.getUTCMonth() + 1);
  const query = { from: from.toISOString(), to: to.toISOString(), interval: "day", model } as const;
  return (await must(getUsageReport(finance, query))).totals;
};
const stored = async () =>
  (
    await pool().query(
      "SELECT at, id, cost_micros, price_id FROM usage_event WHERE requests > 0 ORDER BY at, id",
    )
  ).rows;

describe("pricing a month again", () => {
  it("counts first and changes nothing, until a second person approves it", async () => {
    await price("m", "2026-01-01T00:00:00Z", "2.00");
    await events("2026-05", "m", 30);
    // what was agreed afterwards, dated back
    await price("m", "2026-05-15T00:00:00Z", "1.50");
    const before = await stored();
    const proposed = await must(proposeRerating(finance, { period: "2026-05", reason: "the new contract" }));
    expect(proposed).toMatchObject({
      status: "proposed",
      // the days from the 15th to the 28th, each once
      preview: {
        rows: 14,
        beforeMicros: "28000",
        afterMicros: "21000",
        models: [{ model: "m", rows: 14, beforeMicros: "28000", afterMicros: "21000" }],
      },
      corrected: { rows: 0, micros: "0" },
    });
    expect((await totals("2026-05", "m")).costMicros).toBe("60000");
    expect(await stored()).toEqual(before);
    for (const actor of [finance, key, person("growth", 3), person("executive", 4)])
      expect(await approveReratingBy(actor, proposed.id)).toMatchObject({ error: { code: "forbidden" } });
    const done = await must(approveReratingBy(admin, proposed.id));
    expect(done).toMatchObject({
      status: "done",
      approvedBy: "admin 2",
      corrected: { rows: 14, micros: "-7000" },
    });
    expect(await totals("2026-05", "m")).toMatchObject({
      requests: 30,
      costMicros: "53000",
      activeUsers: 30,
    });
    // every event keeps its cost and its price version; what changed stands in rows of its own
    expect(await stored()).toEqual(before);
    const { rows } = await pool().query(
      "SELECT count(*)::int, sum(cost_micros)::int AS cost, min(price_id) AS price FROM usage_event WHERE requests = 0",
    );
    expect(rows).toEqual([{ count: 14, cost: -7000, price: 2 }]);
    const audit = await pool().query(
      "SELECT action, actor_name, after FROM audit_entry WHERE action LIKE 'rerating.%' ORDER BY id",
    );
    expect(audit.rows).toMatchObject([
      { action: "rerating.proposed", actor_name: "finance 1" },
      { action: "rerating.approved", actor_name: "admin 2", after: { rows: 14, costMicros: "21000" } },
      {
        action: "rerating.done",
        actor_name: "admin 2",
        after: { corrections: 14, correctedMicros: "-7000" },
      },
    ]);
  });

  it("twice changes nothing more, and goes on from what it was corrected to", async () => {
    const same = await must(proposeRerating(finance, { period: "2026-05" }));
    expect(same.preview).toMatchObject({ rows: 0 });
    await must(withdrawReratingBy(finance, same.id));
    await price("m", "2026-05-20T00:00:00Z", "3.00");
    const again = await must(proposeRerating(admin, { period: "2026-05" }));
    // nine days from the 20th on: 1.5 to 3
    expect(again.preview).toMatchObject({ rows: 9, beforeMicros: "13500", afterMicros: "27000" });
    await must(approveReratingBy(finance, again.id));
    expect((await totals("2026-05", "m")).costMicros).toBe("66500");
  });

  it("of a closed month is booked in the first open one; the closed one stays as it was", async () => {
    await price("c", "2026-01-01T00:00:00Z", "1.00");
    await events("2026-03", "c", 10);
    await must(closePeriod(finance, "2026-03"));
    await price("c", "2026-03-01T00:00:00Z", "0.25");
    const proposed = await must(proposeRerating(finance, { period: "2026-03" }));
    await must(approveReratingBy(admin, proposed.id));
    expect((await totals("2026-03", "c")).costMicros).toBe("10000");
    expect(await totals("2026-04", "c")).toMatchObject({ requests: 0, costMicros: "-7500" });
    expect(await must(getPeriod(finance, "2026-04"))).toMatchObject({
      totals: { costMicros: "-7500" },
      corrections: { requests: 0, costMicros: "-7500" },
    });
  });

  it("goes by the prices of the proposal, whatever is added before it is approved", async () => {
    await price("s", "2026-01-01T00:00:00Z", "1.00");
    await events("2026-02", "s", 5);
    await price("s", "2026-02-01T00:00:00Z", "2.00");
    const proposed = await must(proposeRerating(finance, { period: "2026-02" }));
    await price("s", "2026-02-02T00:00:00Z", "9.00");
    const done = await must(approveReratingBy(admin, proposed.id));
    expect(done.corrected.micros).toBe("5000");
  });

  it("goes through more rows than one batch, and one a month is open at a time", async () => {
    await price("l", "2026-01-01T00:00:00Z", "1.00");
    await events("2026-06", "l", 21_000);
    await price("l", "2026-06-01T00:00:00Z", "2.00");
    const [first, second] = await Promise.all([
      proposeRerating(finance, { period: "2026-06" }),
      proposeRerating(admin, { period: "2026-06" }),
    ]);
    expect([first.ok, second.ok].sort()).toEqual([false, true]);
    const [open] = await must(listReratings(finance));
    expect(open).toMatchObject({ status: "proposed", seenRows: 21_000, preview: { rows: 21_000 } });
    const other = open?.proposedBy === "finance 1" ? admin : finance;
    await must(approveReratingBy(other, open?.id ?? 0));
    // on a slow machine the rest is the worker's
    while (!(await carryOutReratings({ forMs: 5_000 })));
    const done = await must(getRerating(finance, open?.id ?? 0));
    expect(done).toMatchObject({ status: "done", corrected: { rows: 21_000, micros: "21000000" } });
    expect((await totals("2026-06", "l")).costMicros).toBe("42000000");
    expect(await approveReratingBy(other, open?.id ?? 0)).toMatchObject({
      error: { code: "invalid_transition" },
    });
  });
});
