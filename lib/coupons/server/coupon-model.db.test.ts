import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  chatbot,
  codeOf,
  growth,
  liveCampaign,
  openClient,
  readBooks,
  setSwitch,
} from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import type { CampaignInput } from "../../campaigns";
import { closeDatabase, useDatabase } from "../../platform/db";
import {
  closeCouponLanes,
  expireCoupons,
  issueCoupon,
  redeemCoupon,
  revokeCoupon,
  rollBackRedemption,
} from ".";

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase("coupon_model");
  await useDatabase(database.url);
  client = await openClient(database.url);
});
afterAll(async () => {
  await closeCouponLanes();
  await client?.end();
  await closeDatabase();
  await database?.drop();
});

// The contract in miniature: one campaign, no concurrency, no time but what `lapse` says ----------------------------

type Rules = Pick<CampaignInput, "discount"> & {
  limits: { coupons?: number; perSubject?: number; discount?: number };
};
type Act =
  | { act: "issue"; subject: string }
  | { act: "redeem"; coupon: string; stranger: boolean; amount: number | undefined }
  | { act: "roll back"; redemption: string }
  | { act: "revoke"; coupon: string }
  | { act: "lapse"; coupon: string };
type Coupon = { subject: string; status: "issued" | "redeemed" | "expired" | "revoked"; held: number };
type Redemption = { coupon: string; discount: number | undefined; rolledBack: boolean };
type World = {
  paused: { issuance: boolean; redemption: boolean };
  spent: number;
  coupons: Record<string, Coupon>;
  redemptions: Record<string, Redemption>;
};

const NONE = Number.POSITIVE_INFINITY;

function most({ discount }: Rules): number | undefined {
  return discount.kind === "amount_off"
    ? discount.value
    : discount.kind === "percent_off"
      ? discount.maxAmount
      : undefined;
}

function discountOf(
  { discount: { kind, value, maxAmount } }: Rules,
  amount: number | undefined,
): number | undefined {
  if (amount === undefined) return kind === "amount_off" ? value : undefined;
  if (kind === "amount_off") return Math.min(value, amount);
  if (kind === "fixed_price") return Math.max(0, amount - value);
  return Math.min(Math.floor((amount * value + 50) / 100), maxAmount ?? NONE);
}

const all = (world: World) => Object.values(world.coupons);
const open = (world: World) => all(world).reduce((sum, { held }) => sum + held, 0);
const room = (rules: Rules, world: World) => (rules.limits.discount ?? NONE) - world.spent - open(world);

/** What the act answers, changing the world; `id` names what it makes. */
function happen(rules: Rules, world: World, act: Act, id: string): string {
  const { limits } = rules;
  if (act.act === "issue") {
    if (world.paused.issuance) return "promotions_paused";
    const own = all(world).filter(({ subject }) => subject === act.subject).length;
    if (own >= (limits.perSubject ?? NONE)) return "subject_limit_reached";
    if (room(rules, world) < Math.max(most(rules) ?? 1, 1)) return "budget_exhausted";
    if (all(world).length >= (limits.coupons ?? NONE)) return "campaign_exhausted";
    world.coupons[id] = { subject: act.subject, status: "issued", held: most(rules) ?? 0 };
    return "ok";
  }
  if (act.act === "roll back") {
    const redemption = world.redemptions[act.redemption];
    const coupon = redemption && world.coupons[redemption.coupon];
    if (!redemption || !coupon) return "not_found";
    if (redemption.rolledBack) return "ok";
    redemption.rolledBack = true;
    coupon.status = "issued";
    if (redemption.discount === undefined) return "ok";
    world.spent -= redemption.discount;
    coupon.held = Math.min(most(rules) ?? 0, room(rules, world));
    return "ok";
  }
  const coupon = world.coupons[act.coupon];
  if (!coupon) return "coupon_not_found";
  if (act.act === "lapse") {
    if (coupon.status === "issued") Object.assign(coupon, { status: "expired", held: 0 });
    return "ok";
  }
  if (act.act === "revoke") {
    if (coupon.status === "redeemed") return "coupon_already_redeemed";
    if (coupon.status === "expired") return "coupon_expired";
    Object.assign(coupon, { status: "revoked", held: 0 });
    return "ok";
  }
  if (world.paused.redemption) return "redemption_paused";
  if (coupon.status === "revoked") return "coupon_revoked";
  if (coupon.status === "redeemed") return "coupon_already_redeemed";
  if (coupon.status === "expired") return "coupon_expired";
  if (act.stranger) return "subject_mismatch";
  const discount = discountOf(rules, act.amount);
  if (discount === undefined) {
    if (limits.discount !== undefined && coupon.held < (most(rules) ?? NONE)) return "invalid_request";
  } else {
    if (discount > room(rules, world) + coupon.held) return "budget_exhausted";
    world.spent += discount;
    coupon.held = 0;
  }
  coupon.status = "redeemed";
  world.redemptions[id] = { coupon: act.coupon, discount, rolledBack: false };
  return "ok";
}

function books(world: World) {
  const count = (status: Coupon["status"]) => all(world).filter((coupon) => coupon.status === status).length;
  return {
    issued: all(world).length,
    redeemed: count("redeemed"),
    expired: count("expired"),
    revoked: count("revoked"),
    spent: world.spent,
    open: open(world),
  };
}

// What is tried ------------------------------------------------------------------------------------------------------

const currency = "CNY";
const rules: fc.Arbitrary<Rules> = fc.record({
  discount: fc.oneof(
    fc.record({
      kind: fc.constant("amount_off" as const),
      value: fc.integer({ min: 1, max: 40 }),
      currency: fc.constant(currency),
    }),
    fc.record({
      kind: fc.constant("percent_off" as const),
      value: fc.integer({ min: 1, max: 100 }),
      currency: fc.constant(currency),
      maxAmount: fc.integer({ min: 1, max: 40 }),
    }),
    fc.record({
      kind: fc.constant("percent_off" as const),
      value: fc.integer({ min: 1, max: 100 }),
      currency: fc.constant(currency),
    }),
    fc.record({
      kind: fc.constant("fixed_price" as const),
      value: fc.integer({ min: 1, max: 40 }),
      currency: fc.constant(currency),
    }),
  ),
  limits: fc.record(
    {
      coupons: fc.integer({ min: 1, max: 8 }),
      perSubject: fc.integer({ min: 1, max: 3 }),
      discount: fc.integer({ min: 1, max: 120 }),
    },
    { requiredKeys: [] },
  ),
});

type Step =
  | { switch: { issuance: boolean; redemption: boolean } }
  | {
      acts: {
        kind: Act["act"];
        pick: number;
        subject: string;
        stranger: boolean;
        amount: number | undefined;
      }[];
    };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({ switch: fc.record({ issuance: fc.boolean(), redemption: fc.boolean() }) }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      acts: fc.array(
        fc.record({
          kind: fc.oneof(
            { weight: 5, arbitrary: fc.constant("issue" as const) },
            { weight: 5, arbitrary: fc.constant("redeem" as const) },
            { weight: 2, arbitrary: fc.constant("roll back" as const) },
            { weight: 1, arbitrary: fc.constant("revoke" as const) },
            { weight: 1, arbitrary: fc.constant("lapse" as const) },
          ),
          pick: fc.nat({ max: 7 }),
          subject: fc.constantFrom("ann", "bo", "chi"),
          stranger: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
          amount: fc.option(fc.integer({ min: 0, max: 150 }), { nil: undefined }),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  },
);

function permutations<T>(items: T[]): T[][] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, at) =>
    permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]),
  );
}

it("acts in any order, alone or at once, answer and count as if they had come one after the other", async () => {
  await fc.assert(
    fc.asyncProperty(rules, fc.array(step, { minLength: 3, maxLength: 14 }), async (given, steps) => {
      const key = await liveCampaign(given);
      await setSwitch(client, {});
      let world: World = {
        paused: { issuance: false, redemption: false },
        spent: 0,
        coupons: {},
        redemptions: {},
      };
      const codes: Record<string, string> = {};
      const redemptions: Record<string, string> = {};

      const perform = async (act: Act, id: string): Promise<string> => {
        if (act.act === "issue") {
          const issued = await issueCoupon(chatbot, key, { subject: act.subject });
          if (issued.ok) codes[id] = issued.value.coupon.code;
          return codeOf(issued);
        }
        if (act.act === "roll back") {
          const of = redemptions[act.redemption] ?? "00000000-0000-7000-8000-000000000000";
          return codeOf(await rollBackRedemption(chatbot, of));
        }
        const code = codes[act.coupon] ?? "NOSUCH-CODE";
        if (act.act === "revoke") {
          const revoked = await revokeCoupon(growth, code);
          return codeOf(revoked);
        }
        if (act.act === "lapse") {
          // the model's time passes only for coupons that are out: others keep theirs
          const sql =
            "UPDATE coupon SET expires_at = now() - interval '1 s' WHERE code = $1 AND status = 'issued'";
          await client.query(sql, [code]);
          return codes[act.coupon] ? "ok" : "coupon_not_found";
        }
        const subject = act.stranger ? "stranger" : (world.coupons[act.coupon]?.subject ?? "ann");
        const order = act.amount === undefined ? {} : { amount: act.amount, currency };
        const redeemed = await redeemCoupon(chatbot, code, { subject, ...order });
        if (redeemed.ok) redemptions[id] = redeemed.value.redemption.id;
        return codeOf(redeemed);
      };

      for (const [nth, one] of steps.entries()) {
        if ("switch" in one) {
          world.paused = one.switch;
          const position = (paused: boolean) => (paused ? "paused" : "on");
          await setSwitch(client, {
            issuance: position(one.switch.issuance),
            redemption: position(one.switch.redemption),
          });
          continue;
        }
        const [known, done] = [Object.keys(world.coupons), Object.keys(world.redemptions)];
        const acts = one.acts.map(({ kind, pick, subject, stranger, amount }): Act => {
          const coupon = known[pick % (known.length || 1)] ?? "none";
          if (kind === "issue") return { act: kind, subject };
          if (kind === "redeem") return { act: kind, coupon, stranger, amount };
          if (kind === "roll back")
            return { act: kind, redemption: done[pick % (done.length || 1)] ?? "none" };
          return { act: kind, coupon };
        });
        // one lapse a round: the test has one connection for it
        const tried = acts
          .map((act, at) => ({ act, id: `${nth}.${at}` }))
          .filter(
            ({ act }, at) => act.act !== "lapse" || acts.findIndex((first) => first.act === "lapse") === at,
          );
        const answers = await Promise.all(tried.map(({ act, id }) => perform(act, id)));
        await expireCoupons();
        const { counters, counted } = await readBooks(client, key);
        expect(counters).toEqual(counted);
        expect(counters.spent + counters.open).toBeLessThanOrEqual(given.limits.discount ?? NONE);
        const orders = permutations(tried.map((entry, at) => ({ ...entry, answer: answers[at] })));
        const explained = orders
          .map((order) => {
            const next = structuredClone(world);
            const fits = order.every(({ act, id, answer }) => happen(given, next, act, id) === answer);
            return fits && isDeepStrictEqual(books(next), counters) ? next : null;
          })
          .find((next) => next !== null);
        if (!explained) {
          throw new Error(
            `no order of these acts explains the answers ${answers.join(", ")} and the books ${JSON.stringify(counters)}:\n${JSON.stringify({ given, before: world, tried }, null, 1)}`,
          );
        }
        world = explained;
      }
    }),
    { numRuns: 60 },
  );
}, 120_000);
