import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type Act,
  booksOf,
  happen,
  type Limits,
  newWorld,
  type Rules,
  statusesOf,
} from "../../../e2e/fixtures/coupon-model";
import {
  chatbot,
  codeOf,
  growth,
  liveCampaign,
  openClient,
  readBooks,
  setSwitch,
  unwrap,
} from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { editCampaign, getCampaign, pauseCampaign, resumeCampaign } from "../../campaigns/server";
import { closeDatabase, pool, useDatabase } from "../../platform/db";
import {
  closeCouponLanes,
  expireCoupons,
  freeHeldCoupons,
  getCoupon,
  holdCoupon,
  issueCoupon,
  redeemCoupon,
  refundRedemption,
  releaseCoupon,
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

// What is tried ------------------------------------------------------------------------------------------------------

const currency = "CNY";
const anyOf = <T>(...values: T[]) => fc.constantFrom(...values);
const kindOf = <K extends string>(kind: K) => fc.constant(kind);
const discount: fc.Arbitrary<Rules["discount"]> = fc.oneof(
  fc.record({
    kind: kindOf("amount_off"),
    value: fc.integer({ min: 1, max: 40 }),
    currency: kindOf(currency),
  }),
  fc.record({
    kind: kindOf("percent_off"),
    value: fc.integer({ min: 1, max: 100 }),
    currency: kindOf(currency),
    maxAmount: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({
    kind: kindOf("percent_off"),
    value: fc.integer({ min: 1, max: 100 }),
    currency: kindOf(currency),
  }),
  fc.record({
    kind: kindOf("fixed_price"),
    value: fc.integer({ min: 1, max: 40 }),
    currency: kindOf(currency),
  }),
);
const rules: fc.Arbitrary<Rules> = fc.record({
  discount,
  rollback: fc.oneof(
    { weight: 3, arbitrary: kindOf("returns") },
    { weight: 1, arbitrary: kindOf("uses_up") },
  ),
});
const limits: fc.Arbitrary<Limits> = fc.record(
  {
    coupons: fc.integer({ min: 1, max: 8 }),
    perSubject: fc.integer({ min: 1, max: 3 }),
    perSubjectPerMonth: fc.integer({ min: 1, max: 3 }),
    discount: fc.integer({ min: 1, max: 120 }),
  },
  { requiredKeys: [] },
);

const weighted: [number, Act["act"]][] = [
  [6, "issue"],
  [6, "redeem"],
  [3, "hold"],
  [1, "release"],
  [1, "hold over"],
  [3, "roll back"],
  [2, "refund"],
  [1, "revoke"],
  [1, "lapse"],
  [1, "edit"],
  [1, "pause"],
  [1, "resume"],
];
const drawn = fc.record({
  kind: fc.oneof(...weighted.map(([weight, kind]) => ({ weight, arbitrary: fc.constant(kind) }))),
  pick: fc.nat({ max: 7 }),
  subject: anyOf("ann", "bo", "chi"),
  order: fc.option(anyOf("o-1", "o-2"), { nil: undefined }),
  stranger: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  amount: fc.option(fc.integer({ min: 0, max: 150 }), { nil: undefined }),
  part: fc.integer({ min: 1, max: 80 }),
  limits,
});
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

/** Makes of what was drawn an act upon what there is. */
function toAct(one: Drawn, coupons: string[], redemptions: string[]): Act {
  const { kind, pick, subject, order, stranger, amount, part } = one;
  const coupon = coupons[pick % (coupons.length || 1)] ?? "none";
  const redemption = redemptions[pick % (redemptions.length || 1)] ?? "none";
  switch (kind) {
    case "issue":
      return { act: kind, subject };
    case "hold":
    case "release":
      return { act: kind, coupon, stranger, order };
    case "redeem":
      return { act: kind, coupon, stranger, order, amount };
    case "refund":
      return { act: kind, redemption, part };
    case "roll back":
      return { act: kind, redemption };
    case "edit":
      return { act: kind, limits: one.limits };
    case "pause":
      return { act: kind, redemption: stranger };
    case "resume":
      return { act: kind };
    default:
      return { act: kind, coupon };
  }
}

/** A zone in which it is about noon: no day, week or month ends while a test runs. */
function noonZone(): string {
  const ahead = 12 - new Date().getUTCHours();
  return ahead === 0 ? "UTC" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}

/** Performs acts upon one campaign as the product does, and remembers what the model's names stand for. */
function performer(key: string, subjectOf: (coupon: string) => string) {
  const codes: Record<string, string> = {};
  const redemptions: Record<string, string> = {};
  const none = "00000000-0000-7000-8000-000000000000";

  async function edit(limits: Limits): Promise<string> {
    const { revision } = unwrap(await getCampaign(growth, key));
    const { coupons = null, perSubject = null, perSubjectPerMonth = null, discount: money = null } = limits;
    const wanted = { coupons, perSubject, perSubjectPerMonth, discount: money };
    return codeOf(await editCampaign(growth, key, { limits: wanted }, revision));
  }

  async function perform(act: Act, id: string): Promise<string> {
    switch (act.act) {
      case "issue": {
        const issued = await issueCoupon(chatbot, key, { subject: act.subject });
        if (issued.ok) codes[id] = issued.value.coupon.code;
        return codeOf(issued);
      }
      case "roll back":
        return codeOf(await rollBackRedemption(chatbot, redemptions[act.redemption] ?? none));
      case "refund":
        return codeOf(
          await refundRedemption(chatbot, redemptions[act.redemption] ?? none, { amount: act.part }),
        );
      case "edit":
        return edit(act.limits);
      case "pause":
        return codeOf(
          await pauseCampaign(growth, key, act.redemption ? { redemption: "paused" as const } : {}),
        );
      case "resume":
        return codeOf(await resumeCampaign(growth, key));
    }
    const code = codes[act.coupon] ?? "NOSUCH-CODE";
    const subject = "stranger" in act && act.stranger ? "stranger" : subjectOf(act.coupon);
    const orderId = "order" in act && act.order !== undefined ? { orderId: act.order } : {};
    switch (act.act) {
      case "hold":
        return codeOf(await holdCoupon(chatbot, code, { subject, ...orderId }));
      case "release":
        return codeOf(await releaseCoupon(chatbot, code, { subject, ...orderId }));
      case "revoke":
        return codeOf(await revokeCoupon(growth, code));
      case "redeem": {
        const money = act.amount === undefined ? {} : { amount: act.amount, currency };
        const redeemed = await redeemCoupon(chatbot, code, { subject, ...orderId, ...money });
        if (redeemed.ok) redemptions[id] = redeemed.value.redemption.id;
        return codeOf(redeemed);
      }
    }
    // the model's time passes only for what is out: others keep theirs
    const set =
      act.act === "lapse"
        ? "expires_at = now() - interval '1 s' WHERE status IN ('issued', 'held')"
        : "held_until = now() - interval '1 s' WHERE status = 'held'";
    await pool().query(`UPDATE coupon SET ${set} AND code = $1`, [code]);
    return codes[act.coupon] ? "ok" : "coupon_not_found";
  }

  return { perform, codes, redemptions };
}

function permutations<T>(items: T[]): T[][] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, at) =>
    permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]),
  );
}

// each of these once a round: time passes once, and moves of a campaign would answer edit_conflict
const clock: Act["act"][] = ["lapse", "hold over"];
const moves: Act["act"][] = ["edit", "pause", "resume"];
function isFirstOfItsGroup({ act }: Act, at: number, acts: Act[]): boolean {
  const group = [clock, moves].find((kinds) => kinds.includes(act));
  return !group || acts.findIndex((one) => group.includes(one.act)) === at;
}

type Step = { switch: { issuance: boolean; redemption: boolean } } | { acts: Drawn[] };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({ switch: fc.record({ issuance: fc.boolean(), redemption: fc.boolean() }) }),
  },
  { weight: 11, arbitrary: fc.record({ acts: fc.array(drawn, { minLength: 1, maxLength: 4 }) }) },
);
const position = (paused: boolean) => (paused ? "paused" : "on");

it("acts in any order, alone or at once, answer and count as if they had come one after the other", async () => {
  await fc.assert(
    fc.asyncProperty(
      rules,
      limits,
      fc.array(step, { minLength: 3, maxLength: 14 }),
      async (given, first, steps) => {
        const key = await liveCampaign({ ...given, limits: first, timeZone: noonZone() });
        await setSwitch(client, {});
        let world = newWorld(first);
        const { perform, codes } = performer(key, (coupon) => world.coupons[coupon]?.subject ?? "ann");
        for (const [nth, one] of steps.entries()) {
          if ("switch" in one) {
            const { issuance, redemption } = one.switch;
            world.everything = one.switch;
            await setSwitch(client, { issuance: position(issuance), redemption: position(redemption) });
            continue;
          }
          const [known, done] = [Object.keys(world.coupons), Object.keys(world.redemptions)];
          const tried = one.acts
            .map((drawnAct) => toAct(drawnAct, known, done))
            .filter(isFirstOfItsGroup)
            .map((act, at) => ({ act, id: `${nth}.${at}` }));
          const answers = await Promise.all(tried.map(({ act, id }) => perform(act, id)));
          await expireCoupons();
          if (nth % 2) await freeHeldCoupons();
          const { counters, counted } = await readBooks(client, key);
          expect(counters).toEqual(counted);
          const statuses: Record<string, string> = {};
          for (const [id, code] of Object.entries(codes))
            statuses[id] = unwrap(await getCoupon(growth, code)).status;
          const explained = permutations(tried.map((entry, at) => ({ ...entry, answer: answers[at] })))
            .map((order) => {
              const next = structuredClone(world);
              const fits = order.every(({ act, id, answer }) => happen(given, next, act, id) === answer);
              const same = () =>
                isDeepStrictEqual(booksOf(next), counters) && isDeepStrictEqual(statusesOf(next), statuses);
              return fits && same() ? next : null;
            })
            .find((next) => next !== null);
          if (!explained) {
            throw new Error(
              `no order of these acts explains the answers ${answers.join(", ")}, the books ${JSON.stringify(counters)} and the coupons ${JSON.stringify(statuses)}:\n${JSON.stringify({ given, before: world, tried }, null, 1)}`,
            );
          }
          world = explained;
          expect(counters.spent + counters.open).toBeLessThanOrEqual(
            world.limits.discount ?? Number.POSITIVE_INFINITY,
          );
        }
      },
    ),
    { numRuns: 40, endOnFailure: true },
  );
}, 240_000);

const CALLERS = 16;

it("sixteen callers at once: nothing beyond a limit, no refusal while something is left, every count as the rows say", async () => {
  const acts = fc.array(drawn, { minLength: 6, maxLength: 10 });
  const callers = fc.array(acts, { minLength: CALLERS, maxLength: CALLERS });
  await fc.assert(
    fc.asyncProperty(rules, limits, callers, async (given, first, all) => {
      const key = await liveCampaign({ ...given, limits: first, timeZone: noonZone() });
      await setSwitch(client, {});
      const subjects: Record<string, string> = {};
      const { perform, codes, redemptions } = performer(key, (coupon) => subjects[coupon] ?? "ann");
      const refused = new Set<string>();
      await Promise.all(
        all.map(async (own, caller) => {
          for (const [nth, one] of own.entries()) {
            const act = toAct(one, Object.keys(codes), Object.keys(redemptions));
            // limits stand still, so that a refusal can be held against them afterwards
            if (act.act === "edit") continue;
            const id = `${caller}.${nth}`;
            if (act.act === "issue") subjects[id] = act.subject;
            refused.add(`${await perform(act, id)} ${act.act === "issue" ? act.subject : ""}`.trim());
          }
        }),
      );
      await expireCoupons();
      const { counters, counted, bySubject, byMinute } = await readBooks(client, key);
      expect(counters).toEqual(counted);
      expect([bySubject, byMinute]).toEqual([counters.issued, counters.issued]);
      const { coupons = Number.POSITIVE_INFINITY, discount: budget = Number.POSITIVE_INFINITY } = first;
      expect(counters.issued).toBeLessThanOrEqual(coupons);
      expect(counters.spent + counters.open).toBeLessThanOrEqual(budget);
      const each = Math.min(
        first.perSubject ?? Number.POSITIVE_INFINITY,
        first.perSubjectPerMonth ?? Number.POSITIVE_INFINITY,
      );
      for (const subject of ["ann", "bo", "chi"]) {
        const { rows } = await client.query<{ had: number }>(
          `SELECT count(*)::int AS had FROM coupon k JOIN campaign c ON c.id = k.campaign_id
           WHERE c.key = $1 AND k.subject = $2`,
          [key, subject],
        );
        expect(rows[0]?.had).toBeLessThanOrEqual(each);
        if (refused.has(`subject_limit_reached ${subject}`)) expect(rows[0]?.had).toBe(each);
        if (refused.has(`campaign_exhausted ${subject}`)) expect(counters.issued).toBe(coupons);
      }
      expect([...refused].filter((code) => /^(internal_error|unavailable|rate_limited)/.test(code))).toEqual(
        [],
      );
    }),
    { numRuns: 12, endOnFailure: true },
  );
}, 240_000);
