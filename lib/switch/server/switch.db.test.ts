import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { waitFor } from "../../../e2e/fixtures/wait-for";
import type { Actor, Role, Scope } from "../../auth";
import { createCampaign, launchCampaign } from "../../campaigns/server";
import { closeDatabase, db, useDatabase } from "../../platform/db";
import {
  amendPause,
  carryOutDueResume,
  getPauseReceipt,
  getSwitch,
  pausePromotions,
  resumePromotions,
  undoPause,
} from ".";

const person = (role: Role): Actor => ({
  kind: "person",
  id: `person-${role}`,
  name: `The ${role}`,
  email: `${role}@example.test`,
  role,
});
const key = (...scopes: Scope[]): Actor => ({
  kind: "key",
  id: "key-1",
  name: "server",
  prefix: "slu_xxxx",
  publicId: "pc_x",
  scopes,
  allowedOrigins: [],
});
const code = (result: { ok: boolean; error?: { code: string } }) => (result.ok ? "ok" : result.error?.code);
const audits = async () =>
  (await db().auditEntry.findMany({ where: { targetKind: "switch" }, orderBy: { id: "asc" } })).map(
    ({ action, actorName, reason }) => ({ action, actorName, reason }),
  );
const version = async () => Number((await db().changeVersion.findFirstOrThrow()).version);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("switch");
  await useDatabase(database.url);
});
beforeEach(async () => {
  await resumePromotions(person("admin"));
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

async function coupon(more: Record<string, unknown> = {}) {
  const campaignId = (
    (await db().campaign.findFirst()) ??
    (await (async () => {
      await createCampaign(person("growth"), {
        key: "any",
        name: "Any",
        discount: { kind: "free_days", value: 1 },
      });
      await launchCampaign(person("growth"), "any");
      return db().campaign.findFirstOrThrow();
    })())
  ).id;
  const id = randomUUID();
  return db().coupon.create({
    data: { id, campaignId, code: id.toUpperCase(), subject: "u", issuedAt: new Date(), ...more },
  });
}

describe("a pause", () => {
  it("holds from its commit, with its history, its audit entry and one version, all in one", async () => {
    const last = await coupon();
    const before = await version();
    const paused = await pausePromotions(person("finance"), {
      reason: "spend tripled",
      message: "Back soon",
    });
    expect(paused).toMatchObject({
      value: {
        issuance: "paused",
        redemption: "on",
        version: before + 1,
        reason: "spend tripled",
        message: "Back soon",
        changedBy: { kind: "person", name: "The finance" },
      },
    });
    expect(await getSwitch(person("growth"))).toEqual(paused);
    expect((await audits()).at(-1)).toEqual({
      action: "switch.paused",
      actorName: "The finance",
      reason: "spend tripled",
    });
    const receipt = await getPauseReceipt(person("finance"));
    expect(receipt).toMatchObject({
      value: {
        version: before + 1,
        by: { name: "The finance" },
        lastCoupon: { id: last.id, at: last.issuedAt?.toISOString() },
        delivery: { connected: 0, seen: 0, slowestMs: null },
        canUndo: true,
      },
    });
    expect(await getPauseReceipt(person("growth"))).toMatchObject({ value: { canUndo: false } });
  });

  it("twice is one pause, one version and one audit entry, also when sixteen click at once", async () => {
    const before = { version: await version(), audits: (await audits()).length };
    const clicks = await Promise.all(
      Array.from({ length: 16 }, (_, n) => pausePromotions(person(n % 2 ? "growth" : "executive"))),
    );
    expect(clicks.every(({ ok }) => ok)).toBe(true);
    expect(await version()).toBe(before.version + 1);
    expect(await audits()).toHaveLength(before.audits + 1);
    expect(await db().pause.count({ where: { campaignId: null, resumedAt: null } })).toBe(1);
  });

  it("of a key is taken over by a person, and the key may then not lift it", async () => {
    const server = key("switch:pause", "switch:resume");
    const first = await pausePromotions(server, { resumeAt: new Date(Date.now() + 60_000) });
    const taken = await pausePromotions(person("growth"), { reason: "mine now" });
    expect(taken).toMatchObject({ value: { changedBy: { name: "The growth" }, reason: "mine now" } });
    expect(taken.ok && taken.value.resumeAt).toBeUndefined();
    expect(taken.ok && first.ok && taken.value.changedAt).toBe(first.ok && first.value.changedAt);
    expect(code(await resumePromotions(server))).toBe("paused_by_person");
    expect(await getPauseReceipt(person("growth"))).toMatchObject({ value: { canUndo: false } });
    expect(code(await resumePromotions(person("growth")))).toBe("ok");
    expect(await db().pause.count({ where: { campaignId: null, resumedAt: null } })).toBe(0);
  });

  it("may not be made by a key without the scope", async () => {
    expect(code(await pausePromotions(key("read", "switch:resume")))).toBe("forbidden");
    expect(code(await resumePromotions(key("read", "switch:pause")))).toBe("forbidden");
  });
});

describe("amending", () => {
  it("keeps when and by whom it was paused, and can no longer be undone once something else has changed", async () => {
    const paused = await pausePromotions(person("growth"));
    const amended = await amendPause(person("finance"), { message: "Soon", redemption: "paused" });
    expect(amended).toMatchObject({ value: { message: "Soon", redemption: "paused" } });
    expect(amended.ok && amended.value.changedAt).toBe(paused.ok && paused.value.changedAt);
    expect(amended.ok && amended.value.changedBy.name).toBe("The growth");
    expect(amended.ok && paused.ok && amended.value.version).toBe((paused.ok ? paused.value.version : 0) + 1);
    expect(await getPauseReceipt(person("growth"))).toMatchObject({ value: { canUndo: true } });
    await createCampaign(person("growth"), {
      key: "else",
      name: "Else",
      discount: { kind: "free_days", value: 1 },
    });
    await launchCampaign(person("growth"), "else");
    expect(await getPauseReceipt(person("growth"))).toMatchObject({ value: { canUndo: false } });
  });

  it("while nothing is paused is refused", async () => {
    expect(code(await amendPause(person("growth"), { reason: "x" }))).toBe("invalid_transition");
  });

  it("extends every open coupon once for the same wish, expired ones not", async () => {
    const day = 86_400_000;
    const at = new Date(Date.now() + day);
    const open = await coupon({ expiresAt: at });
    const gone = await coupon({ expiresAt: new Date("2020-01-01T00:00:00Z") });
    const done = await coupon({ expiresAt: at, status: "redeemed" });
    await pausePromotions(person("executive"), { extendExpiryDays: 3 });
    await amendPause(person("executive"), { extendExpiryDays: 3 });
    await amendPause(person("executive"), { extendExpiryDays: 5 });
    const expiry = async (id: string) => (await db().coupon.findUniqueOrThrow({ where: { id } })).expiresAt;
    expect((await expiry(open.id))?.getTime()).toBe(at.getTime() + 5 * day);
    expect(await expiry(gone.id)).toEqual(gone.expiresAt);
    expect(await expiry(done.id)).toEqual(at);
    expect((await audits()).slice(-2).map(({ action }) => action)).toEqual([
      "coupons.expiry_extended",
      "coupons.expiry_extended",
    ]);
  });
});

describe("undoing", () => {
  it("opens the flow while nothing has changed since, and is refused afterwards", async () => {
    const paused = await pausePromotions(person("growth"));
    const seen = paused.ok ? paused.value.version : 0;
    await amendPause(person("growth"), { reason: "looked wrong" });
    expect(code(await undoPause(person("growth"), seen))).toBe("edit_conflict");
    expect(code(await undoPause(person("finance"), seen + 1))).toBe("forbidden");
    expect(await undoPause(person("growth"), seen + 1)).toMatchObject({ value: { issuance: "on" } });
    expect((await audits()).at(-1)).toMatchObject({ action: "switch.resumed", reason: "undone" });
  });
});

describe("a resume at a time", () => {
  it("happens once, however many look, as the act of the person who set it", async () => {
    const before = (await audits()).length;
    await pausePromotions(person("growth"));
    const set = await amendPause(person("executive"), { resumeAt: new Date(Date.now() + 1_500) });
    expect(set.ok).toBe(true);
    const happened = await waitFor(
      async () => {
        const done = await Promise.all(Array.from({ length: 8 }, () => carryOutDueResume()));
        return done.filter(Boolean).length;
      },
      { timeoutMs: 10_000 },
    );
    expect(happened).toBe(1);
    expect(await getSwitch(person("growth"))).toMatchObject({ value: { issuance: "on" } });
    const since = (await audits()).slice(before);
    expect(since.map(({ action }) => action)).toEqual([
      "switch.paused",
      "switch.pause_amended",
      "switch.resumed",
    ]);
    expect(since.at(-1)).toMatchObject({ actorName: "The executive", reason: "as set" });
  });
});

it("two hundred clicks of eight people at once leave switch, audit and version in agreement", async () => {
  const before = { version: await version(), audits: (await audits()).length };
  const roles = ["growth", "finance", "executive", "admin"] as const;
  const people = [...roles, ...roles].map(
    (role, n): Actor => ({
      kind: "person",
      id: `${role}-${n}`,
      name: `${role} ${n}`,
      email: `${role}-${n}@example.test`,
      role,
    }),
  );
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) => {
      const who = people[n % 8] ?? person("admin");
      return n % 3 === 2 ? resumePromotions(who) : pausePromotions(who);
    }),
  );
  expect(answers.every((one) => one.ok || one.error.code === "forbidden")).toBe(true);
  // each was told the truth of its own moment
  const told = answers.map((one, n) => !one.ok || one.value.issuance === (n % 3 === 2 ? "on" : "paused"));
  expect(told).toEqual(answers.map(() => true));
  const since = (await audits()).slice(before.audits);
  expect(await version()).toBe(before.version + since.length);
  // pauses and resumes alternate: nobody overwrote anybody
  expect(since.map(({ action }) => action)).toEqual(
    since.map((_, n) => (n % 2 === 0 ? "switch.paused" : "switch.resumed")),
  );
  const state = await getSwitch(person("admin"));
  expect(state.ok && state.value.issuance).toBe(since.length % 2 === 1 ? "paused" : "on");
});
