import { afterAll, beforeAll, expect, it } from "vitest";
import { unwrap } from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { Actor } from "../../auth";
import { closeDatabase, pool, useDatabase } from "../../platform/db";
import { usageQuery } from "../usage-report";
import { getUsageReport, recordUsage } from ".";
import { RecentPresence, recentPresence } from "./recent-presence";

const finance: Actor = { kind: "system", id: "command", name: "test" };
const QUARTER_MS = 900_000;
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("recent_presence");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

it("users of quarters that are over are counted from what was read before, and anew where somebody came late", async () => {
  const now = Date.now();
  // the quarter before the current one: over, and in no span yet
  const at = Math.floor(now / QUARTER_MS) * QUARTER_MS - 60_000;
  const hour = Math.floor(now / 3_600_000) * 3_600_000;
  const query = usageQuery.parse({
    from: new Date(hour - 23 * 3_600_000).toISOString(),
    to: new Date(hour + 3_600_000).toISOString(),
    interval: "hour",
  });
  const users = async () => unwrap(await getUsageReport(finance, query)).totals.activeUsers;
  const see = (...names: string[]) =>
    recordUsage(names.map((subject) => inferenceEvent({ source: "chat", atMicros: at * 1000, subject })));
  await see("ann", "ben");
  expect(await users()).toBe(2);
  expect(recentPresence(pool()).known(now).list()).toMatchObject([{ quarter: Math.floor(at / QUARTER_MS) }]);
  expect(await users()).toBe(2);
  await see("cem");
  expect(await users()).toBe(3);
  // whoever is taken out again, as no door does
  await pool().query("UPDATE usage_presence SET subject_ids = subject_ids[1:1]");
  expect(await users()).toBe(1);
});

it("keeps neither the quarter that goes on nor one that is old, and forgets what has become old", () => {
  const recent = new RecentPresence();
  const now = 1_000 * QUARTER_MS + 5;
  const row = (quarter: number) => ({ dimensionId: 7, quarter, version: "1", subjects: Int32Array.of(1, 2) });
  for (const quarter of [1_000, 999, 968, 967]) recent.keep(row(quarter), now);
  const quarters = (at: number) =>
    recent
      .known(at)
      .list()
      .map(({ quarter }) => quarter);
  expect(quarters(now)).toEqual([999, 968]);
  expect(quarters(now + QUARTER_MS)).toEqual([999]);
  const before = recent.known(now + QUARTER_MS);
  expect(quarters(now + 40 * QUARTER_MS)).toEqual([]);
  // who read it goes on with it
  expect([...before.subjectsOf(7, 999)]).toEqual([1, 2]);
});
