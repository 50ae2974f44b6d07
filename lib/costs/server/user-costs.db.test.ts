import { afterAll, beforeAll, expect, it } from "vitest";
import { unwrap } from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { Actor } from "../../auth";
import { closeDatabase, useDatabase } from "../../platform/db";
import { recordUsage } from "../../usage/server";
import { getUserCosts } from ".";

const finance: Actor = { kind: "person", id: "f", name: "Fei Lin", email: "f@x.test", role: "finance" };
const now = new Date("2026-11-21T12:00:00Z");
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("user_costs");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

const spent = (at: string, subject: string | null, micros: number | null, model = "m") =>
  inferenceEvent({
    source: "chat",
    at,
    subject,
    model,
    inputTokens: 1,
    cost: micros === null ? null : { micros: BigInt(micros), currency: "USD" },
  });
const asked = { source: "chat", from: "2026-11-01", to: "2026-11-21" };

it("P50 and P95 are costs of users, each user's events together, on full days of the clock asked for", async () => {
  await recordUsage([
    // user n costs n, in two parts
    ...Array.from({ length: 40 }, (_, nth) => nth + 1).flatMap((cost) => [
      spent("2026-11-02T10:00:00Z", `user-${cost}`, cost - 1),
      spent("2026-11-19T10:00:00Z", `user-${cost}`, 1, "other"),
    ]),
    // nobody's, without a cost, of today, and of a day before
    spent("2026-11-02T10:00:00Z", null, 9_999),
    spent("2026-11-02T10:00:00Z", "unpriced", null),
    spent("2026-11-21T10:00:00Z", "user-1", 9_999),
    spent("2026-10-31T23:00:00Z", "user-1", 9_999),
  ]);
  const costs = unwrap(await getUserCosts(finance, asked, now));
  expect(costs).toMatchObject({
    days: { from: "2026-11-01", to: "2026-11-20" },
    users: 40,
    p50Micros: "20",
    p95Micros: "38",
    mostMicros: "40",
    // 820 over 40, half up
    meanMicros: "21",
    top: { users: 3 },
  });
  expect(costs.top?.share).toBeCloseTo((38 + 39 + 40) / 820, 10);
  // in Shanghai 1 November began at 16:00 UTC on 31 October
  const shanghai = unwrap(await getUserCosts(finance, { ...asked, timeZone: "Asia/Shanghai" }, now));
  expect(shanghai).toMatchObject({ users: 40, mostMicros: "10000" });
});

it("are kept, and not once something late comes for them", async () => {
  await recordUsage([spent("2026-11-05T10:00:00Z", "user-late", 500)]);
  expect(unwrap(await getUserCosts(finance, asked, now))).toMatchObject({ users: 41, mostMicros: "500" });
});

it("are none where there is no full day, and not for everybody", async () => {
  const today = { source: "chat", from: "2026-11-21", to: "2026-11-21" };
  expect(unwrap(await getUserCosts(finance, today, now))).toMatchObject({
    days: null,
    users: 0,
    p50Micros: null,
    top: null,
  });
  const key: Actor = {
    kind: "key",
    id: "k",
    name: "k",
    prefix: "slu_",
    publicId: "p",
    scopes: ["usage:write"],
    allowedOrigins: [],
  };
  expect(await getUserCosts(key, {}, now)).toMatchObject({ ok: false, error: { code: "forbidden" } });
});
