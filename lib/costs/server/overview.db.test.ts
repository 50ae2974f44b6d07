import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { draftCampaign, liveCampaign, unwrap } from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { Actor, KeyActor } from "../../auth";
import { closeDatabase, db, pool, useDatabase } from "../../platform/db";
import { pausePromotions, resumePromotions } from "../../switch/server";
import type { InferenceEvent } from "../../usage";
import { addExchangeRate, recordUsage } from "../../usage/server";
import { type AskedView, addDays, listDays } from "..";
import { getOverview, getSpendPace, setMonthlyBudget } from ".";

const finance: Actor = { kind: "person", id: "f", name: "Fei Lin", email: "f@x.test", role: "finance" };
const executive: Actor = { kind: "person", id: "e", name: "Elena Xu", email: "e@x.test", role: "executive" };
const CNY = "Asia/Shanghai";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("overview");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

let nth = 0;
function fresh() {
  nth += 1;
  return `source-${nth}`;
}

const overview = async (asked: AskedView, now: string) =>
  unwrap(await getOverview(finance, asked, new Date(now)));

/** An event that costs so many millionths. */
const spent = (at: string, subject: string | null, micros: number, more: Partial<InferenceEvent> = {}) =>
  inferenceEvent({ at, subject, cost: { micros: BigInt(micros), currency: "USD" }, ...more });

const record = (source: string, events: InferenceEvent[]) =>
  recordUsage(events.map((event) => ({ ...event, source })));

describe("today", () => {
  it("is held against the same weekday by the same time of day, exact to the event", async () => {
    const source = fresh();
    await record(source, [
      spent("2026-11-14T07:42:08.122Z", "a", 100),
      spent("2026-11-14T07:42:08.123Z", "b", 10),
      spent("2026-11-14T09:00:00Z", "c", 1),
      spent("2026-11-13T15:59:59Z", "d", 7),
      spent("2026-11-20T16:00:00Z", "a", 1_000),
      spent("2026-11-21T07:42:00Z", "e", 2_000),
    ]);
    const { spendToday, usersToday } = await overview({ source, timeZone: CNY }, "2026-11-21T07:42:08.123Z");
    expect(spendToday).toMatchObject({ micros: "3000", weekBefore: { day: "2026-11-14", micros: "100" } });
    expect(usersToday).toEqual({
      newUsers: 1,
      returnedUsers: 1,
      retainedUsers: 0,
      activeUsers: 2,
      weekBefore: { day: "2026-11-14", newUsers: 1, activeUsers: 1 },
    });
  });

  it("keeps the time of day where the clocks changed in between", async () => {
    const source = fresh();
    // New York: 09:00 is 14:00 UTC on 3 November, and was 13:00 UTC on 27 October
    await record(source, [
      spent("2026-10-27T12:59:59Z", "a", 5),
      spent("2026-10-27T13:30:00Z", "b", 50),
      spent("2026-11-03T13:59:00Z", "c", 7),
    ]);
    const zone = { source, timeZone: "America/New_York" };
    const { spendToday, usersToday } = await overview(zone, "2026-11-03T14:00:00Z");
    expect(spendToday).toMatchObject({ micros: "7", weekBefore: { micros: "5" } });
    expect(usersToday.weekBefore).toEqual({ day: "2026-10-27", newUsers: 1, activeUsers: 1 });
    // and the other way round in spring: 09:00 is 13:00 UTC on 10 March, and was 14:00 UTC on 3 March
    const spring = fresh();
    await record(spring, [spent("2026-03-03T13:30:00Z", "a", 5), spent("2026-03-03T14:30:00Z", "b", 50)]);
    const later = await overview({ source: spring, timeZone: "America/New_York" }, "2026-03-10T13:00:00Z");
    expect(later.spendToday.weekBefore?.micros).toBe("5");
  });

  it("has nothing to be held against where usage does not reach back", async () => {
    const source = fresh();
    await record(source, [spent("2026-11-20T10:00:00Z", "a", 5)]);
    const { spendToday, usersToday } = await overview({ source }, "2026-11-21T10:00:00Z");
    expect(spendToday.weekBefore).toBeNull();
    expect(usersToday.weekBefore).toBeNull();
  });

  it("counts a user as new once, whatever day it is told on", async () => {
    const source = fresh();
    await record(source, [
      spent("2026-10-01T10:00:00Z", "old", 1),
      spent("2026-11-14T10:00:00Z", "old", 1),
      spent("2026-11-14T10:01:00Z", "new", 1),
    ]);
    const { usersToday } = await overview({ source }, "2026-11-21T12:00:00Z");
    expect(usersToday.weekBefore).toEqual({ day: "2026-11-14", newUsers: 1, activeUsers: 2 });
  });

  it("shows an event as soon as it is recorded", async () => {
    const source = fresh();
    const now = "2026-11-21T12:00:00Z";
    await record(source, [spent("2026-11-21T10:00:00Z", "a", 5)]);
    expect((await overview({ source }, now)).spendToday.micros).toBe("5");
    await record(source, [spent("2026-11-21T10:00:00Z", "b", 7)]);
    const after = await overview({ source }, now);
    expect(after.spendToday.micros).toBe("12");
    expect(after.usersToday.newUsers).toBe(2);
  });

  it("shows what comes late for a day that is over, with who was new then and is no more now", async () => {
    const source = fresh();
    await record(source, [spent("2026-11-18T10:00:00Z", "a", 5), spent("2026-11-20T10:00:00Z", "b", 7)]);
    const days = async () => {
      const { chart } = await overview({ source, range: "7" }, "2026-11-21T12:00:00Z");
      return chart.buckets.map(({ spend, users }) => [spend?.[0]?.micros, users?.new]);
    };
    expect((await days()).slice(3, 6)).toEqual([
      ["5", 1],
      [undefined, 0],
      ["7", 1],
    ]);
    await record(source, [spent("2026-11-19T10:00:00Z", "b", 11)]);
    expect((await days()).slice(3, 6)).toEqual([
      ["5", 1],
      ["11", 1],
      ["7", 0],
    ]);
  });

  it("tells what has no price, and never as nothing", async () => {
    const source = fresh();
    await record(source, [
      inferenceEvent({ at: "2026-11-21T10:00:00Z", inputTokens: 5, model: "nobody priced this" }),
      spent("2026-11-21T10:00:00Z", "a", 5, { cost: { micros: 9n, currency: "JPY" } }),
    ]);
    const { spendToday } = await overview({ source }, "2026-11-21T12:00:00Z");
    expect(spendToday).toMatchObject({ micros: "0", unpricedRequests: 1, unconvertedRequests: 1 });
  });
});

describe("the last hour", () => {
  it("is exact at both ends, and held against the median of the same hour", async () => {
    const source = fresh();
    const now = Date.parse("2026-11-21T12:07:30Z");
    const day = 86_400_000;
    await record(source, [
      spent("2026-11-01T00:00:00Z", null, 1),
      ...[31, 29, 35, 30, 900, 33, 28].map((micros, nth) =>
        spent(new Date(now - (nth + 1) * day - 60_000).toISOString(), null, micros),
      ),
      spent("2026-11-21T11:07:29.999Z", null, 1_000),
      spent("2026-11-21T11:07:30Z", null, 90),
      spent("2026-11-21T12:07:29.999Z", null, 6),
      spent("2026-11-21T12:07:30Z", null, 5_000),
    ]);
    const { spendToday } = await overview({ source }, new Date(now).toISOString());
    expect(spendToday.hour).toEqual({ micros: "96", usualMicros: "31", days: 7 });
  });
});

describe("growth over spend", () => {
  it("has a gap where nothing is known, a zero where nothing was spent, and no churned users before the day is over", async () => {
    const source = fresh();
    await record(source, [
      spent("2026-11-16T10:00:00Z", "a", 5, { model: "m1" }),
      spent("2026-11-16T11:00:00Z", "b", 6, { model: "m2" }),
      spent("2026-11-18T11:00:00Z", "a", 7, { model: "m1" }),
    ]);
    const { chart, about } = await overview({ source, range: "7" }, "2026-11-20T12:00:00Z");
    expect(about).toMatchObject({
      firstEventAt: "2026-11-16T10:00:00.000Z",
      lastEventAt: "2026-11-18T11:00:00.000Z",
    });
    expect(
      chart.buckets.map(({ start, users, spend, isCurrent }) => [
        start.slice(8, 10),
        users?.churned,
        spend,
        isCurrent,
      ]),
    ).toEqual([
      ["14", undefined, null, false],
      ["15", undefined, null, false],
      [
        "16",
        0,
        [
          { model: "m1", micros: "5" },
          { model: "m2", micros: "6" },
        ],
        false,
      ],
      ["17", 2, [], false],
      ["18", 0, [{ model: "m1", micros: "7" }], false],
      ["19", undefined, null, false],
      ["20", null, [], true],
    ]);
    expect(chart.buckets[4]?.users).toEqual({ active: 1, new: 0, retained: 0, returned: 1, churned: 0 });
  });

  it("stands beside what it is compared with, bucket by bucket", async () => {
    const source = fresh();
    const days = listDays("2026-10-20", "2026-11-20");
    await record(
      source,
      days.map((day, at) => spent(`${day}T10:00:00Z`, "a", 100 + at)),
    );
    const { chart } = await overview(
      { source, from: "2026-11-10", to: "2026-11-12", compare: "weekdays" },
      "2026-11-20T12:00:00Z",
    );
    const micros = (buckets: typeof chart.buckets | null) => buckets?.map(({ spend }) => spend?.[0]?.micros);
    expect(micros(chart.buckets)).toEqual(["121", "122", "123"]);
    expect(micros(chart.comparison)).toEqual(["114", "115", "116"]);
    expect(chart.comparisonLabel).toBe("the same weekdays before, 3–5 Nov 2026");
  });

  it("has days of 23 and 25 hours where the clocks change", async () => {
    const source = fresh();
    await record(source, [
      spent("2026-10-24T21:59:59Z", "a", 1),
      spent("2026-10-24T22:00:00Z", "a", 2),
      spent("2026-10-25T22:59:59Z", "a", 4),
      spent("2026-10-25T23:00:00Z", "a", 8),
    ]);
    const asked = { source, timeZone: "Europe/Berlin", from: "2026-10-24", to: "2026-10-26" };
    const { chart } = await overview(asked, "2026-11-20T12:00:00Z");
    expect(chart.buckets.map(({ spend }) => spend?.[0]?.micros)).toEqual(["1", "6", "8"]);
  });
});

describe("sources", () => {
  it("leave the demo out once there is another, unless it is asked for", async () => {
    const other = await createTestDatabase("sources");
    await useDatabase(other.url);
    try {
      const now = "2026-11-20T12:00:00Z";
      await record("demo", [spent("2026-11-20T10:00:00Z", "a", 5)]);
      const alone = await overview({}, now);
      expect([alone.spendToday.micros, alone.about.sources.chosen, alone.about.sources.words]).toEqual([
        "5",
        "all",
        "demo",
      ]);
      await record("chatbot", [spent("2026-11-20T10:00:00Z", "a", 7)]);
      const usual = await overview({}, now);
      expect([usual.spendToday.micros, usual.about.sources.chosen, usual.about.sources.words]).toEqual([
        "7",
        "without_demo",
        "chatbot",
      ]);
      expect((await overview({ source: "*" }, now)).spendToday.micros).toBe("12");
      expect((await overview({ source: "demo" }, now)).spendToday.micros).toBe("5");
    } finally {
      await closeDatabase();
      await other.drop();
      await useDatabase(database.url);
    }
  });
});

describe("the budget", () => {
  it("of today is the month's share on the clock of the view, at the turn of the month too", async () => {
    const source = fresh();
    unwrap(await setMonthlyBudget(finance, { month: "2026-11", budget: "30.00" }));
    unwrap(await setMonthlyBudget(finance, { month: "2026-12", budget: "62.00" }));
    const turn = "2026-11-30T16:30:00Z";
    const share = async (timeZone: string) =>
      (await overview({ source, timeZone }, turn)).spendToday.budgetMicros;
    expect(await share("UTC")).toBe("1000000");
    expect(await share(CNY)).toBe("2000000");
  });

  it("is held against where the month ends at the pace of the last full days", async () => {
    const source = fresh();
    // 16 November in Shanghai begins at 16:00 UTC on the 15th
    await record(source, [
      ...listDays("2026-11-16", "2026-11-29").map((day) =>
        spent(`${addDays(day, -1)}T16:00:00Z`, "a", 1_000_000),
      ),
      spent("2026-11-29T16:00:00Z", "a", 250_000),
    ]);
    const { forecast } = await overview({ source, timeZone: CNY }, "2026-11-29T20:00:00Z");
    expect(forecast).toMatchObject({
      known: true,
      month: "2026-11",
      micros: "15000000",
      soFarMicros: "14250000",
      perDayMicros: "1000000",
      daysLeft: 0,
      budgetMicros: "30000000",
    });
    const december = await overview({ source, timeZone: CNY }, "2026-11-30T20:00:00Z");
    expect(december.forecast).toMatchObject({ month: "2026-12", soFarMicros: "0", budgetMicros: "62000000" });
  });
});

describe("the cost of one more user", () => {
  it("is the change in spend and in discounts that stand, since before the launch", async () => {
    const source = fresh();
    unwrap(await addExchangeRate(finance, { currency: "CNY", rate: "0.14", effectiveFrom: "2026-01-01" }));
    const quiet = listDays("2026-05-01", "2026-05-07");
    const busy = listDays("2026-05-08", "2026-05-14");
    await record(source, [
      ...quiet.flatMap((day, at) =>
        Array.from({ length: 10 + at }, (_, user) =>
          spent(`${day}T00:05:00Z`, `q-${day}-${user}`, 1_000_000),
        ),
      ),
      ...busy.flatMap((day, at) =>
        Array.from({ length: 20 + at }, (_, user) =>
          spent(`${day}T10:00:00Z`, `b-${day}-${user}`, 2_000_000),
        ),
      ),
    ]);
    // ten more new users a day: 10 + at quiet spend 1 each, 20 + at busy spend 2 each → 30 + at more a day
    const key = await liveCampaign({ limits: { coupons: 1_000 } });
    await pool().query(
      "UPDATE campaign SET launched_at = '2026-05-08T02:00:00Z', ended_at = '2026-05-20T00:00:00Z', issued = 8, redeemed = 8 WHERE key = $1",
      [key],
    );
    const { id } = await db().campaign.findUniqueOrThrow({ where: { key } });
    for (const [nth, day] of busy.entries()) {
      const coupon = await db().coupon.create({
        data: {
          id: crypto.randomUUID(),
          campaignId: id,
          code: `COST-${nth}`,
          subject: `s-${nth}`,
          status: "redeemed",
          issuedAt: new Date(`${day}T09:00:00Z`),
        },
      });
      const redemption = {
        couponId: coupon.id,
        campaignId: id,
        subject: coupon.subject ?? "",
        currency: "CNY",
        redeemedAt: new Date(`${day}T12:00:00Z`),
      };
      await db().redemption.create({
        data: { ...redemption, id: crypto.randomUUID(), discountAmount: 2_500n },
      });
      // rolled back: it costs nothing
      await db().redemption.create({
        data: {
          ...redemption,
          id: crypto.randomUUID(),
          discountAmount: 9_900n,
          rolledBackAt: new Date(`${day}T13:00:00Z`),
        },
      });
    }
    const { userCost } = await overview({ source }, "2026-05-15T09:00:00Z");
    // 7 × 30 + 21 of spend and 7 × 3.50 of discounts, over 70 users
    expect(userCost.cost).toMatchObject({
      known: true,
      moreUsers: 70,
      moreSpendMicros: "231000000",
      moreDiscountMicros: "24500000",
      micros: String(Math.round(255_500_000 / 70)),
      baseline: { from: "2026-05-01", to: "2026-05-07" },
    });
    expect(userCost.unconvertedDiscounts).toEqual([]);
  });

  it("says why it cannot be told", async () => {
    const source = fresh();
    await record(source, [spent("2026-11-20T00:05:00Z", "a", 5)]);
    const { userCost } = await overview({ source }, "2026-11-23T12:00:00Z");
    expect(userCost.cost).toEqual({
      known: false,
      reason: "too_few_days",
      detail: "It takes 14 full days of usage; there is 1.",
    });
  });

  it("carries the target that finance set", async () => {
    const source = fresh();
    unwrap(await setMonthlyBudget(finance, { month: "2027-01", budget: null, userTarget: "10" }));
    expect((await overview({ source }, "2027-01-15T12:00:00Z")).userCost.targetMicros).toBe("10000000");
    expect((await overview({ source }, "2026-12-15T12:00:00Z")).userCost.targetMicros).toBeNull();
  });
});

describe("coupons", () => {
  it("a minute are those of the last ten, today's begin at midnight, and a week before is told once a campaign was live", async () => {
    const key = await liveCampaign();
    const { id } = await db().campaign.findUniqueOrThrow({ where: { key } });
    await pool().query("UPDATE campaign SET launched_at = '2026-06-01T00:00:00Z' WHERE key = $1", [key]);
    const issue = (at: string) =>
      db().coupon.create({
        data: {
          id: crypto.randomUUID(),
          campaignId: id,
          code: `C${at}`,
          subject: at,
          issuedAt: new Date(at),
        },
      });
    const now = "2026-06-20T10:00:30.500Z";
    for (const at of [
      "2026-06-20T09:50:30.499Z",
      "2026-06-20T09:50:30.500Z",
      "2026-06-20T09:55:00.000Z",
      "2026-06-20T10:00:30.499Z",
      "2026-06-20T10:00:30.500Z",
      "2026-06-19T23:59:59.999Z",
      "2026-06-13T09:59:00.000Z",
    ])
      await issue(at);
    const { coupons, campaigns } = await overview({ source: fresh() }, now);
    expect(coupons).toMatchObject({ perMinute: 0.3, weekBeforePerMinute: 0.1, today: 4, pause: null });
    expect(campaigns.find(({ campaign }) => campaign.key === key)).toMatchObject({
      perMinute: 0.3,
      outlook: { kind: "open" },
    });
    const early = await overview({ source: fresh() }, "2026-04-01T00:00:00Z");
    expect(early.coupons.weekBeforePerMinute).toBeNull();
    await pool().query("UPDATE campaign SET status = 'ended', ended_at = now() WHERE key = $1", [key]);
  });

  it("say since when they are paused, and what they were before", async () => {
    const key = await liveCampaign();
    const { id } = await db().campaign.findUniqueOrThrow({ where: { key } });
    const paused = unwrap(await pausePromotions(executive, { reason: "too fast" }));
    const before = new Date(Date.parse(paused.changedAt) - 5_000);
    await db().coupon.create({
      data: { id: crypto.randomUUID(), campaignId: id, code: "BEFORE", subject: "s", issuedAt: before },
    });
    const now = new Date(Date.parse(paused.changedAt) + 20 * 60_000);
    const { coupons, chart } = await overview({ source: fresh() }, now.toISOString());
    expect(coupons).toMatchObject({ perMinute: 0, pause: { since: paused.changedAt, perMinuteBefore: 0.1 } });
    expect(chart.markers.find(({ kind }) => kind === "pause")).toMatchObject({
      to: null,
      detail: expect.stringContaining("“too fast”"),
    });
    unwrap(await resumePromotions(executive, {}));
    const after = await overview({ source: fresh() }, new Date(Date.now() + 1_000).toISOString());
    expect(after.coupons.pause).toBeNull();
    expect(after.chart.markers.find(({ kind }) => kind === "pause")?.to).toEqual(expect.any(String));
    expect(
      after.chart.markers.find(({ kind, label }) => kind === "launch" && label === key)?.detail,
    ).toContain("by The growth manager");
  });

  it("of drafts are none: only what is live is listed", async () => {
    const key = await draftCampaign();
    const { campaigns } = await overview({ source: fresh() }, new Date().toISOString());
    expect(campaigns.map(({ campaign }) => campaign.key)).not.toContain(key);
  });
});

it("a key without the scope read sees nothing", async () => {
  const chatbot: KeyActor = {
    kind: "key",
    id: "k",
    name: "k",
    prefix: "slu_k",
    publicId: "pc_k",
    scopes: ["usage:write"],
    allowedOrigins: [],
  };
  expect(await getOverview(chatbot, {}, new Date())).toMatchObject({
    ok: false,
    error: { code: "forbidden" },
  });
  expect(await getSpendPace(chatbot, new Date())).toMatchObject({ ok: false, error: { code: "forbidden" } });
});

it("the phone's pace is the overview's", async () => {
  const now = new Date("2026-11-20T12:00:00Z");
  const pace = unwrap(await getSpendPace(finance, now));
  const { spendToday, forecast } = await overview({}, now.toISOString());
  expect([pace.hour, pace.forecast]).toEqual([spendToday.hour, forecast]);
});
