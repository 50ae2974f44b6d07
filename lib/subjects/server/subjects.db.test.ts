import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chatbot, liveCampaign, readBooks, unwrap } from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { PersonActor, Role } from "../../auth";
import { allowAgain, denyEverywhere, getCampaign } from "../../campaigns/server";
import {
  closeCouponLanes,
  issueCoupon,
  redeemCoupon,
  revokeCoupons,
  rollBackRedemption,
} from "../../coupons/server";
import { createMachineApi } from "../../gateway/machine-api";
import { closeDatabase, pool, useDatabase } from "../../platform/db";
import { getUsageReport, recordUsage } from "../../usage/server";
import {
  carryOutRetention,
  eraseSubject,
  exportSubject,
  getRetention,
  getSubjectHoldings,
  setRetention,
} from ".";

const person = (role: Role): PersonActor => ({
  kind: "person",
  id: `person-${role}`,
  name: role,
  email: `${role}@example.test`,
  role,
});
const admin = person("admin");

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase("subjects");
  await useDatabase(database.url);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await closeCouponLanes();
  await closeDatabase();
  await database?.drop();
});

const DAY = "2026-11-02";
const month = { from: "2026-11-01T00:00:00Z", to: "2026-11-08T00:00:00Z", interval: "day" as const };
const figures = async () => unwrap(await getUsageReport(admin, month));

/** Somebody with two coupons (one redeemed, one open), a signup and events on two days. */
async function makeSubject(subject: string) {
  const campaign = await liveCampaign({ limits: { perSubject: 2 } });
  const claim = { scope: `key POST /${campaign}`, key: randomUUID(), requestHash: "same" };
  const { coupon } = unwrap(await issueCoupon(chatbot, campaign, { subject }, claim));
  const open = unwrap(await issueCoupon(chatbot, campaign, { subject }, null)).coupon;
  const order = { subject, orderId: `order of ${subject}`, amount: 9_900, currency: "CNY" };
  const { redemption } = unwrap(await redeemCoupon(chatbot, coupon.code, order, null));
  const events = [`${DAY}T10:00:00Z`, `${DAY}T10:01:00Z`, "2026-11-03T23:59:59.999Z"].map((at) =>
    inferenceEvent({ at, subject, inputTokens: 10, campaign }),
  );
  const signup = {
    kind: "signup" as const,
    source: "test",
    id: randomUUID(),
    atMicros: Date.parse(`${DAY}T09:00:00Z`) * 1000,
    subject,
    campaign,
  };
  await recordUsage([...events, signup]);
  return { campaign, claim, code: coupon.code, open: open.code, redemption: redemption.id, events };
}

/** Every text column of every table, and every JSON one: where the words stand. */
async function findAnywhere(words: string): Promise<string[]> {
  const { rows } = await client.query<{ table_name: string; column_name: string }>(
    `SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables USING (table_name)
     WHERE tables.table_schema = 'public' AND table_type = 'BASE TABLE' AND data_type IN ('text', 'jsonb', 'json')`,
  );
  const found: string[] = [];
  for (const { table_name: table, column_name: column } of rows) {
    const { rowCount } = await client.query(
      `SELECT 1 FROM "${table}" WHERE position($1 IN "${column}"::text) > 0 LIMIT 1`,
      [words],
    );
    if (rowCount) found.push(`${table}.${column}`);
  }
  return found;
}

const readAll = async (stream: ReadableStream<Uint8Array>) => JSON.parse(await new Response(stream).text());

describe("erasing a subject", () => {
  it("leaves its name nowhere in the database, and every sum as it was", async () => {
    const subject = `erase-${randomUUID()}`;
    const { campaign } = await makeSubject(subject);
    expect((await findAnywhere(subject)).length).toBeGreaterThan(5);
    const before = { books: await readBooks(client, campaign), usage: await figures() };
    const { replacement, coupons } = unwrap(await eraseSubject(admin, subject));
    expect(coupons).toBe(2);
    expect(await findAnywhere(subject)).toEqual([]);
    expect(await findAnywhere(`order of ${subject}`)).toEqual([]);
    expect(await readBooks(client, campaign)).toEqual(before.books);
    expect({ ...(await figures()), asOf: null }).toEqual({ ...before.usage, asOf: null });
    expect(before.usage.totals.activeUsers).toBeGreaterThan(0);
    const { rows } = await client.query("SELECT target_id, after FROM audit_entry WHERE action = $1", [
      "subject.erased",
    ]);
    expect(rows).toContainEqual({ target_id: replacement, after: { coupons: 2 } });
  });

  it("finds whoever only redeemed a code for everybody or was named to us, and leaves that name nowhere either", async () => {
    const campaign = await liveCampaign({
      kind: "shared_code",
      sharedCode: `ALL-${randomUUID().slice(0, 8)}`,
    });
    const { sharedCode = "" } = unwrap(await getCampaign(admin, campaign));
    const [redeemer, denied, revoked] = ["redeemer", "denied", "revoked"].map(
      (word) => `${word}-${randomUUID()}`,
    );
    unwrap(
      await redeemCoupon(chatbot, sharedCode, { subject: redeemer ?? "", orderId: `of ${redeemer}` }, null),
    );
    unwrap(await denyEverywhere(admin, { attribute: "subject", value: denied ?? "" }));
    unwrap(await allowAgain(admin, { attribute: "subject", value: denied ?? "" }));
    unwrap(await denyEverywhere(admin, { attribute: "subject", value: denied ?? "" }));
    unwrap(await revokeCoupons(admin, campaign, { subjects: [revoked ?? ""] }));
    for (const subject of [redeemer, denied, revoked]) {
      expect((await findAnywhere(subject ?? "")).length).toBeGreaterThan(0);
      const { replacement } = unwrap(await eraseSubject(admin, subject ?? ""));
      expect(await findAnywhere(subject ?? "")).toEqual([]);
      const { rows } = await client.query("SELECT 1 FROM audit_entry WHERE target_id = $1", [replacement]);
      expect(rows.length).toBe(1);
    }
    expect((await readBooks(client, campaign)).counters).toMatchObject({ redeemed: 1 });
  });

  it("touches nobody else, not even one whose name differs in case alone", async () => {
    const subject = `Case-${randomUUID()}`;
    const other = subject.toLowerCase();
    await makeSubject(subject);
    await makeSubject(other);
    unwrap(await eraseSubject(admin, subject));
    expect(unwrap(await getSubjectHoldings(admin, other))).toMatchObject({
      coupons: 2,
      redemptions: 1,
      signups: 1,
      usage: { quarterHours: 2 },
    });
  });

  it("makes whoever comes back somebody new, also for a writer that still knows the old number", async () => {
    const subject = `back-${randomUUID()}`;
    const { campaign } = await makeSubject(subject);
    const { totals } = await figures();
    const { replacement } = unwrap(await eraseSubject(admin, subject));
    await recordUsage([inferenceEvent({ at: "2026-11-04T10:00:00Z", subject })]);
    expect((await figures()).totals.activeUsers).toBe(totals.activeUsers + 1);
    expect(unwrap(await getSubjectHoldings(admin, replacement)).usage?.quarterHours).toBe(2);
    expect(unwrap(await getSubjectHoldings(admin, subject))).toMatchObject({
      coupons: 0,
      usage: { quarterHours: 1, firstAt: "2026-11-04T10:00:00.000Z" },
    });
    unwrap(await issueCoupon(chatbot, campaign, { subject }, null));
  });

  it("holds while the subject is written for all the time: no event is lost and no name survives a last erasure", async () => {
    const subject = `busy-${randomUUID()}`;
    const campaign = await liveCampaign();
    await recordUsage([inferenceEvent({ subject, model: "busy" })]);
    const work = [
      ...Array.from({ length: 40 }, (_, n) =>
        recordUsage([
          inferenceEvent({ subject, model: "busy", at: `${DAY}T11:${String(n % 60).padStart(2, "0")}:00Z` }),
        ]),
      ),
      ...Array.from({ length: 40 }, () => issueCoupon(chatbot, campaign, { subject }, null)),
    ];
    const erasures = [];
    for (let n = 0; n < 5; n += 1) erasures.push(await eraseSubject(admin, subject));
    await Promise.all(work);
    const last = await eraseSubject(admin, subject);
    expect([...erasures, last].some(({ ok }) => ok)).toBe(true);
    expect(await findAnywhere(subject)).toEqual([]);
    const { rows } = await client.query(
      `SELECT count(*)::int AS events, count(e.subject_id)::int AS with_subject FROM usage_event e
       JOIN usage_dimension d ON d.id = e.dimension_id WHERE d.model = 'busy'`,
    );
    expect(rows[0]).toEqual({ events: 41, with_subject: 41 });
    const books = await readBooks(client, campaign);
    expect(books.counters).toEqual(books.counted);
    expect([books.counted.issued, books.bySubject]).toEqual([40, 40]);
  });

  it("keeps the answer of a first request: the same Idempotency-Key issues nothing new", async () => {
    const subject = `again-${randomUUID()}`;
    const { campaign, claim, code, redemption } = await makeSubject(subject);
    const { replacement } = unwrap(await eraseSubject(admin, subject));
    const again = unwrap(await issueCoupon(chatbot, campaign, { subject }, claim));
    expect(again).toMatchObject({ replayed: true, coupon: { code, subject: replacement } });
    // and its redemption can still be taken back
    unwrap(await rollBackRedemption(chatbot, redemption));
  });

  it("is not found when nothing is held, and leaves no entry", async () => {
    const count = async () =>
      (await client.query("SELECT count(*)::int AS n FROM audit_entry")).rows[0].n as number;
    const before = await count();
    expect(await eraseSubject(admin, "nobody")).toMatchObject({ ok: false, error: { code: "not_found" } });
    expect(await exportSubject(admin, "nobody")).toMatchObject({ ok: false, error: { code: "not_found" } });
    expect(await count()).toBe(before);
  });

  it.each(["growth", "finance", "executive"] as const)("is not for the %s role", async (role) => {
    const subject = `kept-${randomUUID()}`;
    await makeSubject(subject);
    for (const command of [eraseSubject, exportSubject, getSubjectHoldings])
      expect(await command(person(role), subject)).toMatchObject({ ok: false, error: { code: "forbidden" } });
    expect(await eraseSubject(chatbot, subject)).toMatchObject({ ok: false, error: { code: "forbidden" } });
    expect(unwrap(await getSubjectHoldings(admin, subject)).coupons).toBe(2);
  });
});

describe("exporting a subject", () => {
  it("holds everything there is, and nobody else's", async () => {
    const subject = `export-${randomUUID()}`;
    const { campaign, code, open, redemption, events } = await makeSubject(subject);
    await makeSubject(`other-${randomUUID()}`);
    const file = await readAll(unwrap(await exportSubject(admin, subject)));
    expect(file.subject).toBe(subject);
    expect(file.coupons.map((coupon: { code: string }) => coupon.code).sort()).toEqual([code, open].sort());
    const redeemed = file.coupons.find((coupon: { code: string }) => coupon.code === code);
    expect(redeemed).toMatchObject({
      campaign,
      status: "redeemed",
      redemptions: [
        {
          id: redemption,
          orderId: `order of ${subject}`,
          amount: 9_900,
          currency: "CNY",
          discountAmount: 2_500,
        },
      ],
    });
    expect(file.signups).toMatchObject([{ source: "test", campaign, at: `${DAY}T09:00:00.000Z` }]);
    expect(file.events.map(({ id }: { id: string }) => id)).toEqual(events.map(({ id }) => id));
    expect(file.events[2]).toMatchObject({
      at: "2026-11-03T23:59:59.999000Z",
      model: "test-model",
      campaign,
      requests: 1,
      inputTokens: 10,
      gpuSeconds: "0",
    });
  });

  it("loses none of three thousand events", async () => {
    const subject = `many-${randomUUID()}`;
    const begin = Date.parse("2026-09-01T00:00:00Z");
    const events = Array.from({ length: 3_000 }, (_, n) =>
      inferenceEvent({ at: new Date(begin + n * 300_000).toISOString(), subject, model: `m${n % 3}` }),
    );
    for (let at = 0; at < events.length; at += 2_000) await recordUsage(events.slice(at, at + 2_000));
    const file = await readAll(unwrap(await exportSubject(admin, subject)));
    expect(file.events.length).toBe(3_000);
    expect(new Set(file.events.map(({ id }: { id: string }) => id)).size).toBe(3_000);
  }, 90_000);
});

describe("the door", () => {
  const ask = (method: string, subject: string, actor: PersonActor | null, headers = {}) =>
    createMachineApi().fetch(
      new Request(`http://sluice.test/api/v1/subjects/${encodeURIComponent(subject)}`, {
        method,
        headers: { host: "sluice.test", origin: "http://sluice.test", ...headers },
      }),
      { person: actor },
    );

  it.each(["a/b c%2F?#", "üñí 🎟️", "name@example.test"])(
    "takes %j as it is, exports and erases it",
    async (subject) => {
      await recordUsage([inferenceEvent({ subject })]);
      const file = await ask("GET", subject, admin);
      expect(file.status).toBe(200);
      expect(file.headers.get("content-disposition")).toContain("attachment");
      expect(await file.json()).toMatchObject({ subject });
      expect((await ask("DELETE", subject, admin)).status).toBe(200);
      expect((await ask("GET", subject, admin)).status).toBe(404);
    },
  );

  it("is shut to other sites, other roles and nobody", async () => {
    const subject = `shut-${randomUUID()}`;
    await recordUsage([inferenceEvent({ subject })]);
    expect((await ask("DELETE", subject, admin, { origin: "https://evil.example" })).status).toBe(403);
    expect((await ask("DELETE", subject, person("executive"))).status).toBe(403);
    expect((await ask("DELETE", subject, null)).status).toBe(401);
    expect((await ask("GET", subject, null)).status).toBe(401);
    const { rows } = await pool().query("SELECT 1 FROM usage_subject WHERE subject = $1", [subject]);
    expect(rows.length).toBe(1);
  });
});

describe("keeping silent users for so many months", () => {
  const later = (months: number) => new Date(Date.UTC(2026, 11 + months, 1));

  it("erases who was silent for longer, keeps every sum, and leaves who was seen since or can still redeem", async () => {
    unwrap(await setRetention(admin, "6"));
    const [silent, seen, holder] = ["silent", "seen", "holder"].map((word) => `${word}-${randomUUID()}`);
    const day = (at: string, subject = "") => inferenceEvent({ at, subject });
    await recordUsage([
      day("2026-11-02T10:00:00Z", silent),
      day("2026-11-02T10:00:00Z", seen),
      day("2026-11-02T10:00:00Z", holder),
      day("2027-02-01T10:00:00Z", seen),
    ]);
    const campaign = await liveCampaign({});
    unwrap(await issueCoupon(chatbot, campaign, { subject: holder ?? "" }, null));
    const { totals } = await figures();
    expect(await carryOutRetention({ now: later(0) }), "nobody is silent for so long yet").toBe(0);
    expect(await carryOutRetention({ now: later(6) })).toBeGreaterThan(0);
    expect(await findAnywhere(silent ?? "")).toEqual([]);
    expect((await findAnywhere(seen ?? "")).length).toBeGreaterThan(0);
    expect((await findAnywhere(holder ?? "")).length).toBeGreaterThan(0);
    expect((await figures()).totals).toEqual(totals);
    expect(await carryOutRetention({ now: later(6) }), "nobody twice").toBe(0);
    // whoever only redeemed a code for everybody; that is as old as the clock
    const shared = await liveCampaign({ kind: "shared_code", sharedCode: `OLD-${randomUUID().slice(0, 8)}` });
    const { sharedCode = "" } = unwrap(await getCampaign(admin, shared));
    unwrap(await redeemCoupon(chatbot, sharedCode, { subject: "redeemed-once" }, null));
    await client.query(
      "UPDATE redemption SET redeemed_at = '2026-11-02T10:00:00Z' WHERE subject = 'redeemed-once'",
    );
    expect(await carryOutRetention({ now: later(6) })).toBe(1);
    expect(await findAnywhere("redeemed-once")).toEqual([]);
  });

  it("erases nobody while it is set to never, is for administrators, and is audited with before and after", async () => {
    unwrap(await setRetention(admin, "never"));
    expect(await carryOutRetention({ now: later(120) })).toBe(0);
    expect(await setRetention(person("executive"), "3")).toMatchObject({ error: { code: "forbidden" } });
    expect(await getRetention(person("finance"))).toMatchObject({ error: { code: "forbidden" } });
    const { rows } = await client.query(
      "SELECT before, after FROM audit_entry WHERE action = 'retention.set' ORDER BY at DESC LIMIT 1",
    );
    expect(rows).toEqual([{ before: { months: "6" }, after: { months: "never" } }]);
  });
});
