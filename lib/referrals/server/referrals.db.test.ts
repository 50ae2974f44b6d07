import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
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
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { PersonActor } from "../../auth";
import type { CampaignInput } from "../../campaigns";
import { endCampaign } from "../../campaigns/server";
import { closeCouponLanes, issueCoupon, judgeIssue, listClusters, recallTerms } from "../../coupons/server";
import { closeDatabase, useDatabase } from "../../platform/db";
import { eraseSubject, exportSubject } from "../../subjects/server";
import { recordUsage } from "../../usage/server";
import { carryOutReferrals, getReferralFunnel, invite, joinInvitation, listReferrals } from ".";
import { activateReferrals, callReward, listDueReferrals } from "./reward-sql";

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase("referrals");
  await useDatabase(database.url);
  client = await openClient(database.url);
});
afterEach(() => setSwitch(client, {}));
afterAll(async () => {
  await client?.end();
  await closeCouponLanes();
  await closeDatabase();
  await database?.drop();
});

const admin: PersonActor = { ...growth, id: "person-admin", role: "admin" };
const range = (n: number) => Array.from({ length: n }, (_, index) => index);
const someone = (words = "user") => `${words}-${randomUUID()}`;
const referral = (more: Partial<CampaignInput> = {}) => liveCampaign({ kind: "referral", ...more });
const invitedBy = async (campaign: string, subject: string) =>
  unwrap(await invite(chatbot, campaign, { subject })).invitation.code;
const join = (code: string, subject: string, attributes = {}) =>
  joinInvitation(chatbot, code, { subject, attributes });
const use = (subject: string, at = new Date().toISOString()) =>
  recordUsage([inferenceEvent({ at, subject })]);
const funnel = async (campaign: string) => unwrap(await getReferralFunnel(growth, campaign));
const stands = async (campaign: string) =>
  unwrap(await listReferrals(growth, campaign)).data.map(({ status, reason }) => reason ?? status);

describe("a reward", () => {
  it("is earned once for each invited user who becomes active, however many events, joins and workers there are", async () => {
    const campaign = await referral();
    const inviter = someone("inviter");
    const code = await invitedBy(campaign, inviter);
    const friends = range(12).map(() => someone());
    // each joins four times at once: one joining, and the same answer for all
    const joins = (
      await inTurn(12, (nth) => Promise.all(range(4).map(() => join(code, friends[nth] ?? ""))))
    ).flat();
    expect(new Set(joins.map((joined) => unwrap(joined).join.id)).size).toBe(12);
    expect(joins.filter((joined) => unwrap(joined).made)).toHaveLength(12);
    expect(await carryOutReferrals()).toBe(0);
    const active = friends.slice(0, 9);
    await Promise.all([
      ...active.flatMap((friend) => [use(friend), use(friend)]),
      ...range(8).map(() => carryOutReferrals()),
    ]);
    await Promise.all(range(8).map(() => carryOutReferrals()));
    const { counters, counted } = await readBooks(client, campaign);
    expect(counters).toEqual(counted);
    expect(counters.issued).toBe(9);
    expect(await funnel(campaign)).toMatchObject({ invitations: 1, joined: 12, active: 9, rewarded: 9 });
    const { rows } = await client.query(
      "SELECT DISTINCT subject, inviter FROM coupon WHERE invited = ANY ($1)",
      [active],
    );
    expect(rows).toEqual([{ subject: inviter, inviter }]);
  });

  it("is never one more than an inviter may earn, nor than the campaign has; the rest is told why", async () => {
    const campaign = await referral({ limits: { perSubject: 3, coupons: 4 } });
    const [first, second] = [
      await invitedBy(campaign, someone("inviter")),
      await invitedBy(campaign, someone("inviter")),
    ];
    const friends = range(12).map(() => someone());
    for (const [nth, friend] of friends.entries()) unwrap(await join(nth < 8 ? first : second, friend));
    await inTurn(8, (nth) => use(friends[nth] ?? ""));
    await Promise.all(range(6).map(() => carryOutReferrals()));
    await inTurn(4, (nth) => use(friends[nth + 8] ?? ""));
    await Promise.all(range(6).map(() => carryOutReferrals()));
    expect((await readBooks(client, campaign)).counters.issued).toBe(4);
    expect((await funnel(campaign)).refused).toEqual([
      { reason: "subject_limit_reached", referrals: 5 },
      { reason: "campaign_exhausted", referrals: 3 },
    ]);
  });

  it("waits during a pause and is given after it; after the campaign's end it is refused", async () => {
    const campaign = await referral();
    const code = await invitedBy(campaign, someone("inviter"));
    const [early, late] = [someone(), someone()];
    await setSwitch(client, { issuance: "paused" });
    // the link was passed on before the pause; who follows it now is not lost
    for (const friend of [early, late]) unwrap(await join(code, friend));
    await use(early);
    await carryOutReferrals();
    expect(await funnel(campaign)).toMatchObject({ due: 1, waitsFor: "promotions_paused", rewarded: 0 });
    expect(codeOf(await invite(chatbot, campaign, { subject: someone() }))).toBe("promotions_paused");
    await setSwitch(client, {});
    await carryOutReferrals();
    expect(await funnel(campaign)).toMatchObject({ due: 0, waitsFor: null, rewarded: 1 });
    unwrap(await endCampaign(growth, campaign));
    await use(late);
    await carryOutReferrals();
    expect((await funnel(campaign)).refused).toEqual([{ reason: "campaign_ended", referrals: 1 }]);
    expect(codeOf(await join(code, someone()))).toBe("campaign_ended");
  });

  it("is not issued to whoever asks, and no other kind of campaign has invitations", async () => {
    const campaign = await referral();
    expect(codeOf(await issueCoupon(chatbot, campaign, { subject: someone() }))).toBe("earned_by_inviting");
    await setSwitch(client, { issuance: "paused" });
    expect(codeOf(await issueCoupon(chatbot, campaign, { subject: someone() }))).toBe("promotions_paused");
    await setSwitch(client, {});
    expect(codeOf(await invite(chatbot, await liveCampaign(), { subject: someone() }))).toBe(
      "not_a_referral",
    );
  });
});

describe("who counts as invited", () => {
  it("is somebody new: not oneself, not an inviter, not a user, and nobody twice", async () => {
    const campaign = await referral();
    const inviter = someone("inviter");
    const code = await invitedBy(campaign, inviter);
    const [user, friend] = [someone(), someone()];
    await use(user);
    unwrap(await join(code, friend));
    const other = await invitedBy(await referral(), someone("inviter"));
    expect(codeOf(await join(code, inviter))).toBe("self_invitation");
    expect(codeOf(await join(code, user))).toBe("already_known");
    expect(codeOf(await join(other, friend))).toBe("already_invited");
    expect(codeOf(await join(other, inviter))).toBe("already_known");
    expect(codeOf(await join("NOBODYSCODE", someone()))).toBe("not_found");
    // a ring: the friend invites in turn, and cannot be who invited them
    expect(codeOf(await join(await invitedBy(campaign, friend), inviter))).toBe("already_known");
  });

  it("of a joining and a first event at the same moment, one is first, and no reward is given twice or lost", async () => {
    const campaign = await referral();
    const code = await invitedBy(campaign, someone("inviter"));
    const friends = range(24).map(() => someone());
    const joins = await inTurn(24, async (nth) => {
      const friend = friends[nth] ?? "";
      const [joined] = await Promise.all([join(code, friend), use(friend)]);
      return joined;
    });
    await carryOutReferrals();
    const told = tally(joins);
    expect((told.ok ?? 0) + (told.already_known ?? 0)).toBe(24);
    expect((await readBooks(client, campaign)).counters.issued).toBe(told.ok ?? 0);
  });

  it("earns nothing when usage from before the joining turns up as the first", async () => {
    const campaign = await referral();
    const code = await invitedBy(campaign, someone("inviter"));
    const friend = someone();
    unwrap(await join(code, friend));
    await use(friend, new Date(Date.now() - 3_600_000).toISOString());
    await use(friend);
    await carryOutReferrals();
    expect(await stands(campaign)).toEqual(["already_known"]);
  });
});

it("rules, holdout and lists judge the inviter; a device that had its coupon earns no second", async () => {
  const eligibility = { attribute: "country", op: "is", value: "CN" } as const;
  const campaign = await referral({
    eligibility,
    limits: { perIdentifier: { attribute: "device", coupons: 1 } },
  });
  expect(codeOf(await invite(chatbot, campaign, { subject: someone() }))).toBe("not_eligible");
  const { invitation } = unwrap(
    await invite(chatbot, campaign, { subject: someone("inviter"), attributes: { country: "CN" } }),
  );
  expect(codeOf(await join(invitation.code, someone()))).toBe("invalid_request");
  const friends = range(3).map(() => someone());
  for (const friend of friends) unwrap(await join(invitation.code, friend, { device: "one phone" }));
  for (const friend of friends) await use(friend);
  await carryOutReferrals();
  expect((await stands(campaign)).sort()).toEqual([
    "identifier_limit_reached",
    "identifier_limit_reached",
    "rewarded",
  ]);
});

it("clusters by inviter and by device count the invited users", async () => {
  const campaign = await referral();
  const inviter = someone("inviter");
  const code = await invitedBy(campaign, inviter);
  const friends = range(4).map(() => someone());
  for (const friend of friends) unwrap(await join(code, friend, { device: "a farm" }));
  for (const friend of friends) await use(friend);
  await carryOutReferrals();
  const from = new Date(Date.now() - 3_600_000);
  for (const [by, value] of [
    ["inviter", inviter],
    ["device", "a farm"],
  ] as const) {
    const { data } = unwrap(await listClusters(growth, campaign, { by, least: 3, from }));
    expect(data).toMatchObject([{ value, coupons: 4, subjects: 4 }]);
  }
});

it("an erased inviter or invited user stands nowhere any more, and every count stays", async () => {
  const campaign = await referral();
  const [inviter, friend] = [someone("inviter"), someone("friend")];
  const code = await invitedBy(campaign, inviter);
  unwrap(await join(code, friend, { device: `phone of ${friend}` }));
  await use(friend);
  await carryOutReferrals();
  const file = await new Response(unwrap(await exportSubject(admin, friend))).json();
  expect(file.joined).toMatchObject([
    { campaign, status: "rewarded", attributes: { device: `phone of ${friend}` } },
  ]);
  const before = { ...(await funnel(campaign)), inviters: [] };
  for (const subject of [friend, inviter]) {
    unwrap(await eraseSubject(admin, subject));
    const { rows } = await client.query(
      `SELECT 1 FROM invitation i WHERE position($1 IN i::text) > 0
       UNION ALL SELECT 1 FROM referral r WHERE position($1 IN r::text) > 0
       UNION ALL SELECT 1 FROM coupon k WHERE position($1 IN k::text) > 0`,
      [subject],
    );
    expect(rows).toEqual([]);
  }
  expect({ ...(await funnel(campaign)), inviters: [] }).toEqual(before);
});

it("a reward that was listed before its inviter or invited user was erased is given to nobody", async () => {
  for (const erased of ["inviter", "friend"] as const) {
    const campaign = await referral();
    const people = { inviter: someone("inviter"), friend: someone("friend") };
    unwrap(await join(await invitedBy(campaign, people.inviter), people.friend));
    await use(people.friend);
    await activateReferrals(100);
    const listed = (await listDueReferrals(100)).filter((one) => one.campaign === campaign);
    expect(listed).toHaveLength(1);
    const terms = await recallTerms(campaign);
    if (!terms || terms === "away") throw new Error("no terms");
    const asked = { subject: people.inviter, attributes: {}, traces: { inviter: people.inviter } };
    const due = listed.map((one) => ({ referral: one, question: judgeIssue(terms, asked, null) }));
    unwrap(await eraseSubject(admin, people[erased]));
    expect(await callReward(due)).toEqual([]);
    const { rows } = await client.query("SELECT 1 FROM coupon k WHERE position($1 IN k::text) > 0", [
      people[erased],
    ]);
    expect(rows).toEqual([]);
    await carryOutReferrals();
    expect(await stands(campaign)).toEqual(["rewarded"]);
  }
});
