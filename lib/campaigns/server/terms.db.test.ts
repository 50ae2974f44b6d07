import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  chatbot,
  codeOf,
  draftCampaign,
  growth,
  liveCampaign,
  openClient,
  unwrap,
} from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { waitFor } from "../../../e2e/fixtures/wait-for";
import { closeCouponLanes, issueCoupon, redeemCoupon } from "../../coupons/server";
import { closeDatabase, useDatabase } from "../../platform/db";
import { type CampaignWindow, nextWindowTurn, toStoredWindows, weekdays, windowsAreOpen } from "../windows";
import {
  allowAgain,
  clearList,
  compareVersions,
  createCampaign,
  denyEverywhere,
  duplicateCampaign,
  editCampaign,
  getCampaign,
  importList,
  listCampaigns,
  listDenied,
  listListed,
  listVersions,
  testEligibility,
  undoEdit,
} from ".";

let database: TestDatabase;
let client: Awaited<ReturnType<typeof openClient>>;
beforeAll(async () => {
  database = await createTestDatabase("terms");
  await useDatabase(database.url);
  client = await openClient(database.url);
});
afterAll(async () => {
  await closeCouponLanes();
  await client?.end();
  await closeDatabase();
  await database?.drop();
});

const csv = (text: string) => new TextEncoder().encode(text);
const ask = (key: string, subject: string, attributes = {}) =>
  issueCoupon(chatbot, key, { subject, attributes });

it("a campaign is called used up, with why, exactly while the flag's own rule leaves no coupon", async () => {
  const keys = [
    await liveCampaign({ limits: { coupons: 2 } }),
    await liveCampaign({ limits: { discount: 5_000 } }),
    await liveCampaign({
      discount: { kind: "percent_off", value: 5, currency: "CNY" },
      limits: { discount: 5_000 },
    }),
    await draftCampaign({ codeSource: "pool" }),
  ];
  const told = async (key: string) => {
    const { exhausted, exhaustedBy } = unwrap(await getCampaign(growth, key));
    const { rows } = await client.query("SELECT campaign_room(c) AS room FROM campaign c WHERE key = $1", [
      key,
    ]);
    expect(exhausted).toBe(!rows[0].room);
    return exhaustedBy;
  };
  const states = [];
  for (const [issued, open, available] of [
    [0, 0, 1],
    [1, 2_501, 0],
    [2, 5_000, 0],
  ]) {
    await client.query(
      "UPDATE campaign SET issued = $2, discount_open = $3, available = $4 WHERE key = ANY ($1)",
      [keys, issued, open, available],
    );
    states.push([
      await told(keys[0] ?? ""),
      await told(keys[1] ?? ""),
      await told(keys[2] ?? ""),
      await told(keys[3] ?? ""),
    ]);
  }
  expect(states).toEqual([
    [undefined, undefined, undefined, undefined],
    [undefined, "budget", undefined, "codes"],
    ["coupons", "budget", "budget", "codes"],
  ]);
});

describe("windows", () => {
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 1, 30, 59))
    .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
  const window: fc.Arbitrary<CampaignWindow> = fc
    .record({
      days: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 }),
      from: time,
      to: fc.oneof(time, fc.constant("24:00")),
    })
    .filter(({ from, to }) => from !== to);
  const zone = fc.constantFrom(
    "UTC",
    "Asia/Shanghai",
    "America/New_York",
    "Europe/Madrid",
    "Asia/Kathmandu",
    "Pacific/Apia",
  );
  // about the changes of the clocks too
  const moment = fc.oneof(
    fc.integer({ min: 0, max: 366 * 24 * 60 }).map((minutes) => Date.UTC(2026, 0, 1) + minutes * 60_000),
    fc.integer({ min: -180, max: 180 }).map((minutes) => Date.UTC(2026, 2, 29, 1) + minutes * 60_000),
    fc.integer({ min: -180, max: 180 }).map((minutes) => Date.UTC(2026, 10, 1, 6) + minutes * 60_000),
  );

  it("are open in the database when they are open in the flag", async () => {
    const cases = fc.sample(
      fc.record({ windows: fc.array(window, { minLength: 1, maxLength: 3 }), zone, moment }),
      1_500,
    );
    const { rows } = await client.query<{ open: boolean }>(
      `SELECT windows_are_open(w::jsonb, z, to_timestamp(m / 1000.0)) AS open
       FROM unnest($1::text[], $2::text[], $3::bigint[]) WITH ORDINALITY AS t (w, z, m, n) ORDER BY n`,
      [
        cases.map(({ windows }) => JSON.stringify(toStoredWindows(windows))),
        cases.map((one) => one.zone),
        cases.map((one) => one.moment),
      ],
    );
    const ours = cases.map((one) => windowsAreOpen(one.windows, one.zone, new Date(one.moment)));
    const wrong = cases.filter((_, nth) => ours[nth] !== rows[nth]?.open);
    expect(wrong).toEqual([]);
    expect(new Set(ours)).toEqual(new Set([true, false]));
  });

  it("turn next when the flag says they do", () => {
    fc.assert(
      fc.property(fc.array(window, { minLength: 1, maxLength: 3 }), zone, moment, (windows, at, ms) => {
        const now = new Date(ms);
        const turn = nextWindowTurn(windows, at, now);
        const open = windowsAreOpen(windows, at, now);
        if (!turn) return;
        expect(turn.getTime()).toBeGreaterThan(ms);
        expect(windowsAreOpen(windows, at, turn)).toBe(!open);
        expect(windowsAreOpen(windows, at, new Date(turn.getTime() - 1))).toBe(open);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a campaign's lists", () => {
  it("let in and keep out from their commit on, row by row, and can be emptied", async () => {
    const key = await liveCampaign();
    const file = 'subject\nann\n"b, o"\n\nann\n  \n'.concat("x".repeat(201), "\n");
    const imported = unwrap(await importList(growth, key, "allow", csv(file)));
    expect(imported).toMatchObject({ added: 2, total: 2, rejected: 2 });
    expect(imported.rejections.map(({ row, reason }) => [row, reason])).toEqual([
      [6, "is empty"],
      [7, "has more than 200 characters"],
    ]);
    expect([
      codeOf(await ask(key, "ann")),
      codeOf(await ask(key, "b, o")),
      codeOf(await ask(key, "chi")),
    ]).toEqual(["ok", "ok", "not_eligible"]);
    unwrap(await importList(growth, key, "deny", csv("ann")));
    expect(codeOf(await ask(key, "ann"))).toBe("not_eligible");
    expect(unwrap(await listListed(growth, key, "allow", { limit: 1 }))).toMatchObject({ data: ["ann"] });
    expect(unwrap(await clearList(growth, key, "allow"))).toEqual({ removed: 2, total: 0 });
    expect(codeOf(await ask(key, "chi"))).toBe("ok");
    expect(unwrap(await getCampaign(growth, key))).toMatchObject({ allowListed: 0, denyListed: 1 });
    expect(codeOf(await importList(growth, "no-such-campaign", "deny", csv("a")))).toBe("not_found");
    expect(codeOf(await listListed(growth, "no-such-campaign", "deny"))).toBe("not_found");
    expect(unwrap(await listListed(growth, key, "allow"))).toEqual({ data: [], nextCursor: null });
    expect(codeOf(await importList(growth, key, "deny", csv("subject\n")))).toBe("invalid_request");
  });
});

it("a long list comes and goes in parts between which coupons are issued, and nobody else is eligible before the last is gone", async () => {
  const key = await liveCampaign();
  const listed = Array.from({ length: 6_000 }, (_, nth) => `s-${String(nth).padStart(5, "0")}`);
  expect(unwrap(await importList(growth, key, "allow", csv(listed.join("\n"))))).toMatchObject({
    added: 6_000,
    total: 6_000,
  });
  expect(codeOf(await ask(key, "stranger"))).toBe("not_eligible");
  // the last part waits for this row; those before it are done
  await client.query("BEGIN");
  await client.query("SELECT 1 FROM campaign_list_entry WHERE subject = 's-05999' FOR UPDATE");
  const clearing = clearList(growth, key, "allow");
  const left = async () => {
    const { rows } = await client.query(
      `SELECT c.allow_listed::int AS counter, (SELECT count(*)::int FROM campaign_list_entry WHERE campaign_id = c.id) AS rows
       FROM campaign c WHERE c.key = $1`,
      [key],
    );
    return rows[0];
  };
  await waitFor(async () => (await left()).rows === 1_000);
  expect((await left()).counter).toBe(1_000);
  await client.query("COMMIT");
  expect(unwrap(await clearing)).toEqual({ removed: 6_000, total: 0 });
  expect(await left()).toEqual({ counter: 0, rows: 0 });
  expect(codeOf(await ask(key, "stranger"))).toBe("ok");
  const { rows } = await client.query(
    `SELECT sum((after->>'added')::int)::int AS added, sum((before->>'subjects')::int)::int AS removed
     FROM audit_entry WHERE target_id = $1 AND action LIKE 'list.%'`,
    [key],
  );
  expect(rows[0]).toEqual({ added: 6_000, removed: 6_000 });
});

describe("the deny list of all campaigns", () => {
  it.each([
    ["subject", "evil", {}],
    ["device", "phone-9", { device: "phone-9" }],
    ["address", "203.0.113.9", { address: "203.0.113.9" }],
    ["inviter", "family", { inviter: "family" }],
  ] as const)("keeps a %s out everywhere, until it is taken off", async (attribute, value, attributes) => {
    const key = await liveCampaign();
    const shared = await liveCampaign({
      kind: "shared_code",
      sharedCode: `SHARED-${attribute}`.toUpperCase(),
    });
    const subject = attribute === "subject" ? value : "somebody";
    expect(codeOf(await ask(key, subject, attributes))).toBe("ok");
    unwrap(await denyEverywhere(growth, { attribute, value, reason: "a family of six" }));
    unwrap(await denyEverywhere(growth, { attribute, value }));
    expect(codeOf(await ask(key, subject, attributes))).toBe("not_eligible");
    if (attribute === "subject")
      expect(codeOf(await redeemCoupon(chatbot, `SHARED-SUBJECT`, { subject }))).toBe("not_eligible");
    expect(unwrap(await getCampaign(growth, shared)).kind).toBe("shared_code");
    expect(unwrap(await listDenied(growth)).data).toContainEqual(
      expect.objectContaining({ attribute, value, reason: "a family of six", addedBy: growth.name }),
    );
    unwrap(await allowAgain(growth, { attribute, value }));
    expect(codeOf(await ask(key, subject, attributes))).toBe("ok");
    expect(codeOf(await allowAgain(growth, { attribute, value }))).toBe("not_found");
  });
});

describe("the eligibility tester", () => {
  it("says of a user which list would refuse a coupon, as issuing does", async () => {
    const key = await liveCampaign();
    const file = (...subjects: string[]) => new TextEncoder().encode(subjects.join("\n"));
    const test = async (subject: string) => {
      const told = unwrap(await testEligibility(growth, key, { attributes: {}, subject }));
      expect(codeOf(await ask(key, subject)), subject).toBe(told.eligible ? "ok" : "not_eligible");
      return told.listed;
    };
    expect(await test("in")).toBeUndefined();
    unwrap(await importList(growth, key, "deny", file("bad", "both")));
    unwrap(await importList(growth, key, "allow", file("good", "both")));
    unwrap(await denyEverywhere(growth, { attribute: "subject", value: "worst" }));
    expect(await test("good")).toBeUndefined();
    expect(await test("stranger")).toBe("not_on_allow_list");
    expect(await test("bad")).toBe("denied");
    expect(await test("both")).toBe("denied");
    expect(await test("worst")).toBe("denied_everywhere");
    unwrap(await allowAgain(growth, { attribute: "subject", value: "worst" }));
  });

  it("says which clause refuses, issues nothing, and tries a rule that is not saved", async () => {
    const key = await liveCampaign({
      eligibility: { attribute: "plan", op: "is", value: "pro" },
      holdoutPercent: 90,
    });
    expect(unwrap(await testEligibility(growth, key, { attributes: { plan: "free" } }))).toEqual({
      eligible: false,
      refusing: [{ pointer: "", says: "plan must be pro; it is free" }],
    });
    const tried = await testEligibility(growth, key, {
      subject: "s",
      attributes: { plan: "free" },
      rule: { not: { attribute: "plan", op: "is", value: "pro" } },
    });
    expect(unwrap(tried)).toMatchObject({ eligible: true, refusing: [], heldOut: expect.any(Boolean) });
    expect(unwrap(await getCampaign(growth, key)).issued).toBe(0);
    expect(codeOf(await testEligibility(growth, "no-such-campaign", { attributes: {} }))).toBe("not_found");
  });
});

describe("a campaign found and copied", () => {
  it("is found by a tag, whole and not in part", async () => {
    const tag = `Spring ${Math.random().toString(36).slice(2)}`;
    const key = await draftCampaign({ tags: [tag, "other", tag] });
    expect(unwrap(await getCampaign(growth, key)).tags).toEqual([tag, "other"]);
    const keys = async (filter: { tag?: string; search?: string }) =>
      unwrap(await listCampaigns(growth, filter)).data.map((one) => one.key);
    expect(await keys({ tag })).toEqual([key]);
    expect(await keys({ search: tag })).toEqual([key]);
    expect(await keys({ tag: tag.slice(0, -1) })).toEqual([]);
  });

  it("cannot be given another campaign's shared code by an edit", async () => {
    await draftCampaign({ kind: "shared_code", sharedCode: "MINE-ALONE" });
    const key = await draftCampaign({ kind: "shared_code", sharedCode: "MINE-TOO" });
    const { revision } = unwrap(await getCampaign(growth, key));
    expect(codeOf(await editCampaign(growth, key, { sharedCode: "mine-a-lone" }, revision))).toBe(
      "code_taken",
    );
    expect(unwrap(await getCampaign(growth, key))).toMatchObject({ sharedCode: "MINE-TOO", revision });
    expect(unwrap(await editCampaign(growth, key, { sharedCode: "MINE-NEW" }, revision)).sharedCode).toBe(
      "MINE-NEW",
    );
  });

  it("of a shared code has another one", async () => {
    const key = await draftCampaign({ kind: "shared_code", sharedCode: "copy-me" });
    const [first, second] = [
      unwrap(await duplicateCampaign(growth, key)),
      unwrap(await duplicateCampaign(growth, key)),
    ];
    expect([first.sharedCode, second.sharedCode]).toEqual(["COPY-ME-COPY", "COPY-ME-COPY-2"]);
    expect(
      codeOf(
        await createCampaign(growth, {
          key: `${key}-x`,
          name: "x",
          kind: "shared_code",
          sharedCode: "COPYME",
          discount: { kind: "free_days", value: 1 },
        }),
      ),
    ).toBe("code_taken");
  });
});

describe("versions", () => {
  it("are compared two by two, whichever was first, and one that there never was is not found", async () => {
    const key = await draftCampaign({ name: "First", limits: { coupons: 5 } });
    const first = unwrap(await getCampaign(growth, key)).revision;
    const second = unwrap(await editCampaign(growth, key, { name: "Second" }, first)).revision;
    const third = unwrap(await editCampaign(growth, key, { limits: { coupons: 9 } }, second)).revision;
    const name = { field: "name", before: "First", after: "Second" };
    const limits = { field: "limits", before: { coupons: 5 }, after: { coupons: 9 } };
    const compare = (from: number, to: number) => compareVersions(growth, key, { from, to });
    expect(unwrap(await compare(first, third)).changed).toEqual([name, limits]);
    expect(unwrap(await compare(second, third)).changed).toEqual([limits]);
    expect(unwrap(await compare(third, first)).changed).toEqual([
      { field: "name", before: "Second", after: "First" },
      { field: "limits", before: { coupons: 9 }, after: { coupons: 5 } },
    ]);
    expect(unwrap(await compare(second, second)).changed).toEqual([]);
    expect(codeOf(await compare(first, 999))).toBe("not_found");
    expect(codeOf(await compareVersions(growth, "nowhere", { from: 1, to: 2 }))).toBe("not_found");
  });

  it("tell what each edit changed, and an undo takes the last one back, and back again", async () => {
    const key = await draftCampaign({ name: "First", limits: { coupons: 5 } });
    const edit = async (change: Parameters<typeof editCampaign>[2]) =>
      unwrap(await editCampaign(growth, key, change, unwrap(await getCampaign(growth, key)).revision));
    await edit({ name: "Second" });
    const third = await edit({ limits: { coupons: 9 }, tags: ["spring"] });
    const { data } = unwrap(await listVersions(growth, key));
    expect(data.map(({ act, changed }) => [act, changed])).toEqual([
      [
        "edited",
        [
          { field: "limits", before: { coupons: 5 }, after: { coupons: 9 } },
          { field: "tags", before: null, after: ["spring"] },
        ],
      ],
      ["edited", [{ field: "name", before: "First", after: "Second" }]],
      ["created", []],
    ]);
    expect(codeOf(await undoEdit(growth, key, third.revision - 1))).toBe("edit_conflict");
    const undone = unwrap(await undoEdit(growth, key, third.revision));
    expect(undone).toMatchObject({ name: "Second", limits: { coupons: 5 }, tags: [] });
    const redone = unwrap(await undoEdit(growth, key, undone.revision));
    expect(redone).toMatchObject({ name: "Second", limits: { coupons: 9 }, tags: ["spring"] });
    const fresh = unwrap(
      await createCampaign(growth, {
        key: `${key}-new`,
        name: "New",
        discount: { kind: "free_days", value: 3 },
      }),
    );
    expect(codeOf(await undoEdit(growth, fresh.key, fresh.revision))).toBe("invalid_transition");
  });

  it("an undo never goes below what is issued", async () => {
    const key = await liveCampaign({ limits: { coupons: 1 } });
    const { revision } = unwrap(await getCampaign(growth, key));
    const more = unwrap(await editCampaign(growth, key, { limits: { coupons: 3 } }, revision));
    for (const subject of ["a", "b"]) unwrap(await ask(key, subject));
    expect(codeOf(await undoEdit(growth, key, more.revision))).toBe("invalid_request");
  });
});
