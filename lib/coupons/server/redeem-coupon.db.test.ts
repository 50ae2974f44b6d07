import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  beginSwitch,
  chatbot,
  codeOf,
  growth,
  inTurn,
  lanesWaiting,
  liveCampaign,
  openClient,
  readBooks,
  setSwitch,
  tally,
  unwrap,
} from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { waitFor } from "../../../e2e/fixtures/wait-for";
import type { CampaignInput } from "../../campaigns";
import { archiveCampaign, endCampaign, pauseCampaign } from "../../campaigns/server";
import { closeDatabase, useDatabase } from "../../platform/db";
import type { RedeemInput } from "../coupon-input";
import { redemptionSchema, validationSchema } from "../coupon-view";
import {
  closeCouponLanes,
  expireCoupons,
  issueCoupon,
  redeemCoupon,
  revokeCoupon,
  rollBackRedemption,
  validateCoupon,
} from ".";
import { createRedeemLane } from "./redeem-sql";

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase("redeem");
  await useDatabase(database.url);
  client = await openClient(database.url);
});
afterEach(async () => {
  await client.query("ROLLBACK");
  await setSwitch(client, {});
});
afterAll(async () => {
  await closeCouponLanes();
  await client?.end();
  await closeDatabase();
  await database?.drop();
});

const range = (n: number) => Array.from({ length: n }, (_, index) => index);
const set = (code: string, assignments: string) =>
  client.query(`UPDATE coupon SET ${assignments} WHERE code = $1`, [code]);
const statusOf = async (code: string) =>
  (await client.query("SELECT status FROM coupon WHERE code = $1", [code])).rows[0]?.status;
const redemptions = async () => (await client.query("SELECT 1 FROM redemption")).rowCount;
const version = async () =>
  Number((await client.query("SELECT version FROM change_version")).rows[0].version);

/** A campaign with one coupon of the subject `s`. */
async function coupon(more: Partial<CampaignInput> = {}): Promise<{ key: string; code: string }> {
  const key = await liveCampaign(more);
  return { key, code: await another(key) };
}

async function another(key: string, subject = "s"): Promise<string> {
  return unwrap(await issueCoupon(chatbot, key, { subject })).coupon.code;
}

function redeem(code: string, more: Partial<RedeemInput> = {}, idempotencyKey?: string) {
  const body = { subject: "s", ...more };
  const claim = idempotencyKey
    ? { scope: `k POST /${code}`, key: idempotencyKey, requestHash: JSON.stringify(body) }
    : null;
  return redeemCoupon(chatbot, code, body, claim);
}

/** The counters of the campaign, having checked that they say what the rows say. */
async function books(key: string) {
  const { counters, counted } = await readBooks(client, key);
  expect(counters).toEqual(counted);
  return counters;
}

describe("a redemption", () => {
  it("has the form of the contract, in any spelling of the code", async () => {
    const { key, code } = await coupon({ codePrefix: "SHA-" });
    const typed = ` ${code.toLowerCase().replaceAll("-", " ")} `;
    const { redemption } = unwrap(
      await redeem(typed, { orderId: "order 1", amount: 10_000, currency: "CNY" }),
    );
    expect(redemptionSchema.strict().parse(redemption)).toEqual(redemption);
    expect(redemption).toMatchObject({
      code,
      campaign: key,
      subject: "s",
      orderId: "order 1",
      amount: 10_000,
      discountAmount: 2500,
      currency: "CNY",
    });
    expect(await statusOf(code)).toBe("redeemed");
    expect(await books(key)).toMatchObject({ issued: 1, redeemed: 1, spent: 2500, open: 0 });
  });

  it("happens once: of 64 at once one is told yes, sixty-three that it was redeemed", async () => {
    const { key, code } = await coupon();
    expect(tally(await Promise.all(range(64).map(() => redeem(code))))).toEqual({
      ok: 1,
      coupon_already_redeemed: 63,
    });
    expect(await books(key)).toMatchObject({ redeemed: 1, spent: 2500, open: 0 });
  });

  it("happens once on two lanes at once, with many campaigns and a sweep, and nothing is stuck", async () => {
    const lanes = [createRedeemLane(), createRedeemLane()] as const;
    const made = await inTurn(24, () => coupon());
    const asks = range(960)
      .map((n) => ({ ...made[n % 24], at: Math.random() }))
      .sort((a, b) => a.at - b.at);
    const answers = Promise.all(
      asks.map(({ code = "" }, n) =>
        redeemCoupon(chatbot, code, { subject: "s" }, null, n % 2 ? lanes[0] : lanes[1]),
      ),
    );
    await Promise.all(range(10).map(() => expireCoupons()));
    expect(tally(await answers)).toEqual({ ok: 24, coupon_already_redeemed: 936 });
    for (const { key } of made) expect(await books(key)).toMatchObject({ redeemed: 1 });
    await Promise.all(lanes.map((lane) => lane.close()));
  });

  it("is possible whatever became of its campaign", async () => {
    const key = await liveCampaign();
    const [first, second, third, fourth] = [
      await another(key),
      await another(key),
      await another(key),
      await another(key),
    ];
    await setSwitch(client, { issuance: "paused" });
    expect(codeOf(await redeem(first))).toBe("ok");
    await setSwitch(client, {});
    unwrap(await pauseCampaign(growth, key));
    expect(codeOf(await redeem(second))).toBe("ok");
    unwrap(await endCampaign(growth, key));
    expect(codeOf(await redeem(third))).toBe("ok");
    unwrap(await archiveCampaign(growth, key));
    expect(codeOf(await redeem(fourth))).toBe("ok");
  });

  it("waits for nobody: a coupon locked by somebody else holds up neither a pause nor other coupons", async () => {
    const { code } = await coupon();
    const { code: free } = await coupon();
    await client.query("BEGIN");
    await client.query("SELECT 1 FROM coupon WHERE code = $1 FOR UPDATE", [code]);
    const held = redeem(code);
    expect(codeOf(await redeem(free))).toBe("ok");
    const other = await openClient(database.url);
    await setSwitch(other, {});
    await client.query("COMMIT");
    expect(codeOf(await held)).toBe("ok");
    await other.end();
  });
});

describe("no redemption, and the first true reason, when", () => {
  // each case makes the reasons behind its own true as well, so that the order is held
  const elsewhere = { subject: "somebody else" };
  const cases: { name: string; code: string; make: () => Promise<string>; ask?: Partial<RedeemInput> }[] = [
    {
      name: "redemption is paused for everything",
      code: "redemption_paused",
      make: async () => {
        const { code } = await coupon();
        await set(code, "status = 'revoked'");
        await setSwitch(client, { redemption: "paused" });
        return code;
      },
    },
    {
      name: "redemption is paused for the campaign",
      code: "redemption_paused",
      make: async () => {
        const { key, code } = await coupon();
        await set(code, "status = 'revoked'");
        unwrap(await pauseCampaign(growth, key, { redemption: "paused" }));
        return code;
      },
    },
    {
      name: "the campaign that stopped redemption has ended since",
      code: "redemption_paused",
      make: async () => {
        const { key, code } = await coupon();
        unwrap(await pauseCampaign(growth, key, { redemption: "paused" }));
        unwrap(await endCampaign(growth, key));
        return code;
      },
    },
    {
      name: "it was revoked",
      code: "coupon_revoked",
      make: async () => {
        const { code } = await coupon();
        unwrap(await revokeCoupon(growth, code));
        await set(code, "expires_at = now() - interval '1 second'");
        return code;
      },
    },
    {
      name: "it was redeemed",
      code: "coupon_already_redeemed",
      make: async () => {
        const { code } = await coupon();
        unwrap(await redeem(code));
        await set(code, "expires_at = now() - interval '1 second'");
        return code;
      },
    },
    {
      name: "its time is over and nobody has swept it yet",
      code: "coupon_expired",
      make: async () => {
        const { code } = await coupon();
        await set(code, "status = 'held', held_until = now() + interval '1 hour', expires_at = now()");
        return code;
      },
    },
    {
      name: "it was swept",
      code: "coupon_expired",
      make: async () => {
        const { code } = await coupon();
        await set(code, "expires_at = now() - interval '1 second'");
        await expireCoupons();
        expect(await statusOf(code)).toBe("expired");
        return code;
      },
    },
    {
      name: "a checkout holds it",
      code: "coupon_held",
      make: async () => {
        const { code } = await coupon();
        await set(code, "status = 'held', held_until = now() + interval '1 hour', held_order = 'other'");
        return code;
      },
    },
    { name: "it is another's", code: "subject_mismatch", make: async () => (await coupon()).code },
    { name: "there is no such code", code: "coupon_not_found", make: async () => "NOSUCH-COUPON" },
    { name: "it cannot be a code", code: "coupon_not_found", make: async () => "'; DROP\0" },
  ];

  it.each(cases)("$name: $code", async ({ code, make }) => {
    const typed = await make();
    const standing = await redemptions();
    expect(codeOf(await redeem(typed, elsewhere))).toBe(code);
    const validation = await validateCoupon(chatbot, typed, elsewhere);
    if (code === "coupon_not_found") expect(codeOf(validation)).toBe(code);
    else expect(validation).toMatchObject({ ok: true, value: { valid: false, refusal: code } });
    expect(await redemptions()).toBe(standing);
  });

  it("the currency is not the campaign's: a wrong field, by name, before any state", async () => {
    const { code } = await coupon();
    await setSwitch(client, { redemption: "paused" });
    for (const answer of [
      await redeem(code, { amount: 100, currency: "USD" }),
      await validateCoupon(chatbot, code, { amount: 100, currency: "USD" }),
    ]) {
      expect(answer).toMatchObject({
        error: { code: "invalid_request", errors: [{ pointer: "#/currency" }] },
      });
    }
  });

  it("the key lacks the scope", async () => {
    const { code } = await coupon();
    expect(codeOf(await redeemCoupon(growth, code, { subject: "s" }))).toBe("forbidden");
    expect(codeOf(await validateCoupon(growth, code, {}))).toBe("forbidden");
    expect(codeOf(await rollBackRedemption(growth, randomUUID()))).toBe("forbidden");
    expect(codeOf(await revokeCoupon(chatbot, code))).toBe("forbidden");
    expect(await statusOf(code)).toBe("issued");
  });
});

it("redemption paused between the call's beginning and its lock stops every redemption of the batch", async () => {
  const made = await inTurn(20, () => coupon());
  const other = await openClient(database.url);
  const commit = await beginSwitch(other, { redemption: "paused" });
  const answers = Promise.all(made.map(({ code }) => redeem(code)));
  await waitFor(async () => (await lanesWaiting(client, "advisory")) === 1);
  await commit();
  expect(tally(await answers)).toEqual({ redemption_paused: 20 });
  await other.end();
});

describe("the discount", () => {
  const cny = "CNY";
  const cases: [CampaignInput["discount"], number | undefined, number | undefined][] = [
    [{ kind: "amount_off", value: 2500, currency: cny }, 10_000, 2500],
    [{ kind: "amount_off", value: 2500, currency: cny }, 2499, 2499],
    [{ kind: "amount_off", value: 2500, currency: cny }, 0, 0],
    [{ kind: "amount_off", value: 2500, currency: cny }, undefined, 2500],
    [{ kind: "percent_off", value: 20, currency: cny }, 10_000, 2000],
    [{ kind: "percent_off", value: 15, currency: cny }, 10, 2],
    [{ kind: "percent_off", value: 15, currency: cny }, 9, 1],
    [{ kind: "percent_off", value: 1, currency: cny }, 49, 0],
    [{ kind: "percent_off", value: 1, currency: cny }, 50, 1],
    [{ kind: "percent_off", value: 100, currency: cny }, 999, 999],
    [{ kind: "percent_off", value: 33, currency: cny }, Number.MAX_SAFE_INTEGER, 2972375754064527],
    [{ kind: "percent_off", value: 20, currency: cny, maxAmount: 1500 }, 10_000, 1500],
    [{ kind: "percent_off", value: 20, currency: cny, maxAmount: 1500 }, 5000, 1000],
    [{ kind: "percent_off", value: 20, currency: cny, maxAmount: 1500 }, undefined, undefined],
    [{ kind: "percent_off", value: 20 }, 10_000, 2000],
    [{ kind: "percent_off", value: 20 }, undefined, undefined],
    [{ kind: "fixed_price", value: 900, currency: cny }, 2500, 1600],
    [{ kind: "fixed_price", value: 900, currency: cny }, 900, 0],
    [{ kind: "fixed_price", value: 900, currency: cny }, 100, 0],
    [{ kind: "fixed_price", value: 900, currency: cny }, undefined, undefined],
    [{ kind: "free_tokens", value: 100_000 }, 10_000, undefined],
    [{ kind: "free_days", value: 7 }, undefined, undefined],
  ];

  it.each(cases)("of %j on an order of %s is %s", async (discount, amount, discountAmount) => {
    const { key, code } = await coupon({ discount });
    const order = amount === undefined ? {} : { amount, currency: cny };
    const validation = unwrap(await validateCoupon(chatbot, code, order));
    expect(validationSchema.strict().parse(validation)).toEqual(validation);
    expect(validation).toMatchObject({ valid: true, discount });
    const { redemption } = unwrap(await redeem(code, order));
    expect([validation.discountAmount, redemption.discountAmount]).toEqual([discountAmount, discountAmount]);
    // what is not known stays held; a campaign without currency keeps no money
    const books = (await readBooks(client, key)).counters;
    const unknown = discountAmount === undefined ? (discount.maxAmount ?? 0) : 0;
    expect([books.spent, books.open]).toEqual([discount.currency ? (discountAmount ?? 0) : 0, unknown]);
  });

  it("less than what was held gives the rest back to the budget", async () => {
    const { key, code } = await coupon({ limits: { discount: 5000 } });
    const second = await another(key);
    expect(codeOf(await issueCoupon(chatbot, key, { subject: "s" }))).toBe("budget_exhausted");
    const before = await version();
    unwrap(await redeem(code, { amount: 1000, currency: cny }));
    expect(await version()).toBe(before);
    unwrap(await redeem(second, { amount: 1000, currency: cny }));
    expect(await version()).toBe(before + 1);
    expect(await books(key)).toMatchObject({ spent: 2000, open: 0 });
    expect(codeOf(await issueCoupon(chatbot, key, { subject: "s" }))).toBe("ok");
  });

  it("of a coupon whose cost was unknown never breaks the budget, and needs the amount where there is one", async () => {
    const { key, code } = await coupon({
      discount: { kind: "percent_off", value: 50, currency: cny },
      limits: { discount: 1000 },
    });
    const codes = [code, await another(key), await another(key)] as const;
    expect(await redeem(code)).toMatchObject({
      error: { code: "invalid_request", errors: [{ pointer: "#/amount" }] },
    });
    expect(await validateCoupon(chatbot, code, {})).toMatchObject({ value: { valid: true } });
    const orders = await Promise.all(
      [1600, 500, 400].map((amount, n) => redeem(codes[n] ?? "", { amount, currency: cny })),
    );
    expect(orders.map(codeOf)).toEqual(["ok", "budget_exhausted", "ok"]);
    expect(await validateCoupon(chatbot, codes[1], { amount: 500, currency: cny })).toMatchObject({
      value: { valid: false, refusal: "budget_exhausted" },
    });
    expect(await books(key)).toMatchObject({ spent: 1000, open: 0, redeemed: 2 });
    expect(codeOf(await issueCoupon(chatbot, key, { subject: "s" }))).toBe("budget_exhausted");
  });
});

describe("with an Idempotency-Key", () => {
  it("a repeated redemption gets the same answer, also during a pause; twins at once redeem once", async () => {
    const { key, code } = await coupon();
    const twins = (await Promise.all(range(32).map(() => redeem(code, {}, "one")))).map(unwrap);
    await setSwitch(client, { redemption: "paused" });
    const again = unwrap(await redeem(code, {}, "one"));
    expect(again.replayed).toBe(true);
    for (const { redemption } of twins) expect(redemption).toEqual(again.redemption);
    expect(twins.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(codeOf(await redeem(code, { orderId: "other" }, "one"))).toBe("idempotency_key_reused");
    expect(await books(key)).toMatchObject({ redeemed: 1 });
  });

  it("a refused redemption may be tried again with the same key", async () => {
    const { code } = await coupon();
    await setSwitch(client, { redemption: "paused" });
    expect(codeOf(await redeem(code, {}, "later"))).toBe("redemption_paused");
    await setSwitch(client, {});
    expect(codeOf(await redeem(code, {}, "later"))).toBe("ok");
  });
});

describe("rolling back", () => {
  async function redeemed(more: Partial<CampaignInput> = {}, order: Partial<RedeemInput> = {}) {
    const { key, code } = await coupon(more);
    return { key, code, id: unwrap(await redeem(code, order)).redemption.id };
  }

  it("frees the coupon, the redemption count and the discount, and never lowers what was issued", async () => {
    const { key, code, id } = await redeemed({ limits: { coupons: 1 } }, { amount: 1000, currency: "CNY" });
    const rolledBack = unwrap(await rollBackRedemption(chatbot, id));
    expect(redemptionSchema.strict().parse(rolledBack)).toEqual(rolledBack);
    expect(rolledBack).toMatchObject({ id, code, campaign: key, discountAmount: 1000 });
    expect(rolledBack.rolledBackAt).toBeDefined();
    expect(await statusOf(code)).toBe("issued");
    expect(await books(key)).toMatchObject({ issued: 1, redeemed: 0, spent: 0, open: 2500 });
    expect(codeOf(await issueCoupon(chatbot, key, { subject: "s" }))).toBe("campaign_exhausted");
    expect(codeOf(await redeem(code))).toBe("ok");
  });

  it("64 times at once takes effect once, and every answer is the same", async () => {
    const { key, code, id } = await redeemed();
    const answers = (await Promise.all(range(64).map(() => rollBackRedemption(chatbot, id)))).map(unwrap);
    expect(await books(key)).toMatchObject({ redeemed: 0, open: 2500 });
    unwrap(await redeem(code));
    const again = unwrap(await rollBackRedemption(chatbot, id));
    for (const answer of answers) expect(answer).toEqual(again);
    expect(await statusOf(code)).toBe("redeemed");
    expect(await books(key)).toMatchObject({ redeemed: 1, spent: 2500, open: 0 });
  });

  it("works whatever the campaign's state, and during a pause of redemption", async () => {
    const { key, id } = await redeemed();
    unwrap(await pauseCampaign(growth, key, { redemption: "paused" }));
    unwrap(await endCampaign(growth, key));
    unwrap(await archiveCampaign(growth, key));
    await setSwitch(client, { issuance: "paused", redemption: "paused" });
    expect(codeOf(await rollBackRedemption(chatbot, id))).toBe("ok");
    expect(await books(key)).toMatchObject({ redeemed: 0 });
  });

  it("of a coupon past its time leaves it expired, and its discount free", async () => {
    const { key, code, id } = await redeemed();
    await set(code, "expires_at = now() - interval '1 second'");
    unwrap(await rollBackRedemption(chatbot, id));
    expect(await statusOf(code)).toBe("expired");
    expect(await books(key)).toMatchObject({ issued: 1, redeemed: 0, expired: 1, spent: 0, open: 0 });
  });

  it("of a discount that was never known keeps what the coupon holds", async () => {
    const discount = { kind: "percent_off" as const, value: 20, maxAmount: 1500, currency: "CNY" };
    const { key, code, id } = await redeemed({ discount });
    expect(await books(key)).toMatchObject({ spent: 0, open: 1500 });
    unwrap(await rollBackRedemption(chatbot, id));
    expect(await books(key)).toMatchObject({ redeemed: 0, spent: 0, open: 1500 });
    unwrap(await redeem(code, { amount: 1000, currency: "CNY" }));
    expect(await books(key)).toMatchObject({ redeemed: 1, spent: 200, open: 0 });
  });

  it("gives the coupon only what others have left of the budget, which holds in any case", async () => {
    const order = { amount: 1000, currency: "CNY" };
    const { key, code, id } = await redeemed({ limits: { discount: 6000 } }, order);
    await another(key);
    await another(key);
    expect(await books(key)).toMatchObject({ spent: 1000, open: 5000 });
    unwrap(await rollBackRedemption(chatbot, id));
    expect(await books(key)).toMatchObject({ spent: 0, open: 6000 });
    expect(codeOf(await redeem(code))).toBe("budget_exhausted");
    expect(codeOf(await redeem(code, order))).toBe("ok");
    expect(await books(key)).toMatchObject({ spent: 1000, open: 5000 });
  });

  it("counts what coupons past their time still hold as free, swept or not; so does redeeming", async () => {
    const lapse = (code: string) => set(code, "expires_at = now() - interval '1 second'");
    const order = { amount: 1000, currency: "CNY" };
    const { key, code, id } = await redeemed({ limits: { discount: 6000 } }, order);
    const [first, second] = [await another(key), await another(key)];
    await lapse(first);
    unwrap(await rollBackRedemption(chatbot, id));
    expect(await books(key)).toMatchObject({ expired: 1, spent: 0, open: 5000 });
    const third = unwrap(await redeem(code, order)).redemption.id;
    await another(key);
    unwrap(await rollBackRedemption(chatbot, third));
    expect(await books(key)).toMatchObject({ spent: 0, open: 6000 });
    await lapse(second);
    expect(codeOf(await redeem(code))).toBe("ok");
    expect(await books(key)).toMatchObject({ expired: 2, spent: 2500, open: 2500 });
  });

  it("tells flag readers when it gives the campaign room again", async () => {
    const { key, id, code } = await redeemed({ limits: { discount: 2500 } });
    await set(code, "expires_at = now() - interval '1 second'");
    const before = await version();
    unwrap(await rollBackRedemption(chatbot, id));
    unwrap(await rollBackRedemption(chatbot, id));
    expect(await version()).toBe(before + 1);
    expect(codeOf(await issueCoupon(chatbot, key, { subject: "s" }))).toBe("ok");
  });

  it.each(["", "nonsense", randomUUID(), "'; DROP\0"])("of %j, which is none, is not_found", async (id) => {
    expect(codeOf(await rollBackRedemption(chatbot, id))).toBe("not_found");
  });
});

describe("revoking", () => {
  const audits = async (code: string) =>
    (await client.query("SELECT * FROM audit_entry WHERE target_kind = 'coupon' AND target_id = $1", [code]))
      .rows;

  it("takes the coupon out of use, frees its discount, and is written in the audit, once", async () => {
    const { key, code } = await coupon({ limits: { discount: 2500 } });
    const before = await version();
    const typed = code.toLowerCase();
    const answers = await Promise.all(range(8).map(() => revokeCoupon(growth, typed, { reason: "leaked" })));
    expect(tally(answers)).toEqual({ ok: 8 });
    expect(unwrap(await revokeCoupon(growth, code))).toMatchObject({
      code,
      campaign: key,
      status: "revoked",
    });
    expect(await books(key)).toMatchObject({ issued: 1, revoked: 1, open: 0 });
    expect(await audits(code)).toMatchObject([
      {
        action: "coupon.revoked",
        actor_id: growth.id,
        before: { status: "issued", campaign: key },
        after: { status: "revoked", campaign: key },
        reason: "leaked",
      },
    ]);
    expect(await version()).toBe(before + 1);
    expect(codeOf(await issueCoupon(chatbot, key, { subject: "s" }))).toBe("ok");
  });

  it("a redeemed or expired coupon is refused and stays what it is", async () => {
    const { code } = await coupon();
    unwrap(await redeem(code));
    expect(codeOf(await revokeCoupon(growth, code))).toBe("coupon_already_redeemed");
    const { key, code: old } = await coupon();
    await set(old, "expires_at = now() - interval '1 second'");
    expect(codeOf(await revokeCoupon(growth, old))).toBe("coupon_expired");
    await expireCoupons();
    expect(codeOf(await revokeCoupon(growth, old))).toBe("coupon_expired");
    expect(await books(key)).toMatchObject({ expired: 1, revoked: 0, open: 0 });
    expect([...(await audits(code)), ...(await audits(old))]).toEqual([]);
    expect(codeOf(await revokeCoupon(growth, "NOSUCH-CODE"))).toBe("coupon_not_found");
  });

  it("races with redeeming: exactly one of the two happens", async () => {
    for (const _ of range(10)) {
      const { key, code } = await coupon();
      const [revoked, redeemed] = await Promise.all([revokeCoupon(growth, code), redeem(code)]);
      expect([codeOf(revoked), codeOf(redeemed)].sort()).toEqual(
        codeOf(revoked) === "ok" ? ["coupon_revoked", "ok"] : ["coupon_already_redeemed", "ok"],
      );
      const { revoked: gone, redeemed: used } = await books(key);
      expect(gone + used).toBe(1);
    }
  });
});

describe("expiring", () => {
  const age = (key: string) =>
    client.query(
      `UPDATE coupon SET expires_at = now() - interval '1 second'
       WHERE campaign_id = (SELECT id FROM campaign WHERE key = $1)`,
      [key],
    );

  it("sweeps each coupon once across workers, frees what it held, and tells flag readers once", async () => {
    await expireCoupons();
    const key = await liveCampaign({ limits: { discount: 2500 * 1200 } });
    const open = await liveCampaign();
    await Promise.all(range(1200).map(() => another(key)));
    const fresh = await another(open);
    await age(key);
    const before = await version();
    const swept = await Promise.all(range(4).map(() => expireCoupons()));
    const rest = await expireCoupons();
    expect(swept.reduce((sum, n) => sum + n, rest)).toBe(1200);
    expect(await books(key)).toMatchObject({ issued: 1200, expired: 1200, open: 0 });
    expect(await version()).toBe(before + 1);
    expect(await statusOf(fresh)).toBe("issued");
    expect(await expireCoupons()).toBe(0);
  });

  it("leaves redeemed, revoked and extended coupons alone", async () => {
    const key = await liveCampaign();
    const [redeemed, revoked, extended] = [await another(key), await another(key), await another(key)];
    unwrap(await redeem(redeemed));
    unwrap(await revokeCoupon(growth, revoked));
    await age(key);
    await set(extended, "expires_at = now() + interval '1 day'");
    await expireCoupons();
    expect([await statusOf(redeemed), await statusOf(revoked), await statusOf(extended)]).toEqual([
      "redeemed",
      "revoked",
      "issued",
    ]);
    expect(await books(key)).toMatchObject({ expired: 0, revoked: 1, redeemed: 1, open: 2500 });
  });
});
