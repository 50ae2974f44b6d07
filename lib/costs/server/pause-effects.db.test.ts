import { afterAll, beforeAll, expect, it } from "vitest";
import { liveCampaign, unwrap } from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { Actor } from "../../auth";
import { pauseCampaign } from "../../campaigns/server";
import { closeDatabase, pool, useDatabase } from "../../platform/db";
import { pausePromotions, resumePromotions } from "../../switch/server";
import { recordUsage } from "../../usage/server";
import { getPauseEffect, getPauseEffects } from ".";

const executive: Actor = { kind: "person", id: "e", name: "Elena Xu", email: "e@x.test", role: "executive" };
const now = new Date("2026-11-21T12:00:00Z");
const HOUR_MS = 3_600_000;
let database: TestDatabase;
let campaign: string;

/** Each hour of 40 days costs 10 and brings two new users, one of them by the campaign; from 9 to 13 on the 20th it is half. */
beforeAll(async () => {
  database = await createTestDatabase("effects");
  await useDatabase(database.url);
  campaign = await liveCampaign();
  const first = Date.parse("2026-10-12T00:00:00Z");
  const events = Array.from({ length: 40 * 24 }, (_, hour) => first + hour * HOUR_MS).flatMap((at) => {
    const isPaused = at >= Date.parse("2026-11-20T09:00:00Z") && at < Date.parse("2026-11-20T13:00:00Z");
    const one = (nth: number) =>
      inferenceEvent({
        atMicros: (at + 600_000) * 1000,
        subject: `${at}-${nth}`,
        campaign: nth === 1 ? campaign : "",
        cost: { micros: 5_000_000n, currency: "USD" },
      });
    return isPaused ? [one(0)] : [one(0), one(1)];
  });
  await recordUsage(events);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

async function moved(from: string, to: string | null): Promise<string> {
  const { rows } = await pool().query<{ id: string }>(
    `UPDATE pause SET paused_at = $1, resumed_at = $2, last_coupon_at = NULL
     WHERE id = (SELECT id FROM pause WHERE paused_at > '2026-11-22' OR paused_at < '2026-01-01' ORDER BY paused_at DESC LIMIT 1)
     RETURNING id`,
    [from, to],
  );
  const [row] = rows;
  if (!row) throw new Error("no pause to move");
  return row.id;
}

it("is told for each: what was, what would have been by the same hours of the days before, and between what", async () => {
  unwrap(await pausePromotions(executive, { reason: "spend" }));
  unwrap(await resumePromotions(executive, {}));
  const long = await moved("2026-11-20T08:20:00Z", "2026-11-20T13:30:00Z");
  unwrap(await pausePromotions(executive, {}));
  unwrap(await resumePromotions(executive, {}));
  const short = await moved("2026-11-19T10:05:00Z", "2026-11-19T10:40:00Z");
  const { effect, about } = unwrap(await getPauseEffect(executive, long, now));
  expect(about.currency).toBe("USD");
  // four whole hours at 5 where 10 was usual; the day of the other pause does not overlap these hours
  expect(effect).toMatchObject({
    pauseId: long,
    judged: { from: "2026-11-20T09:00:00.000Z", to: "2026-11-20T13:00:00.000Z" },
    spendMicros: {
      actual: "20000000",
      forecast: "40000000",
      avoided: "20000000",
      interval: { low: "20000000", high: "20000000" },
      detail: null,
    },
    newUsers: { actual: 4, forecast: 8, avoided: 4, interval: { low: 4, high: 4 } },
  });
  const interval = effect.spendMicros?.interval;
  expect(interval?.held).toBe(interval?.tested);
  expect(interval?.tested).toBeGreaterThan(10);
  const { data } = unwrap(await getPauseEffects(executive, { from: "2026-11-19", to: "2026-11-21" }, now));
  expect(data.map(({ pauseId, judged }) => [pauseId, judged === null])).toEqual([
    [long, false],
    [short, true],
  ]);
  expect(data[1]?.detail).toMatch(/less than a whole hour/);
  expect(data[0]).toEqual(effect);
  expect(
    unwrap(await getPauseEffects(executive, { from: "2026-11-01", to: "2026-11-10" }, now)).data,
  ).toEqual([]);
});

it("of a campaign's pause is told from what names the campaign", async () => {
  unwrap(await pauseCampaign(executive, campaign, {}));
  const id = await moved("2026-11-20T09:00:00Z", "2026-11-20T13:00:00Z");
  const { effect } = unwrap(await getPauseEffect(executive, id, now));
  expect(effect).toMatchObject({
    campaign,
    spendMicros: { actual: "0", forecast: "20000000", avoided: "20000000" },
    newUsers: { actual: 0, forecast: 4 },
  });
});

it("that stands is told up to the last settled hour, and what comes late for it counts", async () => {
  unwrap(await pausePromotions(executive, {}));
  const id = await moved("2026-11-20T20:00:00Z", null);
  const then = new Date("2026-11-20T23:30:00Z");
  const read = async () => unwrap(await getPauseEffect(executive, id, then)).effect;
  expect(await read()).toMatchObject({
    resumedAt: null,
    judged: { from: "2026-11-20T20:00:00.000Z", to: "2026-11-20T22:00:00.000Z" },
    spendMicros: { actual: "20000000", forecast: "20000000", avoided: "0" },
  });
  await recordUsage([
    inferenceEvent({
      at: "2026-11-20T21:15:00Z",
      subject: "late",
      cost: { micros: 1_000_000n, currency: "USD" },
    }),
  ]);
  expect((await read()).spendMicros?.actual).toBe("21000000");
  const young = unwrap(await getPauseEffect(executive, id, new Date("2026-11-20T20:40:00Z"))).effect;
  expect(young).toMatchObject({
    judged: null,
    detail: "Its first whole hour is told an hour after it is over.",
  });
});

it("is not told from a source that was not heard of by then, or no more", async () => {
  await recordUsage([inferenceEvent({ source: "young", at: "2026-11-21T11:59:00Z", subject: "a" })]);
  await recordUsage([inferenceEvent({ source: "gone", at: "2026-10-21T11:59:00Z", subject: "a" })]);
  for (const source of ["young", "gone", "never"]) {
    const asked = { source, from: "2026-11-01", to: "2026-11-21" };
    const { data } = unwrap(await getPauseEffects(executive, asked, now));
    expect(data.length, source).toBeGreaterThan(1);
    for (const { judged, detail } of data) {
      expect(judged, source).toBeNull();
      expect(detail, source).toMatch(/No usage was received|less than a whole hour/);
    }
  }
});

it("is for whoever may see, and there must be such a pause", async () => {
  expect(await getPauseEffect(executive, "nowhere", now)).toMatchObject({
    ok: false,
    error: { code: "not_found" },
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
  expect(await getPauseEffects(key, {}, now)).toMatchObject({ ok: false, error: { code: "forbidden" } });
});
