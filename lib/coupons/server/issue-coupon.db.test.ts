import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  chatbot,
  codeOf,
  draftCampaign,
  growth,
  liveCampaign,
  openClient,
  readBooks,
  setSwitch,
  tally,
  unwrap,
} from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { archiveCampaign, editCampaign, endCampaign, pauseCampaign } from "../../campaigns/server";
import { CHANGES_CHANNEL } from "../../platform/changes";
import { closeDatabase, useDatabase } from "../../platform/db";
import { codeSymbols } from "../coupon-code";
import { issuedCouponSchema } from "../coupon-view";
import { closeCouponLanes, issueCoupon } from ".";
import { createIssueLane } from "./issue-sql";

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase("issue");
  await useDatabase(database.url);
  client = await openClient(database.url);
});
afterEach(() => setSwitch(client, {}));
afterAll(async () => {
  await closeCouponLanes();
  await client?.end();
  await closeDatabase();
  await database?.drop();
});

const issue = (key: string, subject: string = randomUUID(), idempotencyKey?: string, body = subject) =>
  issueCoupon(
    chatbot,
    key,
    { subject },
    idempotencyKey ? { scope: `k POST /${key}`, key: idempotencyKey, requestHash: body } : null,
  );
const many = (n: number, one: (index: number) => ReturnType<typeof issue>) =>
  Promise.all(Array.from({ length: n }, (_, index) => one(index)));
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const set = (key: string, assignments: string) =>
  client.query(`UPDATE campaign SET ${assignments} WHERE key = $1`, [key]);
const issuedOf = async (key: string) => (await readBooks(client, key)).counters.issued;

describe("an issued coupon", () => {
  it("has the form of the contract, with a code of the campaign's prefix and readable symbols", async () => {
    const key = await liveCampaign({
      codePrefix: "SHA",
      discount: { kind: "percent_off", value: 20, maxAmount: 5000, currency: "CNY" },
      couponValidHours: 336,
    });
    const { coupon, replayed } = unwrap(await issue(key, "user 7 用户"));
    expect(replayed).toBe(false);
    expect(issuedCouponSchema.strict().parse(coupon)).toEqual(coupon);
    expect(coupon).toMatchObject({
      campaign: key,
      subject: "user 7 用户",
      status: "issued",
      discount: { kind: "percent_off", value: 20, maxAmount: 5000, currency: "CNY" },
    });
    expect(coupon.code).toMatch(new RegExp(`^SHA(-[${codeSymbols}]{4}){3}$`));
    expect(Date.parse(coupon.expiresAt ?? "") - Date.parse(coupon.issuedAt)).toBe(336 * 3_600_000);
    const { rows } = await client.query("SELECT * FROM coupon WHERE id = $1", [coupon.id]);
    expect(rows[0]).toMatchObject({ code: coupon.code, status: "issued", discount_held: "5000" });
    expect(rows[0].issued_at.toISOString()).toBe(coupon.issuedAt);
  });

  it.each([
    ["", /^[^-]{4}-/],
    ["QWEN-", /^QWEN-[^-]{4}-/],
    ["A1", /^A1-[^-]{4}-/],
  ])("with the prefix %j looks like %s", async (codePrefix, form) => {
    const key = await liveCampaign(codePrefix ? { codePrefix } : {});
    expect(unwrap(await issue(key)).coupon.code).toMatch(form);
  });

  it("expires with its campaign when it has no time of its own, and never when neither has", async () => {
    const endsAt = inMs(3_600_000);
    expect(unwrap(await issue(await liveCampaign({ endsAt }))).coupon.expiresAt).toBe(endsAt);
    expect(unwrap(await issue(await liveCampaign())).coupon.expiresAt).toBeNull();
    const both = await liveCampaign({ endsAt, couponValidHours: 48 });
    expect(Date.parse(unwrap(await issue(both)).coupon.expiresAt ?? "")).toBeGreaterThan(Date.parse(endsAt));
  });

  it("gets another code when its own exists already, and takes nobody down with it", async () => {
    const symbols = ["SAMESAMESAME", "SAMESAMESAME", "222222222222", "SAMESAMESAME", "333333333333"];
    const lane = createIssueLane({ symbols: () => symbols.shift() ?? randomUUID().toUpperCase() });
    const key = await liveCampaign();
    const ask = () => issueCoupon(chatbot, key, { subject: randomUUID() }, null, lane);
    const first = unwrap(await ask()).coupon.code;
    const second = unwrap(await ask()).coupon.code;
    const both = await Promise.all([ask(), ask()]);
    await lane.close();
    expect([first, second]).toEqual(["SAME-SAME-SAME", "2222-2222-2222"]);
    expect(tally(both)).toEqual({ ok: 2 });
    expect(await issuedOf(key)).toBe(4);
  });
});

describe("no coupon, and the first true reason, when", () => {
  const cases: { name: string; code: string; make: () => Promise<string> }[] = [
    { name: "there is no such campaign", code: "not_found", make: async () => "no-such-campaign" },
    { name: "the key cannot be one", code: "not_found", make: async () => "NO such\0" },
    { name: "it is a draft", code: "campaign_not_active", make: () => draftCampaign() },
    {
      name: "it is archived",
      code: "campaign_not_active",
      make: async () => {
        const key = await liveCampaign();
        unwrap(await endCampaign(growth, key));
        unwrap(await archiveCampaign(growth, key));
        return key;
      },
    },
    {
      name: "its start lies ahead",
      code: "campaign_not_started",
      make: () => liveCampaign({ startsAt: inMs(60_000) }),
    },
    {
      name: "it is paused before its start",
      code: "campaign_not_started",
      make: async () => {
        const key = await liveCampaign({ startsAt: inMs(60_000) });
        unwrap(await pauseCampaign(growth, key));
        return key;
      },
    },
    {
      name: "it has ended",
      code: "campaign_ended",
      make: async () => {
        const key = await liveCampaign();
        unwrap(await endCampaign(growth, key));
        return key;
      },
    },
    {
      name: "its end has passed and nobody has moved it yet",
      code: "campaign_ended",
      make: async () => {
        const key = await liveCampaign();
        await set(key, "ends_at = now() - interval '1 second'");
        return key;
      },
    },
    {
      name: "it is paused and its end has passed",
      code: "campaign_ended",
      make: async () => {
        const key = await liveCampaign();
        unwrap(await pauseCampaign(growth, key));
        await set(key, "ends_at = now() - interval '1 second'");
        return key;
      },
    },
    {
      name: "it is paused",
      code: "campaign_paused",
      make: async () => {
        const key = await liveCampaign({ limits: { coupons: 1 } });
        unwrap(await issue(key, "the subject"));
        unwrap(await pauseCampaign(growth, key));
        return key;
      },
    },
    {
      name: "the subject has had its coupon, though budget and coupons are gone too",
      code: "subject_limit_reached",
      make: async () => {
        const key = await liveCampaign({ limits: { coupons: 1, perSubject: 1, discount: 2500 } });
        unwrap(await issue(key, "the subject"));
        return key;
      },
    },
    {
      name: "the budget is promised, though the coupons are gone too",
      code: "budget_exhausted",
      make: async () => {
        const key = await liveCampaign({ limits: { coupons: 1, discount: 2500 } });
        unwrap(await issue(key));
        return key;
      },
    },
    {
      name: "what is left of the budget is less than a coupon may cost",
      code: "budget_exhausted",
      make: () => liveCampaign({ limits: { discount: 2499 } }),
    },
    {
      name: "the coupons are gone and the budget is not",
      code: "campaign_exhausted",
      make: async () => {
        const key = await liveCampaign({ limits: { coupons: 1, discount: 5000 } });
        unwrap(await issue(key));
        return key;
      },
    },
  ];

  it.each(cases)("$name: $code", async ({ code, make }) => {
    const key = await make();
    expect(codeOf(await issue(key, "the subject"))).toBe(code);
    await setSwitch(client, { issuance: "paused" });
    expect(codeOf(await issue(key, "the subject"))).toBe(code === "not_found" ? code : "promotions_paused");
  });

  it("only redemption is paused: coupons are issued", async () => {
    const key = await liveCampaign();
    await setSwitch(client, { redemption: "paused" });
    expect(codeOf(await issue(key))).toBe("ok");
  });

  it("the key lacks the scope", async () => {
    const key = await liveCampaign();
    for (const actor of [growth, { ...chatbot, scopes: ["campaigns:write" as const] }]) {
      expect(codeOf(await issueCoupon(actor, key, { subject: "s" }))).toBe("forbidden");
    }
    expect(await issuedOf(key)).toBe(0);
  });

  it("its sentence names the campaign and the time that it speaks of", async () => {
    const startsAt = inMs(60_000);
    const key = await liveCampaign({ startsAt });
    expect(await issue(key)).toMatchObject({
      error: { detail: `The campaign ${key} has not started: it starts at ${startsAt}.` },
    });
  });
});

it("a scheduled campaign issues from its start on, by the database's clock, before any worker has moved it", async () => {
  const key = await liveCampaign({ startsAt: inMs(60_000) });
  await set(key, "starts_at = now() - interval '1 millisecond'");
  expect(codeOf(await issue(key))).toBe("ok");
  const { rows } = await client.query("SELECT status FROM campaign WHERE key = $1", [key]);
  expect(rows[0].status).toBe("scheduled");
});

describe("limits, in one batch", () => {
  it("every coupon of the limit is issued and not one more", async () => {
    const key = await liveCampaign({ limits: { coupons: 40 } });
    expect(tally(await many(700, () => issue(key)))).toEqual({ ok: 40, campaign_exhausted: 660 });
    const { counters, counted, bySubject, byMinute } = await readBooks(client, key);
    expect(counters).toEqual(counted);
    expect([counters.issued, bySubject, byMinute]).toEqual([40, 40, 40]);
  });

  it("64 twins of one subject get as many as one may have; nobody else loses a coupon by them", async () => {
    const key = await liveCampaign({ limits: { coupons: 12, perSubject: 2 } });
    const twins = many(64, () => issue(key, "the twin"));
    const others = many(10, () => issue(key));
    expect(tally(await twins)).toEqual({ ok: 2, subject_limit_reached: 62 });
    expect(tally(await others)).toEqual({ ok: 10 });
  });

  it("a subject that was refused a last coupon is told so, not that it had one", async () => {
    const key = await liveCampaign({ limits: { coupons: 1, perSubject: 1 } });
    const [first, ...rest] = await Promise.all([
      issue(key, "a"),
      issue(key, "b"),
      issue(key, "b"),
      issue(key, "a"),
    ]);
    expect(codeOf(first)).toBe("ok");
    expect(rest.map(codeOf)).toEqual(["campaign_exhausted", "campaign_exhausted", "subject_limit_reached"]);
  });

  it("the budget goes to the last coupon that it covers", async () => {
    const key = await liveCampaign({ limits: { coupons: 100, discount: 2500 * 7 + 2499 } });
    expect(tally(await many(50, () => issue(key)))).toEqual({ ok: 7, budget_exhausted: 43 });
    expect((await readBooks(client, key)).counters).toMatchObject({ issued: 7, open: 17_500, spent: 0 });
  });

  it("each caller of a batch gets the answer of its own campaign", async () => {
    const open = await liveCampaign();
    const last = await liveCampaign({ limits: { coupons: 1 } });
    const draft = await draftCampaign();
    const results = await Promise.all([
      issue(draft),
      issue(last),
      issue("unknown-one"),
      issue(open),
      issue(last),
    ]);
    expect(results.map(codeOf)).toEqual([
      "campaign_not_active",
      "ok",
      "not_found",
      "ok",
      "campaign_exhausted",
    ]);
  });

  it("a limit edited in later counts the coupons from before", async () => {
    const key = await liveCampaign();
    await many(3, () => issue(key, "early"));
    unwrap(await editCampaign(growth, key, { limits: { perSubject: 3, discount: 10_000 } }, 2));
    expect(codeOf(await issue(key, "early"))).toBe("subject_limit_reached");
    expect(tally(await many(2, () => issue(key)))).toEqual({ ok: 1, budget_exhausted: 1 });
  });

  it.each([
    { kind: "percent_off" as const, value: 10, currency: "CNY" },
    { kind: "fixed_price" as const, value: 100, currency: "CNY" },
  ])(
    "a coupon of unknown cost ($kind) holds nothing and is issued while anything is left",
    async (discount) => {
      const key = await liveCampaign({ discount, limits: { discount: 1000 } });
      expect(tally(await many(5, () => issue(key)))).toEqual({ ok: 5 });
      await set(key, "discount_spent = 999");
      expect(codeOf(await issue(key))).toBe("ok");
      await set(key, "discount_spent = 1000");
      expect(codeOf(await issue(key))).toBe("budget_exhausted");
      expect((await readBooks(client, key)).counters.open).toBe(0);
    },
  );

  it("a budget held by coupons past their time is free before any worker has swept them", async () => {
    const key = await liveCampaign({ limits: { discount: 7500 } });
    await many(3, () => issue(key));
    expect(codeOf(await issue(key))).toBe("budget_exhausted");
    await client.query(
      `UPDATE coupon SET expires_at = now() - interval '1 second'
       WHERE id IN (SELECT id FROM coupon WHERE campaign_id = (SELECT id FROM campaign WHERE key = $1) LIMIT 2)`,
      [key],
    );
    expect(tally(await many(5, () => issue(key)))).toEqual({ ok: 2, budget_exhausted: 3 });
    const { counters, counted } = await readBooks(client, key);
    expect(counters).toEqual(counted);
    expect(counters).toMatchObject({ issued: 5, expired: 2, open: 7500 });
  });
});

describe("with an Idempotency-Key", () => {
  it("a repeated request gets the same coupon, also during a pause and when all are gone", async () => {
    const key = await liveCampaign({ limits: { coupons: 1, perSubject: 1 } });
    const first = unwrap(await issue(key, "s", "one"));
    expect(unwrap(await issue(key, "s", "one"))).toEqual({ coupon: first.coupon, replayed: true });
    await setSwitch(client, { issuance: "paused" });
    expect(unwrap(await issue(key, "s", "one"))).toEqual({ coupon: first.coupon, replayed: true });
    unwrap(await endCampaign(growth, key));
    expect(unwrap(await issue(key, "s", "one"))).toEqual({ coupon: first.coupon, replayed: true });
    expect(await issuedOf(key)).toBe(1);
  });

  it("64 twins at once get one coupon, and eat nobody's slot", async () => {
    const key = await liveCampaign({ limits: { coupons: 2 } });
    const twins = await many(64, () => issue(key, "twin", "same"));
    expect(new Set(twins.map((twin) => unwrap(twin).coupon.code)).size).toBe(1);
    expect(twins.filter((twin) => !unwrap(twin).replayed)).toHaveLength(1);
    expect(codeOf(await issue(key))).toBe("ok");
    expect(codeOf(await issue(key))).toBe("campaign_exhausted");
  });

  it("twins and replays in one batch with strangers eat nobody's slot", async () => {
    const key = await liveCampaign({ limits: { coupons: 4 } });
    unwrap(await issue(key, "before", "kept"));
    const batch = await Promise.all([
      issue(key, "before", "kept"),
      issue(key, "a", "new"),
      issue(key, "before", "kept"),
      issue(key, "a", "new"),
      issue(key, "b"),
      issue(key, "c", "other"),
    ]);
    expect(tally(batch)).toEqual({ ok: 6 });
    expect(await issuedOf(key)).toBe(4);
  });

  it("another body is refused, whether the first is kept or still under way", async () => {
    const key = await liveCampaign();
    const [first, second] = await Promise.all([
      issue(key, "a", "k", "body a"),
      issue(key, "b", "k", "body b"),
    ]);
    expect([codeOf(first), codeOf(second)]).toEqual(["ok", "idempotency_key_reused"]);
    expect(codeOf(await issue(key, "b", "k", "body b"))).toBe("idempotency_key_reused");
    expect(await issuedOf(key)).toBe(1);
  });

  it("a refusal is not kept: the same key may be used again, also by another body at once", async () => {
    const key = await liveCampaign({ limits: { perSubject: 1 } });
    unwrap(await issue(key, "had one"));
    const [refused, granted] = await Promise.all([
      issue(key, "had one", "k", "body a"),
      issue(key, "had none", "k", "body b"),
    ]);
    expect([codeOf(refused), codeOf(granted)]).toEqual(["subject_limit_reached", "ok"]);
    await setSwitch(client, { issuance: "paused" });
    expect(codeOf(await issue(key, "later", "after the pause"))).toBe("promotions_paused");
    await setSwitch(client, {});
    expect(codeOf(await issue(key, "later", "after the pause"))).toBe("ok");
  });

  it("the answer is forgotten after 24 hours", async () => {
    const key = await liveCampaign();
    const first = unwrap(await issue(key, "s", "daily")).coupon;
    await client.query(
      "UPDATE idempotency_record SET created_at = now() - interval '25 hours' WHERE key = 'daily'",
    );
    const second = unwrap(await issue(key, "s", "daily", "another body")).coupon;
    expect(second.code).not.toBe(first.code);
    expect(unwrap(await issue(key, "s", "daily", "another body")).coupon).toEqual(second);
  });
});

describe("flag readers", () => {
  const version = async () =>
    Number((await client.query("SELECT version FROM change_version")).rows[0].version);

  it.each([
    { name: "the last coupon", limits: { coupons: 3 } },
    { name: "the last of the budget", limits: { discount: 7500 } },
  ])("are told once, with $name, and not before or after", async ({ limits }) => {
    const key = await liveCampaign({ limits });
    const told: string[] = [];
    const listener = await openClient(database.url);
    listener.on("notification", ({ payload }) => told.push(payload ?? ""));
    await listener.query(`LISTEN ${CHANGES_CHANNEL}`);
    const before = await version();
    await issue(key);
    await issue(key);
    expect(await version()).toBe(before);
    await many(5, () => issue(key));
    expect(await version()).toBe(before + 1);
    await many(5, () => issue(key));
    expect(await version()).toBe(before + 1);
    await listener.query("SELECT 1");
    await listener.end();
    expect(told).toEqual([String(before + 1)]);
  });
});
