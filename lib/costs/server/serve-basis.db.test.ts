import { afterAll, beforeAll, expect, it } from "vitest";
import { unwrap } from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { Actor } from "../../auth";
import { createCampaign, getServeForecast } from "../../campaigns/server";
import { closeDatabase, useDatabase } from "../../platform/db";
import { recordUsage } from "../../usage/server";
import { getCostToServe, learnServeBasis } from ".";

const growth: Actor = { kind: "person", id: "g", name: "Gu Yi", email: "g@x.test", role: "growth" };
const DAY_MS = 86_400_000;
const start = Date.parse("2026-11-01T00:00:00Z");
const now = new Date(start + 20 * DAY_MS + 3_600_000);
const spent = (at: number, subject: string, micros: number | null) =>
  inferenceEvent({
    source: "chat",
    at: new Date(at).toISOString(),
    subject,
    model: "m",
    inputTokens: 1,
    cost: micros === null ? null : { micros: BigInt(micros), currency: "USD" },
  });

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("serve_basis");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

const coffee = {
  key: "coffee",
  name: "Coffee",
  discount: { kind: "free_days" as const, value: 7 },
  limits: { coupons: 1_000 },
  couponValidHours: 48,
};

it("before there is usage nothing is forecast, and it says what it takes", async () => {
  unwrap(await createCampaign(growth, coffee));
  expect(unwrap(await getServeForecast(growth))).toBeNull();
  await learnServeBasis(now);
  expect(unwrap(await getCostToServe(growth, "coffee"))).toMatchObject({
    horizonDays: 2,
    expectedPerCouponMicros: null,
    lowMicros: null,
    restsOn: null,
    detail:
      "Not enough data to say what a user costs over 2 days: it takes 13 full days of usage; there are 0.",
  });
});

it("a user costs what new users cost by their age, counted from each one's first request", async () => {
  await recordUsage(
    Array.from({ length: 20 }, (_, day) => start + day * DAY_MS).flatMap((day) =>
      Array.from({ length: 20 }, (_, nth) => `user-${day}-${nth}`).flatMap((subject) => [
        // the first day after 23:00 ends at 23:00 of the next
        spent(day + 23 * 3_600_000, subject, 100),
        ...(day + 46 * 3_600_000 < now.getTime() - 3_600_000
          ? [spent(day + 46 * 3_600_000, subject, 10)]
          : []),
        ...(day + 47 * 3_600_000 < now.getTime() - 3_600_000
          ? [spent(day + 47 * 3_600_000, subject, 5)]
          : []),
        // not new: here from the first day on
        spent(day + 3_600_000, "regular", 1_000_000),
      ]),
    ),
  );
  await learnServeBasis(now);
  const forecast = unwrap(await getServeForecast(growth));
  // the first five of twenty days are left out
  expect(forecast?.days.slice(0, 3).map(({ micros }) => micros)).toEqual(["110", "115", "115"]);
  expect(unwrap(await getCostToServe(growth, "coffee"))).toMatchObject({
    currency: "USD",
    horizonDays: 2,
    expectedPerCouponMicros: "115",
    lowMicros: "115",
    highMicros: "115",
    coupons: 1_000,
    totalMicros: "115000",
    restsOn: { users: 280, from: "2026-11-06", to: "2026-11-19" },
    unpricedRequests: 0,
  });
  // fourteen days' users have lived a day, eight a week
  expect(forecast?.days).toHaveLength(8);
});

it("what has no price is told, and what is late is learned with the next reading", async () => {
  await recordUsage([spent(start + 8 * DAY_MS, "dear", 400_000), spent(start + 8 * DAY_MS, "dear", null)]);
  await learnServeBasis(new Date(now.getTime() + 60_000));
  expect(unwrap(await getServeForecast(growth))?.days[0]?.micros).toBe("110");
  await learnServeBasis(new Date(now.getTime() + 11 * 60_000));
  const forecast = unwrap(await getServeForecast(growth));
  // (280 × 110 + 400,000) / 281
  expect(forecast?.days[0]).toMatchObject({ micros: "1533" });
  expect(Number(forecast?.days[0]?.lowMicros)).toBeLessThan(1_533);
  expect(forecast?.unpricedRequests).toBe(1);
});

it("nobody is told without the right to see", async () => {
  const key: Actor = {
    kind: "key",
    id: "k",
    name: "k",
    prefix: "slu_",
    publicId: "p",
    scopes: ["usage:write"],
    allowedOrigins: [],
  };
  expect(await getCostToServe(key, "coffee")).toMatchObject({ ok: false, error: { code: "forbidden" } });
  expect(await getCostToServe(growth, "nothing")).toMatchObject({ ok: false, error: { code: "not_found" } });
});
