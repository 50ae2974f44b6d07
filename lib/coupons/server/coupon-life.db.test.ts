import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  chatbot,
  codeOf,
  growth,
  inTurn,
  liveCampaign,
  openClient,
  readBooks,
  setSwitch,
  tally,
  unwrap,
} from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import type { CampaignInput } from "../../campaigns";
import {
  archiveCampaign,
  campaignJobs,
  editCampaign,
  endCampaign,
  extendCampaign,
  getCampaign,
  pauseCampaign,
} from "../../campaigns/server";
import { closeDatabase, useDatabase } from "../../platform/db";
import { workJobs } from "../../platform/jobs";
import {
  chooseCoupons,
  closeCouponLanes,
  expireCoupons,
  freeHeldCoupons,
  getCoupon,
  holdCoupon,
  issueCoupon,
  redeemCoupon,
  refundRedemption,
  reissueCoupon,
  releaseCoupon,
  revokeCoupon,
  rollBackRedemption,
  validateCoupon,
} from ".";

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase("coupon_life");
  await useDatabase(database.url);
  client = await openClient(database.url);
});
afterAll(async () => {
  await closeCouponLanes();
  await client?.end();
  await closeDatabase();
  await database?.drop();
});
beforeEach(() => setSwitch(client, {}));

const range = (n: number) => Array.from({ length: n }, (_, nth) => nth);

async function coupon(more: Partial<CampaignInput> = {}) {
  const key = await liveCampaign(more);
  const issued = unwrap(await issueCoupon(chatbot, key, { subject: "s" }));
  return { key, code: issued.coupon.code };
}
const redeem = (code: string, more: { subject?: string; orderId?: string; amount?: number } = {}) =>
  redeemCoupon(chatbot, code, {
    subject: "s",
    ...more,
    ...(more.amount === undefined ? {} : { currency: "CNY" }),
  });
const statusOf = async (code: string) => unwrap(await getCoupon(growth, code)).status;
const books = async (key: string) => {
  const { counters, counted } = await readBooks(client, key);
  expect(counters).toEqual(counted);
  return counters;
};
async function passHold(code: string) {
  await client.query("UPDATE coupon SET held_until = now() - interval '1 ms' WHERE code = $1", [code]);
}

describe("a hold", () => {
  it("never blocks its own checkout, whether or not it told its order", async () => {
    for (const [held, asked] of [
      [undefined, undefined],
      ["o-1", "o-1"],
      ["o-1", undefined],
      [undefined, "o-1"],
    ]) {
      const { code } = await coupon();
      const order = held ? { orderId: held } : {};
      expect(unwrap(await holdCoupon(chatbot, code, { subject: "s", ...order }))).toMatchObject({
        code,
        status: "held",
      });
      expect(await statusOf(code)).toBe("held");
      const own = asked ? { orderId: asked } : {};
      expect(unwrap(await validateCoupon(chatbot, code, { subject: "s" }))).toMatchObject({ valid: true });
      expect(codeOf(await redeem(code, own))).toBe("ok");
    }
  });

  it("keeps every other checkout out, and is free at once when its time is over, swept or not", async () => {
    const { code } = await coupon();
    unwrap(await holdCoupon(chatbot, code, { subject: "s", orderId: "o-1", minutes: 1 }));
    expect(codeOf(await redeem(code, { orderId: "o-2" }))).toBe("coupon_held");
    expect(codeOf(await redeem(code, { subject: "stranger" }))).toBe("coupon_held");
    expect(codeOf(await holdCoupon(chatbot, code, { subject: "s", orderId: "o-2" }))).toBe("coupon_held");
    expect(codeOf(await releaseCoupon(chatbot, code, { subject: "s", orderId: "o-2" }))).toBe("coupon_held");
    await passHold(code);
    expect(await statusOf(code)).toBe("issued");
    expect(unwrap(await validateCoupon(chatbot, code, { subject: "s" }))).toMatchObject({ valid: true });
    unwrap(await holdCoupon(chatbot, code, { subject: "s", orderId: "o-2" }));
    expect(codeOf(await redeem(code, { orderId: "o-1" }))).toBe("coupon_held");
    await passHold(code);
    expect(await freeHeldCoupons()).toBe(1);
    expect(codeOf(await redeem(code, { orderId: "o-3" }))).toBe("ok");
  });

  it("of 64 checkouts at once is had by one", async () => {
    const { code } = await coupon();
    const asked = await Promise.all(
      range(64).map((nth) => holdCoupon(chatbot, code, { subject: "s", orderId: `o-${nth}` })),
    );
    expect(tally(asked)).toEqual({ ok: 1, coupon_held: 63 });
  });

  it("may be had longer, ends with the coupon, and may be let go", async () => {
    const endsAt = new Date(Date.now() + 600_000).toISOString();
    const { code } = await coupon({ endsAt });
    const first = unwrap(await holdCoupon(chatbot, code, { subject: "s", orderId: "o-1", minutes: 1 }));
    const more = unwrap(await holdCoupon(chatbot, code, { subject: "s", minutes: 60 }));
    expect(more.orderId).toBe("o-1");
    expect(Date.parse(more.heldUntil)).toBeGreaterThan(Date.parse(first.heldUntil));
    expect(more.heldUntil).toBe(endsAt);
    expect(unwrap(await releaseCoupon(chatbot, code, { subject: "s", orderId: "o-1" }))).toMatchObject({
      status: "issued",
      heldUntil: null,
    });
    expect(codeOf(await releaseCoupon(chatbot, code, { subject: "s" }))).toBe("ok");
  });

  it("answers as redeeming would", async () => {
    const { code } = await coupon();
    expect(codeOf(await holdCoupon(chatbot, code, { subject: "stranger" }))).toBe("subject_mismatch");
    expect(codeOf(await holdCoupon(chatbot, "NOSUCH-CODE", { subject: "s" }))).toBe("coupon_not_found");
    await setSwitch(client, { redemption: "paused" });
    expect(codeOf(await holdCoupon(chatbot, code, { subject: "s" }))).toBe("redemption_paused");
    await setSwitch(client, {});
    unwrap(await revokeCoupon(growth, code));
    expect(codeOf(await holdCoupon(chatbot, code, { subject: "s" }))).toBe("coupon_revoked");
  });

  it("gives no coupon more time than it has", async () => {
    const { key, code } = await coupon();
    unwrap(await holdCoupon(chatbot, code, { subject: "s" }));
    await client.query("UPDATE coupon SET expires_at = now() - interval '1 s' WHERE code = $1", [code]);
    expect(codeOf(await redeem(code))).toBe("coupon_expired");
    await expireCoupons();
    expect(await books(key)).toMatchObject({ expired: 1, open: 0 });
  });
});

const ways: [string, (key: string) => Promise<unknown>][] = [
  ["paused", async (key) => unwrap(await pauseCampaign(growth, key))],
  ["ended", async (key) => unwrap(await endCampaign(growth, key))],
  [
    "archived",
    async (key) => {
      unwrap(await endCampaign(growth, key));
      unwrap(await archiveCampaign(growth, key));
    },
  ],
];

describe("a redemption, 64 times at once", () => {
  it.each(ways)("happens once while the campaign is %s", async (status, move) => {
    const { key, code } = await coupon({ limits: { discount: 100_000 } });
    await move(key);
    expect(unwrap(await getCampaign(growth, key)).status).toBe(status);
    const answers = await Promise.all(range(64).map(() => redeem(code, { amount: 1_000 })));
    expect(tally(answers)).toEqual({ ok: 1, coupon_already_redeemed: 63 });
    expect(await books(key)).toMatchObject({ issued: 1, redeemed: 1, spent: 1_000, open: 0 });
  });
});

describe("a rollback, 64 times at once", () => {
  it.each([
    ...ways,
    ["paused", async (key: string) => unwrap(await pauseCampaign(growth, key, { redemption: "paused" }))],
  ] as typeof ways)("takes effect once while the campaign is %s", async (status, move) => {
    const { key, code } = await coupon({ limits: { discount: 100_000 } });
    const { redemption } = unwrap(await redeem(code, { amount: 1_000 }));
    await move(key);
    expect(unwrap(await getCampaign(growth, key)).status).toBe(status);
    const answers = await Promise.all(range(64).map(() => rollBackRedemption(chatbot, redemption.id)));
    expect(tally(answers)).toEqual({ ok: 64 });
    expect(new Set(answers.map((answer) => unwrap(answer).rolledBackAt)).size).toBe(1);
    expect(await books(key)).toMatchObject({ issued: 1, redeemed: 0, spent: 0, open: 2_500 });
  });

  it("uses the coupon up where the campaign says so, and may be told otherwise", async () => {
    const { key, code } = await coupon({ rollback: "uses_up" });
    const { redemption } = unwrap(await redeem(code));
    unwrap(await rollBackRedemption(chatbot, redemption.id));
    expect(await statusOf(code)).toBe("revoked");
    expect(codeOf(await redeem(code))).toBe("coupon_revoked");
    expect(await books(key)).toMatchObject({ issued: 1, redeemed: 0, revoked: 1, spent: 0, open: 0 });
    const other = unwrap(await issueCoupon(chatbot, key, { subject: "s" })).coupon.code;
    const second = unwrap(await redeem(other)).redemption;
    unwrap(await rollBackRedemption(chatbot, second.id, { policy: "returns" }));
    expect(await statusOf(other)).toBe("issued");
  });
});

describe("a refund in part", () => {
  it("gives the discount back in proportion, and parts come to the same as the whole", async () => {
    const discount = { kind: "percent_off" as const, value: 33, currency: "CNY" };
    const { key, code } = await coupon({ discount });
    const { redemption } = unwrap(await redeem(code, { amount: 1_001 }));
    expect(redemption.discountAmount).toBe(330);
    const first = unwrap(await refundRedemption(chatbot, redemption.id, { amount: 500 }));
    expect(first).toMatchObject({ amount: 1_001, refundedAmount: 500, discountAmount: 165 });
    expect(await books(key)).toMatchObject({ spent: 165, redeemed: 1 });
    expect(codeOf(await refundRedemption(chatbot, redemption.id, { amount: 502 }))).toBe("invalid_request");
    expect(codeOf(await refundRedemption(chatbot, redemption.id, { amount: 1, currency: "USD" }))).toBe(
      "invalid_request",
    );
    expect(unwrap(await refundRedemption(chatbot, redemption.id, { amount: 501 }))).toMatchObject({
      discountAmount: 0,
    });
    expect(await books(key)).toMatchObject({ spent: 0, redeemed: 1 });
    unwrap(await rollBackRedemption(chatbot, redemption.id));
    expect(codeOf(await refundRedemption(chatbot, redemption.id, { amount: 1 }))).toBe("invalid_transition");
    expect(await books(key)).toMatchObject({ spent: 0, redeemed: 0 });
  });

  it("of 64 at once never gives back more than there was", async () => {
    const { key, code } = await coupon();
    const { redemption } = unwrap(await redeem(code, { amount: 10_000 }));
    const asked = await Promise.all(
      range(64).map(() => refundRedemption(chatbot, redemption.id, { amount: 1_000 })),
    );
    expect(tally(asked)).toEqual({ ok: 10, invalid_request: 54 });
    expect(await books(key)).toMatchObject({ spent: 0, redeemed: 1 });
  });
});

describe("a new code", () => {
  it("replaces the old one, which answers that it was revoked and names no other coupon", async () => {
    const { key, code } = await coupon({ codePrefix: "NEW" });
    const again = unwrap(await reissueCoupon(growth, code, { reason: "lost" }));
    expect(again.code).not.toBe(code);
    expect(again.code).toMatch(/^NEW-/);
    expect(codeOf(await redeem(code))).toBe("coupon_revoked");
    expect(unwrap(await validateCoupon(chatbot, code, {}))).toMatchObject({
      valid: false,
      refusal: "coupon_revoked",
    });
    expect(codeOf(await redeem(again.code))).toBe("ok");
    expect(codeOf(await reissueCoupon(growth, again.code))).toBe("coupon_already_redeemed");
    expect(await books(key)).toMatchObject({ issued: 1, redeemed: 1 });
  });

  it("brings a revoked coupon back only while the budget has what it may cost", async () => {
    const { key, code } = await coupon({ limits: { discount: 2_500 } });
    unwrap(await revokeCoupon(growth, code));
    const again = unwrap(await reissueCoupon(growth, code));
    expect(again.status).toBe("issued");
    expect(await books(key)).toMatchObject({ issued: 1, revoked: 0, open: 2_500 });
    unwrap(await revokeCoupon(growth, again.code));
    unwrap(await issueCoupon(chatbot, key, { subject: "other" }));
    expect(codeOf(await reissueCoupon(growth, again.code))).toBe("budget_exhausted");
  });

  it("issues no revoked or expired coupon again while issuing is stopped; one that is open gets its new code", async () => {
    const { key, code } = await coupon();
    const [open, past] = await inTurn(
      2,
      async (nth) => unwrap(await issueCoupon(chatbot, key, { subject: `s-${nth}` })).coupon.code,
    );
    unwrap(await revokeCoupon(growth, code));
    await client.query("UPDATE coupon SET expires_at = now() - interval '1 s' WHERE code = $1", [past]);
    const again = async () => [
      codeOf(await reissueCoupon(growth, code)),
      codeOf(await reissueCoupon(growth, past ?? "")),
    ];
    await setSwitch(client, { issuance: "paused" });
    expect(await again()).toEqual(["promotions_paused", "promotions_paused"]);
    expect(codeOf(await reissueCoupon(growth, open ?? ""))).toBe("ok");
    await setSwitch(client, {});
    unwrap(await pauseCampaign(growth, key));
    expect(await again()).toEqual(["campaign_paused", "campaign_paused"]);
    unwrap(await endCampaign(growth, key));
    expect(await again()).toEqual(["campaign_ended", "campaign_ended"]);
    unwrap(await archiveCampaign(growth, key));
    expect(await again()).toEqual(["campaign_not_active", "campaign_not_active"]);
    expect(await books(key)).toMatchObject({ issued: 3, revoked: 1, expired: 1 });
  });
});

describe("an extension of a campaign", () => {
  it("gives every open coupon more days, held ones too, expired ones not; once each", async () => {
    const endsAt = new Date(Date.now() + 86_400_000).toISOString();
    const { key, code } = await coupon({ endsAt });
    const codes = await Promise.all(
      range(40).map(
        async (nth) => unwrap(await issueCoupon(chatbot, key, { subject: `s-${nth}` })).coupon.code,
      ),
    );
    unwrap(await holdCoupon(chatbot, codes[0] ?? "", { subject: "s-0" }));
    unwrap(await redeemCoupon(chatbot, codes[1] ?? "", { subject: "s-1" }));
    await client.query("UPDATE coupon SET expires_at = now() - interval '1 s' WHERE code = $1", [codes[2]]);
    const job = unwrap(await extendCampaign(growth, key, { days: 5, reason: "the eighth of February" }));
    await workJobs(campaignJobs, 10_000);
    expect(job).toMatchObject({ kind: "extend_expiry", campaign: key, status: "done", done: 39 });
    const longer = new Date(Date.parse(endsAt) + 5 * 86_400_000).toISOString();
    expect(unwrap(await getCoupon(growth, code)).expiresAt).toBe(longer);
    expect(unwrap(await getCoupon(growth, codes[0] ?? "")).expiresAt).toBe(longer);
    expect(await statusOf(codes[2] ?? "")).toBe("expired");
    expect(codeOf(await extendCampaign(growth, "no-such-campaign", { days: 5 }))).toBe("not_found");
  });
});

describe("terms", () => {
  it("that change while callers ask are the ones that count from their commit on", async () => {
    const key = await liveCampaign({ eligibility: { attribute: "country", op: "is", value: "CN" } });
    const ask = (subject: string, country: string) =>
      issueCoupon(chatbot, key, { subject, attributes: { country } });
    expect(tally([await ask("a", "CN"), await ask("b", "US"), await ask("c", "cn")])).toEqual({
      ok: 2,
      not_eligible: 1,
    });
    const { revision } = unwrap(await getCampaign(growth, key));
    const eligibility = { attribute: "country", op: "is_not" as const, value: "CN" };
    const [edited] = await Promise.all([
      editCampaign(growth, key, { eligibility }, revision),
      ...range(32).map((nth) => ask(`d-${nth}`, "FR")),
    ]);
    unwrap(edited);
    expect(tally([await ask("e", "CN"), await ask("f", "US")])).toEqual({ ok: 1, not_eligible: 1 });
  });

  it("limit a subject by the day, a device for good, and everybody by the minute", async () => {
    const daily = await liveCampaign({ limits: { perSubjectPerDay: 2 } });
    const asked = await Promise.all(range(16).map(() => issueCoupon(chatbot, daily, { subject: "s" })));
    expect(tally(asked)).toEqual({ ok: 2, subject_limit_reached: 14 });
    await client.query("UPDATE coupon_subject SET last_day = last_day - 1");
    expect(codeOf(await issueCoupon(chatbot, daily, { subject: "s" }))).toBe("ok");

    const device = await liveCampaign({ limits: { perIdentifier: { attribute: "device", coupons: 1 } } });
    const from = (subject: string, attributes: Record<string, string>) =>
      issueCoupon(chatbot, device, { subject, attributes });
    const family = await Promise.all(range(16).map((nth) => from(`s-${nth}`, { device: "one" })));
    expect(tally(family)).toEqual({ ok: 1, subject_limit_reached: 15 });
    expect(await from("s-1", {})).toMatchObject({
      ok: false,
      error: { code: "invalid_request", errors: [{ pointer: "#/attributes/device" }] },
    });

    const throttled = await liveCampaign({ limits: { perMinute: 5 } });
    const rush = await Promise.all(
      range(16).map((nth) => issueCoupon(chatbot, throttled, { subject: `s-${nth}` })),
    );
    expect(tally(rush)).toEqual({ ok: 5, rate_limited: 11 });
    const waits = rush.flatMap((one) => (one.ok ? [] : [one.error.retryAfterSeconds]));
    for (const seconds of waits) {
      expect(seconds).toBeGreaterThan(50);
      expect(seconds).toBeLessThanOrEqual(61);
    }
    await client.query("UPDATE coupon_second SET second = second - interval '61 s'");
    expect(codeOf(await issueCoupon(chatbot, throttled, { subject: "later" }))).toBe("ok");
  });

  it("hold a share of subjects out, always the same, who are told no more than anybody else", async () => {
    const key = await liveCampaign({ holdoutPercent: 50 });
    const first = await Promise.all(
      range(60).map((nth) => issueCoupon(chatbot, key, { subject: `s-${nth}` })),
    );
    const counts = tally(first);
    expect(Object.keys(counts).sort()).toEqual(["not_eligible", "ok"]);
    expect(counts.not_eligible).toBeGreaterThan(12);
    expect(counts.not_eligible).toBeLessThan(48);
    const again = await Promise.all(
      range(60).map((nth) => issueCoupon(chatbot, key, { subject: `s-${nth}` })),
    );
    expect(again.map(codeOf)).toEqual(first.map(codeOf));
  });

  it("let one order take one coupon of a group, whichever campaigns and callers", async () => {
    const stacking = { group: `g-${Math.random().toString(36).slice(2)}` };
    const coupons = await Promise.all(range(8).map(() => coupon({ stacking })));
    const asked = await Promise.all(coupons.map(({ code }) => redeem(code, { orderId: "o-1" })));
    expect(tally(asked)).toEqual({ ok: 1, coupon_not_stackable: 7 });
    const [taken] = asked.flatMap((one) => (one.ok ? [one.value.redemption] : []));
    unwrap(await rollBackRedemption(chatbot, taken?.id ?? ""));
    const next = coupons.find(({ code }) => code !== taken?.code)?.code ?? "";
    expect(codeOf(await redeem(next, { orderId: "o-1" }))).toBe("ok");
  });

  it("hold no second coupon of a group for an order that has one, also where only its amount tells the discount", async () => {
    const stacking = { group: `g-${Math.random().toString(36).slice(2)}` };
    const discount = { kind: "amount_off" as const, value: 500, currency: "CNY", minOrder: 2_000 };
    const [first, second] = [await coupon({ stacking }), await coupon({ stacking, discount })];
    unwrap(await redeem(first.code, { orderId: "o-9" }));
    const hold = (orderId: string) => holdCoupon(chatbot, second.code, { subject: "s", orderId });
    expect(codeOf(await hold("o-9"))).toBe("coupon_not_stackable");
    expect(codeOf(await hold("o-10"))).toBe("ok");
  });

  it("want an order large enough", async () => {
    const discount = { kind: "amount_off" as const, value: 500, currency: "CNY", minOrder: 2_000 };
    const { code } = await coupon({ discount });
    expect(codeOf(await redeem(code))).toBe("invalid_request");
    expect(codeOf(await redeem(code, { amount: 1_999 }))).toBe("order_below_minimum");
    expect(unwrap(await redeem(code, { amount: 2_000 })).redemption.discountAmount).toBe(500);
  });

  it("issue only in their windows, on the wall of the campaign's zone", async () => {
    const now = new Date();
    const day = (["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const)[now.getUTCDay()] ?? "mon";
    const others = (["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const).filter((one) => one !== day);
    const noon = `Etc/GMT${now.getUTCHours() > 12 ? "+" : "-"}${Math.abs(12 - now.getUTCHours())}`;
    const timeZone = now.getUTCHours() === 12 ? "UTC" : noon;
    const open = await liveCampaign({ timeZone, windows: [{ days: [day], from: "10:00", to: "15:00" }] });
    expect(codeOf(await issueCoupon(chatbot, open, { subject: "s" }))).toBe("ok");
    const closed = await liveCampaign({
      timeZone,
      windows: [{ days: others }, { days: [day], from: "15:00" }],
    });
    expect(codeOf(await issueCoupon(chatbot, closed, { subject: "s" }))).toBe("campaign_closed");
  });
});

describe("a shared code", () => {
  it("is redeemed by many, each as often as the limits say, and never too often", async () => {
    const key = await liveCampaign({
      kind: "shared_code",
      sharedCode: "TEA-FOR-ALL",
      limits: { coupons: 10, perSubject: 1, discount: 20_000 },
    });
    expect(codeOf(await issueCoupon(chatbot, key, { subject: "s" }))).toBe("code_is_shared");
    const twice = await Promise.all(
      range(4).map(() => redeemCoupon(chatbot, "tea for all", { subject: "one" })),
    );
    expect(tally(twice)).toEqual({ ok: 1, subject_limit_reached: 3 });
    const many = await Promise.all(
      range(64).map((nth) => redeemCoupon(chatbot, "TEA-FOR-ALL", { subject: `s-${nth}` })),
    );
    expect(tally(many)).toEqual({ ok: 7, budget_exhausted: 57 });
    expect(await books(key)).toMatchObject({ issued: 8, redeemed: 8, spent: 20_000 });
    const [first] = many.flatMap((one) => (one.ok ? [one.value.redemption] : []));
    await Promise.all(range(16).map(() => rollBackRedemption(chatbot, first?.id ?? "")));
    expect(await books(key)).toMatchObject({ issued: 8, redeemed: 7, spent: 17_500 });
    expect(codeOf(await redeemCoupon(chatbot, "TEA-FOR-ALL", { subject: first?.subject ?? "" }))).toBe("ok");
    await setSwitch(client, { issuance: "paused" });
    expect(codeOf(await redeemCoupon(chatbot, "TEA-FOR-ALL", { subject: "late" }))).toBe("promotions_paused");
  });
});

it("chooses for an order what redeeming then takes: the higher priority of a group, and what goes with it", async () => {
  const group = `g-${Math.random().toString(36).slice(2)}`;
  const [subject, order] = ["chooser", { orderId: `order of ${group}`, amount: 9_900, currency: "CNY" }];
  const issue = async (more: Partial<CampaignInput>) =>
    unwrap(await issueCoupon(chatbot, await liveCampaign(more), { subject })).coupon.code;
  const low = await issue({ stacking: { group, priority: 1 } });
  const high = await issue({
    stacking: { group, priority: 7 },
    discount: { kind: "amount_off", value: 100, currency: "CNY" },
  });
  const free = await issue({});
  const large = await issue({
    discount: { kind: "amount_off", value: 1, currency: "CNY", minOrder: 10_000 },
  });
  const chosen = async () =>
    unwrap(await chooseCoupons(chatbot, { subject, ...order })).data.map(({ code, refusal }) => [
      code,
      refusal ?? "chosen",
    ]);
  const sorted = (rows: string[][]) => rows.map((row) => row.join(" ")).sort();
  expect(sorted(await chosen())).toEqual(
    sorted([
      [high, "chosen"],
      [free, "chosen"],
      [low, "coupon_not_stackable"],
      [large, "order_below_minimum"],
    ]),
  );
  for (const code of [high, free]) unwrap(await redeemCoupon(chatbot, code, { subject, ...order }));
  // the order has its coupon of the group now
  expect(sorted(await chosen())).toEqual(
    sorted([
      [low, "coupon_not_stackable"],
      [large, "order_below_minimum"],
    ]),
  );
  const named = unwrap(
    await chooseCoupons(chatbot, {
      subject,
      codes: [low.toLowerCase(), "NOBODYS"],
      amount: 1,
      currency: "USD",
    }),
  );
  expect(named.data.map(({ refusal }) => refusal).sort()).toEqual(["coupon_not_found", "wrong_currency"]);
});
