import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { chatbot, codeOf, growth, liveCampaign, openClient, unwrap } from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import { isHeldOut } from "../../campaigns";
import { closeCouponLanes, issueCoupon } from "../../coupons/server";
import { closeDatabase, useDatabase } from "../../platform/db";
import { recordUsage } from "../../usage/server";
import { getHoldoutEffect } from ".";

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase("holdout_effect");
  await useDatabase(database.url);
  client = await openClient(database.url);
});
afterAll(async () => {
  await client?.end();
  await closeCouponLanes();
  await closeDatabase();
  await database?.drop();
});

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

it("compares whoever got one with whoever was held out, each over days of their own that are over", async () => {
  const campaign = await liveCampaign({ holdoutPercent: 50 });
  const asked = Array.from({ length: 500 }, (_, nth) => `user-${nth}`);
  const answers = await Promise.all(asked.map((subject) => issueCoupon(chatbot, campaign, { subject })));
  const held = asked.filter((subject) => isHeldOut(campaign, subject, 50));
  expect(answers.map(codeOf).filter((code) => code === "not_eligible")).toHaveLength(held.length);
  const given = asked.filter((subject) => !held.includes(subject));
  // ten days ago; the last fifty of each only three days ago, so that their week is not over
  const begin = Date.now() - 10 * DAY_MS;
  const moments = new Map(
    [given, held].flatMap((group) =>
      group.map(
        (subject, nth) => [subject, begin + (nth >= group.length - 50 ? 7 * DAY_MS : nth * 1000)] as const,
      ),
    ),
  );
  const times = [[...moments.keys()], [...moments.values()].map((at) => new Date(at))];
  const set = (table: string, column: string) =>
    client.query(
      `UPDATE ${table} SET ${column} = m.at FROM unnest($1::text[], $2::timestamptz[]) m (subject, at)
       WHERE ${table}.subject = m.subject`,
      times,
    );
  await set("coupon", "issued_at");
  await set("turned_away", "at");
  const event = (subject: string, afterMs: number, micros: number | null) =>
    inferenceEvent({
      subject,
      at: new Date((moments.get(subject) ?? 0) + afterMs).toISOString(),
      cost: micros === null ? null : { micros: BigInt(micros), currency: "USD" },
    });
  await recordUsage([
    // everybody on the day itself, which is no coming back; the cost counts
    ...asked.map((subject) => event(subject, HOUR_MS, 100)),
    // half of those with a coupon come back, and one in ten of the others
    ...given.filter((_, nth) => nth % 2 === 0).map((subject) => event(subject, 2 * DAY_MS, 900)),
    ...held.filter((_, nth) => nth % 10 === 0).map((subject) => event(subject, 6 * DAY_MS, 300)),
    // after the week, before the coupon, and without a price
    ...held.map((subject) => event(subject, 7 * DAY_MS, 5_000)),
    ...held.map((subject) => event(subject, -HOUR_MS, 5_000)),
    ...given.slice(0, 3).map((subject) => event(subject, HOUR_MS, null)),
  ]);
  const effect = unwrap(await getHoldoutEffect(growth, campaign));
  const [g, h] = [given.length - 50, held.length - 50];
  const [back, backHeld] = [Math.ceil(g / 2), Math.ceil(h / 10)];
  expect(effect).toMatchObject({
    given: { subjects: g, active: back, costMicros: String(Math.round(100 + (900 * back) / g)) },
    heldOut: { subjects: h, active: backHeld, costMicros: String(Math.round(100 + (300 * backHeld) / h)) },
    unpricedRequests: 3,
    detail: null,
  });
  expect(effect.active?.difference).toBeCloseTo(back / g - backHeld / h, 10);
  expect(effect.active?.low).toBeGreaterThan(0.25);
  // the days of a month are over for nobody
  expect(unwrap(await getHoldoutEffect(growth, campaign, { days: 28 }))).toMatchObject({
    given: { subjects: 0 },
    active: null,
  });
});
