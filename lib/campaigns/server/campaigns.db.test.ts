import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { waitFor } from "../../../e2e/fixtures/wait-for";
import type { Actor, Role, Scope } from "../../auth";
import { closeDatabase, db, useDatabase } from "../../platform/db";
import type { CampaignInput } from "../campaign-input";
import {
  archiveCampaign,
  carryOutDueMoves,
  countCampaignsByStatus,
  createCampaign,
  duplicateCampaign,
  editCampaign,
  endCampaign,
  getCampaign,
  getCampaignDetail,
  launchCampaign,
  listCampaigns,
  pauseCampaign,
  resumeCampaign,
  unscheduleCampaign,
} from ".";

const person = (role: Role, name = `The ${role}`): Actor => ({
  kind: "person",
  id: `person-${role}`,
  name,
  email: `${role}@example.test`,
  role,
});
const growth = person("growth");
const key = (...scopes: Scope[]): Actor => ({
  kind: "key",
  id: "key-1",
  name: "server",
  prefix: "slu_xxxx",
  publicId: "pc_x",
  scopes,
  allowedOrigins: [],
});

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("campaigns");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

let nth = 0;
function input(more: Partial<CampaignInput> = {}): CampaignInput {
  nth += 1;
  const discount = { kind: "amount_off" as const, value: 2500, currency: "CNY" };
  return { key: `campaign-${nth}`, name: `Campaign ${nth}`, discount, ...more };
}

async function made(more: Partial<CampaignInput> = {}) {
  const created = await createCampaign(growth, input(more));
  if (!created.ok) throw new Error(created.error.detail);
  return created.value;
}

async function launched(more: Partial<CampaignInput> = {}) {
  const { key } = await made(more);
  const live = await launchCampaign(growth, key);
  if (!live.ok) throw new Error(live.error.detail);
  return live.value;
}

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const version = async () => Number((await db().changeVersion.findFirstOrThrow()).version);
const audits = (key: string) =>
  db().auditEntry.findMany({ where: { targetKind: "campaign", targetId: key }, orderBy: { id: "asc" } });
const actions = async (key: string) => (await audits(key)).map(({ action }) => action);
const code = (result: { ok: boolean; error?: { code: string } }) => (result.ok ? "ok" : result.error?.code);

describe("creating", () => {
  it("gives the wire form of the contract: absent fields left away, times in UTC, and one audit entry", async () => {
    const campaign = await made({
      startsAt: "2027-01-01T10:00:00+08:00",
      timeZone: "Asia/Shanghai",
      limits: { coupons: 50_000, perSubject: 1 },
    });
    const { createdAt, updatedAt, key, name, ...rest } = campaign;
    expect(rest).toEqual({
      kind: "coupon",
      codeSource: "generated",
      rollback: "returns",
      tags: [],
      available: 0,
      allowListed: 0,
      denyListed: 0,
      discount: { kind: "amount_off", value: 2500, currency: "CNY" },
      limits: { coupons: 50_000, perSubject: 1 },
      startsAt: "2027-01-01T02:00:00.000Z",
      timeZone: "Asia/Shanghai",
      status: "draft",
      issuance: "on",
      redemption: "on",
      issued: 0,
      redeemed: 0,
      discountSpent: 0,
      discountOpen: 0,
      exhausted: false,
      revision: 1,
      createdBy: "The growth",
    });
    expect(await getCampaign(growth, key)).toEqual({ ok: true, value: campaign });
    expect(await actions(key)).toEqual(["campaign.created"]);
  });

  it("is refused with key_taken for a key that exists, however many ask at once", async () => {
    const twins = await Promise.all(
      Array.from({ length: 8 }, () => createCampaign(growth, input({ key: "the-one" }))),
    );
    expect(twins.filter(({ ok }) => ok)).toHaveLength(1);
    expect(twins.filter((one) => code(one) === "key_taken")).toHaveLength(7);
    expect(await actions("the-one")).toEqual(["campaign.created"]);
  });

  it("is for growth managers, administrators and keys with campaigns:write only", async () => {
    for (const actor of [person("finance"), person("executive"), key("read", "switch:pause")]) {
      expect(await createCampaign(actor, input())).toMatchObject({ ok: false, error: { code: "forbidden" } });
    }
    for (const actor of [person("admin"), key("campaigns:write")]) {
      expect((await createCampaign(actor, input())).ok).toBe(true);
    }
  });

  it.each(["no such", "../etc", "nul\0", "UPPER", ""])("leaves %j unknown", async (unknown) => {
    expect(code(await getCampaign(growth, unknown))).toBe("not_found");
    expect(code(await launchCampaign(growth, unknown))).toBe("not_found");
  });
});

describe("two people at once", () => {
  it("launching: exactly one wins, with one audit entry and one version", async () => {
    const { key } = await made();
    const before = await version();
    const racers = await Promise.all(Array.from({ length: 16 }, () => launchCampaign(growth, key)));
    expect(racers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(racers.filter((one) => code(one) === "invalid_transition")).toHaveLength(15);
    expect(await actions(key)).toEqual(["campaign.created", "campaign.launched"]);
    expect(await version()).toBe(before + 1);
  });

  it("editing the same revision: exactly one wins, the rest get edit_conflict and change nothing", async () => {
    const { key, revision } = await made();
    const racers = await Promise.all(
      Array.from({ length: 16 }, (_, n) => editCampaign(growth, key, { name: `Name ${n}` }, revision)),
    );
    const won = racers.flatMap((one) => (one.ok ? [one.value] : []));
    expect(won).toHaveLength(1);
    expect(racers.filter((one) => code(one) === "edit_conflict")).toHaveLength(15);
    expect(await getCampaign(growth, key)).toMatchObject({ value: { name: won[0]?.name, revision: 2 } });
    expect(await actions(key)).toEqual(["campaign.created", "campaign.edited"]);
  });

  it("one edits, one launches what they saw before: the launch is refused", async () => {
    const { key, revision } = await made();
    expect((await editCampaign(growth, key, { limits: { coupons: 9 } }, revision)).ok).toBe(true);
    expect(code(await launchCampaign(growth, key, { revision }))).toBe("edit_conflict");
    expect((await launchCampaign(growth, key, { revision: revision + 1 })).ok).toBe(true);
  });

  it("one pauses, one ends: both happen in some order and the campaign is ended", async () => {
    const { key } = await launched();
    const [paused, ended] = await Promise.all([pauseCampaign(growth, key), endCampaign(growth, key)]);
    expect(ended.ok).toBe(true);
    expect(["ok", "invalid_transition"]).toContain(code(paused));
    expect(await getCampaign(growth, key)).toMatchObject({ value: { status: "ended" } });
    expect(await db().pause.count({ where: { resumedAt: null, campaignId: { not: null } } })).toBe(0);
  });
});

describe("editing", () => {
  it("takes a field away with null, keeps what is not named, and audits only what changed", async () => {
    const { key } = await made({ description: "old", limits: { coupons: 10, perSubject: 2 } });
    const edited = await editCampaign(growth, key, { description: null, limits: { perSubject: null } }, 1);
    if (!edited.ok) throw new Error(edited.error.detail);
    expect(edited.value.description).toBeUndefined();
    expect(edited.value.limits).toEqual({ coupons: 10 });
    const entry = (await audits(key)).at(-1);
    expect(entry?.before).toEqual({ description: "old", limits: { coupons: 10, perSubject: 2 } });
    expect(entry?.after).toEqual({ limits: { coupons: 10 } });
  });

  it("never puts a limit below what is issued, nor the discount of coupons already out", async () => {
    const { key } = await launched({ limits: { coupons: 10 } });
    await db().campaign.update({ where: { key }, data: { issued: 7, discountOpen: 17_500 } });
    const edits = [{ limits: { coupons: 6 } }, { limits: { discount: 17_499 } }];
    for (const edit of edits) {
      expect(await editCampaign(growth, key, edit, 2)).toMatchObject({ error: { code: "invalid_request" } });
    }
    const discount = { kind: "amount_off" as const, value: 9900, currency: "CNY" };
    expect(await editCampaign(growth, key, { discount }, 2)).toMatchObject({
      error: { code: "invalid_request", errors: [{ pointer: "#/discount/value" }] },
    });
    expect(await editCampaign(growth, key, { limits: { coupons: 7 } }, 2)).toMatchObject({
      value: { exhausted: true, revision: 3 },
    });
  });

  it("of a live campaign raises the version that flag readers see; of a draft not", async () => {
    const draft = await made();
    const live = await launched();
    const before = await version();
    await editCampaign(growth, draft.key, { name: "Other" }, 1);
    expect(await version()).toBe(before);
    await editCampaign(growth, live.key, { limits: { coupons: 1 } }, 2);
    expect(await version()).toBe(before + 1);
  });

  it("that changes nothing writes nothing", async () => {
    const { key, name } = await made();
    expect(await editCampaign(growth, key, { name }, 1)).toMatchObject({ value: { revision: 1 } });
    expect(await actions(key)).toEqual(["campaign.created"]);
  });
});

describe("pausing and resuming one campaign", () => {
  it("stops issuance, keeps redemption, writes history and audit, and resumes to active", async () => {
    const { key } = await launched();
    const paused = await pauseCampaign(person("finance"), key, { reason: "spend", message: "Back soon" });
    expect(paused).toMatchObject({
      value: {
        status: "paused",
        issuance: "paused",
        redemption: "on",
        pause: { by: { name: "The finance" }, reason: "spend", message: "Back soon" },
      },
    });
    expect(code(await resumeCampaign(growth, key))).toBe("forbidden");
    expect(code(await resumeCampaign(key2(), key))).toBe("paused_by_person");
    const resumed = await resumeCampaign(person("finance"), key, { reason: "fine" });
    expect(resumed).toMatchObject({ value: { status: "active", issuance: "on", redemption: "on" } });
    expect(resumed.ok && resumed.value.pause).toBeUndefined();
    expect(await actions(key)).toEqual([
      "campaign.created",
      "campaign.launched",
      "campaign.paused",
      "campaign.resumed",
    ]);
    const { id } = await db().campaign.findUniqueOrThrow({ where: { key } });
    expect(await db().pause.findMany({ where: { campaignId: id } })).toMatchObject([
      { pausedByName: "The finance", reason: "spend", resumedByName: "The finance", resumeReason: "fine" },
    ]);
    expect((await resumeCampaign(growth, key)).ok).toBe(true);
    expect(await actions(key)).toHaveLength(4);
  });

  it("a person takes over a key's pause; the key then may not lift it, an executive may", async () => {
    const { key } = await launched();
    expect((await pauseCampaign(key2(), key, { resumeAt: new Date(inMs(60_000)) })).ok).toBe(true);
    const taken = await pauseCampaign(growth, key, { redemption: "paused" });
    expect(taken).toMatchObject({ value: { redemption: "paused", pause: { by: { kind: "person" } } } });
    expect(taken.ok && taken.value.pause?.resumeAt).toBeUndefined();
    expect(code(await resumeCampaign(key2(), key))).toBe("paused_by_person");
    expect((await resumeCampaign(person("executive"), key)).ok).toBe(true);
    const detail = await getCampaignDetail(growth, key, new Date(0));
    expect(detail.ok && detail.value.pauses.filter(({ scope }) => scope === "campaign")).toHaveLength(1);
  });

  it("a pause that stopped redemption outlives the end, and lifting it leaves the campaign ended", async () => {
    const { key } = await launched();
    await pauseCampaign(person("executive"), key, { redemption: "paused" });
    expect(await endCampaign(growth, key)).toMatchObject({
      value: { status: "ended", redemption: "paused" },
    });
    expect(code(await resumeCampaign(growth, key))).toBe("forbidden");
    expect(await resumeCampaign(person("admin"), key)).toMatchObject({
      value: { status: "ended", redemption: "on" },
    });
    expect(await archiveCampaign(growth, key)).toMatchObject({ value: { status: "archived" } });
    expect(code(await archiveCampaign(growth, key))).toBe("invalid_transition");
  });

  it("extends the campaign's open coupons once for the same wish, expired ones not", async () => {
    const { key } = await launched();
    const { id } = await db().campaign.findUniqueOrThrow({ where: { key } });
    const coupon = (code: string, expiresAt: string) => ({
      id: crypto.randomUUID(),
      campaignId: id,
      code,
      subject: "u",
      issuedAt: new Date(),
      expiresAt: new Date(expiresAt),
    });
    await db().coupon.createMany({
      data: [coupon("OPEN", "2100-01-01T00:00:00Z"), coupon("GONE", "2020-01-01T00:00:00Z")],
    });
    for (const days of [3, 3, 5]) await pauseCampaign(growth, key, { extendExpiryDays: days });
    const rows = await db().coupon.findMany({ where: { campaignId: id }, orderBy: { code: "asc" } });
    expect(rows.map(({ expiresAt }) => expiresAt?.toISOString())).toEqual([
      "2020-01-01T00:00:00.000Z",
      "2100-01-06T00:00:00.000Z",
    ]);
    expect((await actions(key)).filter((action) => action === "coupons.expiry_extended")).toHaveLength(2);
  });
});

describe("what falls due", () => {
  const workers = () => Promise.all(Array.from({ length: 6 }, () => carryOutDueMoves()));
  const status = async (key: string) => (await db().campaign.findUniqueOrThrow({ where: { key } })).status;

  it("starts a scheduled campaign at its time, once across workers", async () => {
    const { key, status: planned } = await launched({ startsAt: inMs(400) });
    expect(planned).toBe("scheduled");
    let moved = 0;
    await waitFor(async () => {
      moved += (await workers()).reduce((sum, n) => sum + n, 0);
      return (await status(key)) === "active";
    });
    moved += (await workers()).reduce((sum, n) => sum + n, 0);
    expect(moved).toBe(1);
    expect(await actions(key)).toEqual(["campaign.created", "campaign.scheduled", "campaign.started"]);
    expect((await audits(key)).at(-1)?.actorName).toBe("Schedule");
  });

  it("resumes at the time set, as an act of the person who set it", async () => {
    const { key } = await launched();
    await pauseCampaign(person("executive", "Mei"), key, { resumeAt: new Date(inMs(400)) });
    await waitFor(async () => {
      await workers();
      return (await status(key)) === "active";
    });
    expect((await audits(key)).at(-1)).toMatchObject({
      action: "campaign.resumed",
      actorName: "Mei",
      reason: "as set",
    });
    expect((await actions(key)).filter((action) => action === "campaign.resumed")).toHaveLength(1);
  });

  it("ends at the end, paused ones too, and closes the pause", async () => {
    const { key } = await launched({ endsAt: inMs(500) });
    await pauseCampaign(growth, key);
    await waitFor(async () => {
      await workers();
      return (await status(key)) === "ended";
    });
    expect((await actions(key)).at(-1)).toBe("campaign.ended");
    const { id } = await db().campaign.findUniqueOrThrow({ where: { key } });
    expect(await db().pause.count({ where: { campaignId: id, resumedAt: null } })).toBe(0);
  });

  it("leaves a campaign that was taken back to draft alone", async () => {
    const { key } = await launched({ startsAt: inMs(3_600_000) });
    expect(await unscheduleCampaign(growth, key)).toMatchObject({ value: { status: "draft" } });
    await db().campaign.update({ where: { key }, data: { startsAt: new Date(0) } });
    expect(await carryOutDueMoves()).toBe(0);
    expect(await status(key)).toBe("draft");
  });
});

it("duplicating gives a draft under the next free key, without its start and end", async () => {
  const { key } = await launched({ key: "twin", startsAt: inMs(3_600_000), limits: { coupons: 3 } });
  const copies = await Promise.all([1, 2, 3].map(() => duplicateCampaign(growth, key)));
  const keys = copies.map((copy) => (copy.ok ? copy.value.key : copy.error.code)).sort();
  expect(keys).toEqual(["twin-copy", "twin-copy-2", "twin-copy-3"]);
  for (const copy of copies) {
    expect(copy).toMatchObject({ value: { status: "draft", limits: { coupons: 3 }, issued: 0 } });
    expect(copy.ok && copy.value.startsAt).toBeUndefined();
  }
});

it.each(["newest", "name", "issued", "ends"] as const)(
  "lists every campaign exactly once, page by page, sorted by %s",
  async (sort) => {
    const all = await db().campaign.count();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listCampaigns(growth, { sort, limit: 3, ...(cursor ? { cursor } : {}) });
      if (!page.ok) throw new Error(page.error.detail);
      seen.push(...page.value.data.map(({ key }) => key));
      cursor = page.value.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(all);
    expect(seen).toHaveLength(all);
  },
);

it("the list filters by state and searches names and keys literally; a foreign cursor is refused", async () => {
  await made({ key: "percent-sign", name: "100% Sale_x" });
  const found = async (search: string) => {
    const page = await listCampaigns(growth, { search });
    return page.ok ? page.value.data.map(({ key }) => key) : page.error.code;
  };
  expect(await found("0% sale_")).toEqual(["percent-sign"]);
  expect(await found("PERCENT-S")).toEqual(["percent-sign"]);
  expect(await found("%")).toEqual(["percent-sign"]);
  const active = await listCampaigns(growth, { status: "active" });
  expect(active.ok && active.value.data.every(({ status }) => status === "active")).toBe(true);
  const counts = await countCampaignsByStatus(growth);
  expect(counts.ok && counts.value.active).toBe(active.ok && active.value.data.length);
  const byName = await listCampaigns(growth, { sort: "name", limit: 1 });
  const cursor = (byName.ok && byName.value.nextCursor) || "";
  expect(await listCampaigns(growth, { sort: "newest", cursor })).toMatchObject({
    error: { code: "invalid_request", errors: [{ pointer: "#/query/cursor" }] },
  });
});

function key2(): Actor {
  return key("switch:pause", "switch:resume");
}
