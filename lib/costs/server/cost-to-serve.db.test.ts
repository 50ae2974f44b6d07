import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  chatbot,
  codeOf,
  growth,
  inTurn,
  liveCampaign,
  openClient,
  tally,
  unwrap,
} from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import { type CampaignInput, serveRoom } from "../../campaigns";
import { createCampaign, editCampaign, getCampaign } from "../../campaigns/server";
import {
  issueCoupon,
  redeemCoupon,
  reissueCoupon,
  revokeCoupon,
  rollBackRedemption,
} from "../../coupons/server";
import { closeDatabase, useDatabase } from "../../platform/db";
import { recordUsage } from "../../usage/server";
import { trueUpCampaigns } from ".";

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase("cost_to_serve");
  await useDatabase(database.url);
  client = await openClient(database.url);
});
afterAll(async () => {
  await client?.end();
  await closeDatabase();
  await database?.drop();
});

/** A dollar off and 0.12 of inference for each: a coupon takes 1.12. */
const limited = (amount: number, more: Partial<CampaignInput> = {}): Partial<CampaignInput> => ({
  discount: { kind: "amount_off", value: 100, currency: "USD" },
  couponValidHours: 240,
  ...more,
  limits: {
    costToServe: { amount, currency: "USD" },
    expectedCostPerCoupon: "120000",
    ...more.limits,
  },
});
const issue = (key: string, subject: string = randomUUID()) => issueCoupon(chatbot, key, { subject });

/** The worker is there once a minute. */
let minutes = 0;
const trueUp = () => {
  minutes += 1;
  return trueUpCampaigns(new Date(Date.now() + minutes * 60_000));
};
async function flagOf(key: string) {
  const { rows } = await client.query<{ room: boolean; version: string }>(
    "SELECT campaign_room(c) AS room, (SELECT version::text FROM change_version) AS version FROM campaign c WHERE key = $1",
    [key],
  );
  return rows[0] ?? { room: false, version: "" };
}
const costsOf = async (key: string) => unwrap(await getCampaign(growth, key)).costs;
const spent = (subject: string, micros: number) =>
  inferenceEvent({
    source: "chat",
    at: new Date().toISOString(),
    subject,
    cost: { micros: BigInt(micros), currency: "USD" },
  });
/** As if every coupon had been issued so many days ago. */
const makeOlder = (key: string, days: number) =>
  client.query(
    `UPDATE coupon SET issued_at = issued_at - make_interval(days => $2)
     WHERE issued_at IS NOT NULL AND campaign_id = (SELECT id FROM campaign WHERE key = $1)`,
    [key, days],
  );

it("of many who ask at once exactly as many get a coupon as the limit on all costs holds, while it is trued up", async () => {
  const key = await liveCampaign(limited(2_240));
  const before = await flagOf(key);
  const rounds = inTurn(6, trueUp);
  const results = await Promise.all(Array.from({ length: 90 }, () => issue(key)));
  await rounds;
  expect(tally(results)).toEqual({ ok: 20, budget_exhausted: 70 });
  const after = await flagOf(key);
  expect(after.room).toBe(false);
  expect(BigInt(after.version)).toBeGreaterThan(BigInt(before.version));
  await trueUp();
  expect(unwrap(await getCampaign(growth, key))).toMatchObject({
    exhausted: true,
    costs: { committedMicros: "22400000", discountMicros: "20000000", meteredMicros: "0", notCounted: 0 },
  });
});

it("a cent less than a coupon takes is too little, and a true sentence says what to do", async () => {
  const key = await liveCampaign(limited(111));
  const refused = await issue(key);
  expect(refused).toMatchObject({ ok: false, error: { code: "budget_exhausted" } });
  expect(JSON.stringify(refused)).toContain("limits.costToServe");
  expect(
    codeOf(await editCampaign(growth, key, { limits: { costToServe: { amount: 112, currency: "USD" } } }, 2)),
  ).toBe("ok");
  expect(codeOf(await issue(key))).toBe("ok");
  expect(codeOf(await issue(key))).toBe("budget_exhausted");
});

it("usage frees what was expected and not used, and the flag is on again; usage beyond it takes the rest", async () => {
  const key = await liveCampaign(limited(24, { discount: { kind: "free_days", value: 7 } }));
  await inTurn(2, (nth) => issue(key, `saver-${key}-${nth}`));
  expect(codeOf(await issue(key))).toBe("budget_exhausted");
  // ten days later they used 0.03: 0.21 is left
  await makeOlder(key, 9);
  await recordUsage([spent(`saver-${key}-0`, 30_000), spent("nobody of the campaign", 9_000_000)]);
  await trueUp();
  // a tenth of 0.12 is still expected of each
  expect(await costsOf(key)).toMatchObject({
    meteredMicros: "30000",
    remainingMicros: "24000",
    notCounted: 0,
  });
  const open = await flagOf(key);
  expect(open.room).toBe(true);
  expect(codeOf(await issue(key, `saver-${key}-2`))).toBe("ok");
  expect(codeOf(await issue(key))).toBe("budget_exhausted");
  await recordUsage([spent(`saver-${key}-1`, 400_000)]);
  await trueUp();
  expect(await costsOf(key)).toMatchObject({ meteredMicros: "430000", limitMicros: "240000" });
  expect((await flagOf(key)).room).toBe(false);
  // what a process knows is no part of it: another one comes to the same
  await closeDatabase();
  await useDatabase(database.url);
  await recordUsage([spent(`saver-${key}-1`, 1)]);
  await trueUp();
  expect(await costsOf(key)).toMatchObject({ meteredMicros: "430001" });
});

it("a user counts once for the days that two coupons share, and not before the first nor after the last", async () => {
  const key = await liveCampaign(limited(100_000));
  const subject = `twice-${key}`;
  await recordUsage([spent(subject, 7)]);
  await inTurn(2, () => issue(key, subject));
  await recordUsage([spent(subject, 20)]);
  await trueUp();
  expect(await costsOf(key)).toMatchObject({ meteredMicros: "20", remainingMicros: "120000" });
  await makeOlder(key, 30);
  await recordUsage([spent(subject, 500)]);
  await trueUp();
  expect(await costsOf(key)).toMatchObject({ meteredMicros: "0", remainingMicros: "0" });
});

it("a code for everybody is issued as it is redeemed: it ends where the limit does", async () => {
  const sharedCode = `TEA-${randomUUID().slice(0, 8).toUpperCase()}`;
  const { couponValidHours: _, ...shared } = limited(224, { kind: "shared_code", sharedCode });
  const key = await liveCampaign(shared);
  const redeem = (subject: string) => redeemCoupon(chatbot, sharedCode, { subject });
  const results = await Promise.all(Array.from({ length: 5 }, (_, nth) => redeem(`s-${key}-${nth}`)));
  expect(tally(results)).toEqual({ ok: 2, budget_exhausted: 3 });
  expect((await flagOf(key)).room).toBe(false);
});

it("a revoked coupon is issued again only while its discount fits", async () => {
  const key = await liveCampaign(limited(224));
  const [first] = await inTurn(2, async () => unwrap(await issue(key)).coupon);
  expect(codeOf(await revokeCoupon(growth, first?.code ?? ""))).toBe("ok");
  // its discount is free again, its user's inference is not: 1.00 of 1.12
  expect(codeOf(await issue(key))).toBe("budget_exhausted");
  expect(codeOf(await reissueCoupon(growth, first?.code ?? ""))).toBe("ok");
  const again = await liveCampaign(limited(224));
  const [one] = await inTurn(2, async () => unwrap(await issue(again)).coupon);
  expect(codeOf(await revokeCoupon(growth, one?.code ?? ""))).toBe("ok");
  await client.query("UPDATE campaign SET serve_metered_micros = 10000 WHERE key = $1", [again]);
  expect(codeOf(await reissueCoupon(growth, one?.code ?? ""))).toBe("budget_exhausted");
});

it("what is rolled back holds no more than the limit has left, and is redeemed for no more", async () => {
  const discount = { kind: "percent_off" as const, value: 50, maxAmount: 500, currency: "USD" };
  const key = await liveCampaign(limited(1_000, { discount, limits: { expectedCostPerCoupon: "0" } }));
  const codes = (await inTurn(2, () => issue(key, `own-${key}`))).map((one) => unwrap(one).coupon.code);
  const redeem = (code = "", amount = 200) =>
    redeemCoupon(chatbot, code, { subject: `own-${key}`, amount, currency: "USD" });
  const first = unwrap(await redeem(codes[0]));
  unwrap(await redeem(codes[1]));
  // 2.00 of 10.00 are spent, and 5.00 promised to a third
  unwrap(await issue(key));
  unwrap(await rollBackRedemption(chatbot, first.redemption.id));
  const { rows } = await client.query("SELECT serve_left(c)::text AS left FROM campaign c WHERE key = $1", [
    key,
  ]);
  expect(rows).toEqual([{ left: "0" }]);
  expect(codeOf(await redeem(codes[0], 1_000))).toBe("budget_exhausted");
  expect(codeOf(await redeem(codes[0], 800))).toBe("ok");
});

it("coupons whose time is over and that nobody swept are no reason to refuse", async () => {
  const key = await liveCampaign(limited(124));
  await issue(key);
  await client.query(
    "UPDATE coupon SET expires_at = now() WHERE campaign_id = (SELECT id FROM campaign WHERE key = $1)",
    [key],
  );
  expect(codeOf(await issue(key))).toBe("ok");
});

it("as many of them make room as one coupon takes, since each gives its discount back alone", async () => {
  const key = await liveCampaign(limited(234));
  await inTurn(2, () => issue(key));
  await client.query(
    "UPDATE coupon SET expires_at = now() WHERE campaign_id = (SELECT id FROM campaign WHERE key = $1)",
    [key],
  );
  // 0.10 is left, 1.10 with one of them swept, and 2.10 with both
  expect(codeOf(await issue(key))).toBe("ok");
});

it("what a correction books for a user's usage counts for that user", async () => {
  const key = await liveCampaign(limited(1_000));
  const subject = `corrected-${key}`;
  await issue(key, subject);
  await recordUsage([{ ...spent(subject, 0), cost: null, model: `dear-${key}`, inputTokens: 10 }]);
  await trueUp();
  expect(await costsOf(key)).toMatchObject({ meteredMicros: "0", unpricedRequests: 1 });
  // as a price that comes after the closing of the month leaves the row
  await client.query(
    `UPDATE usage_event SET corrected = true, rated_micros = 500
     WHERE dimension_id = (SELECT id FROM usage_dimension WHERE model = $1)`,
    [`dear-${key}`],
  );
  await closeDatabase();
  await useDatabase(database.url);
  await recordUsage([spent(subject, 1)]);
  await trueUp();
  expect(await costsOf(key)).toMatchObject({ meteredMicros: "501", unpricedRequests: 0 });
});

it("the database and lib/campaigns/serve-budget.ts hold the same number of coupons", async () => {
  const key = await liveCampaign(limited(5_000));
  const some = (most: number) => BigInt(Math.floor(Math.random() * most));
  const budgets = Array.from({ length: 200 }, (_, nth) => ({
    limitMicros: some(1e9),
    expectedMicros: nth % 5 === 0 ? 0n : some(1e6),
    meteredMicros: some(1e8),
    remainingMicros: some(1e8),
    counted: some(100),
    issued: 100n + some(400),
    discount: some(1e4),
    rate: some(1e13),
    most: nth % 7 === 0 ? 0n : some(1e3) + 1n,
  }));
  const rows = budgets.map((budget) => ({
    limit_cost_micros: String(budget.limitMicros),
    serve_expected_micros: String(budget.expectedMicros),
    serve_metered_micros: String(budget.meteredMicros),
    serve_remaining_micros: String(budget.remainingMicros),
    serve_counted: String(budget.counted),
    issued: String(budget.issued),
    discount_spent: String(budget.discount),
    discount_open: "0",
    serve_rate: String(budget.rate),
    discount_value: String(budget.most),
  }));
  const told = await client.query<{ room: string | null }>(
    `SELECT serve_room(jsonb_populate_record(c, given.row))::text AS room
     FROM campaign c, jsonb_array_elements($2::jsonb) WITH ORDINALITY AS given (row, nth)
     WHERE key = $1 ORDER BY nth`,
    [key, JSON.stringify(rows)],
  );
  expect(told.rows.map(({ room }) => room)).toEqual(
    budgets.map((budget) => serveRoom(budget)?.toString() ?? null),
  );
});

it.each<[string, Partial<CampaignInput>, string]>([
  [
    "nobody knows what a user costs",
    limited(500, { limits: { expectedCostPerCoupon: undefined } }),
    "#/limits/expectedCostPerCoupon",
  ],
  [
    "another currency",
    { ...limited(500), limits: { costToServe: { amount: 5, currency: "EUR" }, expectedCostPerCoupon: "1" } },
    "#/limits/costToServe/currency",
  ],
  [
    "a discount in a currency without a rate",
    limited(500, { discount: { kind: "amount_off", value: 5, currency: "CNY" } }),
    "#/limits/costToServe",
  ],
  [
    "a discount that only the order tells",
    limited(500, { discount: { kind: "percent_off", value: 5 } }),
    "#/discount/maxAmount",
  ],
  [
    "a fixed price",
    limited(500, { discount: { kind: "fixed_price", value: 5, currency: "USD" } }),
    "#/limits/costToServe",
  ],
  [
    "an expectation without a limit",
    { limits: { expectedCostPerCoupon: "1" } },
    "#/limits/expectedCostPerCoupon",
  ],
])("is refused beside its field: %s", async (_, more, pointer) => {
  const discount = { kind: "amount_off" as const, value: 100, currency: "USD" };
  const key = `c-${randomUUID().slice(0, 13)}`;
  const input = JSON.parse(JSON.stringify({ key, name: key, discount, ...more })) as CampaignInput;
  expect(await createCampaign(growth, input)).toMatchObject({
    ok: false,
    error: { code: "invalid_request", errors: [{ pointer }] },
  });
});

it("may not be lowered below what is spent, promised or expected", async () => {
  const key = await liveCampaign(limited(500));
  await issue(key);
  const lower = (amount: number) =>
    editCampaign(growth, key, { limits: { costToServe: { amount, currency: "USD" } } }, 2);
  expect(await lower(111)).toMatchObject({
    ok: false,
    error: {
      detail: expect.stringContaining("must be USD 1.12 or more"),
      errors: [{ pointer: "#/limits/costToServe" }],
    },
  });
  expect(codeOf(await lower(112))).toBe("ok");
});
