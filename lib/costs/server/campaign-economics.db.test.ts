import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { chatbot, liveCampaign, unwrap } from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { Actor } from "../../auth";
import { closeCouponLanes, issueCoupon, redeemCoupon } from "../../coupons/server";
import { closeDatabase, pool, useDatabase } from "../../platform/db";
import { recordUsage } from "../../usage/server";
import { getCampaignEconomics, getCouponComparison, listUserRevenues, setUserRevenue } from ".";

const finance: Actor = { kind: "person", id: "f", name: "Fei Lin", email: "f@x.test", role: "finance" };
const now = new Date("2026-11-21T12:00:00Z");
const DAY_MS = 86_400_000;
const begin = Date.parse("2026-10-12T00:00:00Z");
const zone = "Asia/Kathmandu";
const calendar = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
/** Days since 12 October on the clock of the zone, by another way than the code's own. */
const dayOf = (at: number) => Math.round((Date.parse(calendar.format(at)) - begin) / DAY_MS);
/** 20 November, the last full day. */
const LAST = 39;
const FIRST = 0;

const USERS = 160;
const names = Array.from({ length: USERS }, (_, nth) => `user-${nth}`);
let database: TestDatabase;
let spring: string;
const cameAt = new Map<string, number>();
beforeAll(async () => {
  database = await createTestDatabase("campaign_economics");
  await useDatabase(database.url);
  spring = await liveCampaign({ discount: { kind: "amount_off", value: 250, currency: "USD" } });
});
afterAll(async () => {
  await closeCouponLanes();
  await closeDatabase();
  await database?.drop();
});

/** Asked again until the days are worked out, which a busy machine does not do at once. */
async function worked() {
  for (;;) {
    const told = unwrap(await getCampaignEconomics(finance, { source: "chat", timeZone: zone }, now));
    if (told.campaigns) return told;
  }
}

const someEvents = fc.array(
  fc.record({
    minute: fc.integer({ min: 0, max: 40 * 1440 }),
    user: fc.integer({ min: 0, max: USERS + 40 }),
    micros: fc.option(fc.integer({ min: 0, max: 90_000 }), { nil: null, freq: 9 }),
  }),
  { minLength: 900, maxLength: 900 },
);
const events = (fc.sample(someEvents, { numRuns: 1, seed: 3 })[0] ?? []).map(({ minute, user, micros }) => ({
  at: begin + minute * 60_000,
  subject: `user-${user}`,
  micros,
}));

it("the users of a campaign cost what a plain recount of coupons, redemptions and events says", async () => {
  // the first event of all, so that the days begin on 12 October
  const first = { at: begin, subject: "somebody", micros: 1 };
  await recordUsage(
    [first, ...events].map(({ at, subject, micros }) =>
      inferenceEvent({
        source: "chat",
        atMicros: at * 1000,
        subject,
        cost: micros === null ? null : { micros: BigInt(micros), currency: "USD" },
      }),
    ),
  );
  const codes = new Map<string, string>();
  for (const [nth, subject] of names.entries()) {
    const { coupon } = unwrap(await issueCoupon(chatbot, spring, { subject }));
    codes.set(subject, coupon.code);
    cameAt.set(subject, begin + ((nth * 37) % 32) * DAY_MS + nth * 60_000);
  }
  const redeemed = names.filter((_, nth) => nth % 3 === 0);
  for (const subject of redeemed)
    unwrap(
      await redeemCoupon(chatbot, codes.get(subject) ?? "", { subject, amount: 1_000, currency: "USD" }),
    );
  for (const [table, column] of [
    ["coupon", "issued_at"],
    ["redemption", "redeemed_at"],
  ])
    await pool().query(
      `UPDATE ${table} t SET ${column} = m.at FROM unnest($1::text[], $2::timestamptz[]) m (subject, at)
       WHERE t.subject = m.subject`,
      [[...cameAt.keys()], [...cameAt.values()].map((at) => new Date(at))],
    );
  const told = await worked();
  expect(told.days).toEqual({ from: "2026-10-12", to: "2026-11-20" });
  const own = events.filter(({ at }) => dayOf(at) >= FIRST && dayOf(at) <= LAST);
  const ageOf = ({ at, subject }: { at: number; subject: string }) =>
    dayOf(at) - dayOf(cameAt.get(subject) ?? begin + 99 * DAY_MS);
  const since = own.filter((event) => cameAt.has(event.subject) && ageOf(event) >= 0);
  const sum = (of: typeof own) => of.reduce((total, { micros }) => total + BigInt(micros ?? 0), 0n);
  const before = new Set(own.filter((event) => ageOf(event) < 0).map(({ subject }) => subject));
  const isNew = new Set(since.flatMap(({ subject }) => (before.has(subject) ? [] : [subject])));
  const over = names.filter((subject) => dayOf(cameAt.get(subject) ?? 0) + 30 <= LAST + 1);
  const firstDays = since.filter((event) => ageOf(event) < 30);
  const [row] = told.campaigns ?? [];
  expect(row).toMatchObject({
    campaign: spring,
    users: USERS,
    redeemed: redeemed.length,
    newUsers: isNew.size,
    acquireMicros: String(redeemed.length * 2_500_000),
    serveMicros: String(sum(since)),
    serveFirstMicros: String(sum(firstDays)),
    firstOver: {
      users: over.length,
      micros: String(sum(firstDays.filter(({ subject }) => over.includes(subject)))),
    },
    payback: null,
  });
  const old = names.filter((subject) => dayOf(cameAt.get(subject) ?? 0) + 5 <= LAST);
  const seen = new Set(since.filter((event) => ageOf(event) === 5).map(({ subject }) => subject));
  expect(row?.curve[5]).toMatchObject({
    users: old.length,
    activeShare: old.filter((subject) => seen.has(subject)).length / old.length,
  });
});

it("revenue per active user and day is versioned, audited, of all or of one, and brings payback", async () => {
  const set = async (given: Parameters<typeof setUserRevenue>[1]) =>
    unwrap(await setUserRevenue(finance, given));
  const payback = async () => (await worked()).campaigns?.[0]?.payback;
  await set({ month: "2026-11", revenue: "500" });
  // October has none yet
  expect(await payback()).toBeNull();
  await set({ month: "2026-10", revenue: "500", reason: "the price list" });
  expect(await payback()).toMatchObject({ kind: "day" });
  await set({ month: "2026-10", campaign: spring, revenue: "0.01" });
  expect(await payback()).toEqual({ kind: "not_within" });
  await set({ month: "2026-10", campaign: spring, revenue: null });
  expect(await payback()).toMatchObject({ kind: "day" });
  expect(unwrap(await listUserRevenues(finance)).slice(0, 3)).toMatchObject([
    { campaign: spring, revenue: null, setBy: "Fei Lin" },
    { campaign: spring, revenue: "0.01" },
    { campaign: null, month: "2026-10", revenue: "500.00", reason: "the price list" },
  ]);
  const audited = await pool().query(
    "SELECT before, after, reason FROM audit_entry WHERE action = 'user_revenue.set' ORDER BY id",
  );
  expect(audited.rows[2]).toMatchObject({
    before: { campaign: spring, revenue: "500.00" },
    after: { campaign: spring, revenue: "0.01", month: "2026-10" },
  });
});

it("users who came with a coupon stand beside those who came in the same weeks without", async () => {
  const monday = Date.parse("2026-10-19T00:00:00Z");
  const pairs = Array.from({ length: 220 }, (_, nth) => ({
    subject: `pair-${nth}`,
    hasCoupon: nth % 2 === 0,
    came: monday + (nth % 4 < 2 ? 0 : 7) * DAY_MS + 12 * 3_600_000,
  }));
  const sent = (subject: string, at: number, micros: number) =>
    inferenceEvent({
      source: "pairs",
      atMicros: at * 1000,
      subject,
      cost: { micros: BigInt(micros), currency: "USD" },
    });
  await recordUsage([
    // a day before, so that everybody else is new
    sent("pair-known", monday - 3 * DAY_MS, 1),
    // and long after: days that are over are those until the last event
    sent("pair-known", monday + 32 * DAY_MS, 1),
    ...pairs.flatMap(({ subject, hasCoupon, came }) =>
      hasCoupon
        ? [sent(subject, came, 600), sent(subject, came + DAY_MS, 400), sent(subject, came + 7 * DAY_MS, 9)]
        : [sent(subject, came, 400), sent(subject, came + 8 * DAY_MS, 9)],
    ),
  ]);
  const given = pairs.filter(({ hasCoupon }) => hasCoupon);
  // one of the others gets a coupon after the week they came in, and stays with the others
  const late = { subject: "pair-1", came: monday + 15 * DAY_MS };
  const autumn = await liveCampaign();
  for (const { subject } of [...given, late]) unwrap(await issueCoupon(chatbot, autumn, { subject }));
  await pool().query(
    `UPDATE coupon t SET issued_at = m.at FROM unnest($1::text[], $2::timestamptz[]) m (subject, at)
     WHERE t.subject = m.subject`,
    [[...given, late].map(({ subject }) => subject), [...given, late].map(({ came }) => new Date(came))],
  );
  let told = unwrap(await getCouponComparison(finance, { source: "pairs", timeZone: "UTC" }, now));
  while (!told.comparisons)
    told = unwrap(await getCouponComparison(finance, { source: "pairs", timeZone: "UTC" }, now));
  const [week, month] = told.comparisons;
  expect(week).toMatchObject({
    days: 7,
    weeks: { from: "2026-10-19", to: "2026-10-26", count: 2 },
    coupon: { users: 110, p50Micros: "1000" },
    organic: { users: 110, p50Micros: "400" },
  });
  expect(week?.measures.map(({ measure, coupon, organic }) => [measure, coupon, organic])).toEqual([
    ["active_days", 2, 1],
    ["requests", 2, 1],
    ["cost", 1000, 400],
    ["retained", 1, 0],
  ]);
  expect(week?.measures[2]).toMatchObject({ difference: 600, low: 600, high: 600 });
  // of the second week thirty days are not over, and the first alone has too few
  expect(month).toMatchObject({ days: 30, coupon: { users: 55 }, organic: { users: 55 }, measures: [] });
});

it.each([
  [{ month: "2026-13", revenue: "1" }, "#/month"],
  [{ month: "2026-11", revenue: "0" }, "#/revenue"],
  [{ month: "2026-11", revenue: "1", campaign: "nowhere" }, "#/campaign"],
])("%j is refused where it is wrong", async (given, pointer) => {
  const refused = await setUserRevenue(finance, given);
  expect(refused).toMatchObject({ ok: false, error: { code: "invalid_request", errors: [{ pointer }] } });
});

it("growth managers set none", async () => {
  const growth: Actor = { ...finance, role: "growth" };
  expect(await setUserRevenue(growth, { month: "2026-11", revenue: "1" })).toMatchObject({
    ok: false,
    error: { code: "forbidden" },
  });
});
