import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOf, draftCampaign, growth, liveCampaign, tally, unwrap } from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import type { Actor } from "../../auth";
import { closeDatabase, db, useDatabase } from "../../platform/db";
import { campaignInput } from "../campaign-input";
import {
  endCampaign,
  getTemplate,
  launchCampaign,
  listCampaigns,
  listNotes,
  listTemplates,
  removeTemplate,
  saveTemplate,
  writeNote,
} from ".";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("templates");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

const finance: Actor = { kind: "person", id: "f", name: "Finance", email: "f@example.test", role: "finance" };
const actions = async (kind: string, id: string) =>
  (await db().auditEntry.findMany({ where: { targetKind: kind, targetId: id }, orderBy: { id: "asc" } })).map(
    ({ action, reason }) => [action, reason],
  );

describe("a template", () => {
  it("keeps what may be said again, and what it keeps is a campaign again with a key", async () => {
    const key = await liveCampaign({
      kind: "shared_code",
      sharedCode: "KEPT-NOT",
      limits: { coupons: 7, perSubject: 2 },
      endsAt: "2099-01-01T00:00:00Z",
      tags: ["tea"],
    });
    const { id, campaign } = unwrap(await saveTemplate(growth, { name: " Tea ", campaign: key }));
    expect(campaign).toMatchObject({
      kind: "shared_code",
      limits: { coupons: 7, perSubject: 2 },
      tags: ["tea"],
    });
    for (const own of ["key", "startsAt", "endsAt", "sharedCode"]) expect(campaign).not.toHaveProperty(own);
    expect(campaignInput.safeParse({ ...campaign, key: "again", sharedCode: "OTHER-CODE" }).success).toBe(
      true,
    );
    expect(unwrap(await getTemplate(growth, id)).name).toBe("Tea");
    expect(await actions("template", id)).toEqual([["template.saved", null]]);
  });

  it("has a name of its own: of eight at once one is kept", async () => {
    const key = await draftCampaign();
    const name = `Once ${key}`;
    const told = await Promise.all(
      Array.from({ length: 8 }, () => saveTemplate(growth, { name, campaign: key })),
    );
    expect(tally(told)).toEqual({ ok: 1, key_taken: 7 });
    expect(codeOf(await saveTemplate(growth, { name: "Other", campaign: "nowhere" }))).toBe("not_found");
  });

  it("is removed once, and is for growth managers to keep and remove", async () => {
    const key = await draftCampaign();
    expect(codeOf(await saveTemplate(finance, { name: "No", campaign: key }))).toBe("forbidden");
    const { id } = unwrap(await saveTemplate(growth, { name: `Gone ${key}`, campaign: key }));
    expect(codeOf(await removeTemplate(finance, id))).toBe("forbidden");
    const told = await Promise.all([1, 2, 3, 4].map(() => removeTemplate(growth, id)));
    expect(tally(told)).toEqual({ ok: 1, not_found: 3 });
    expect(codeOf(await getTemplate(growth, id))).toBe("not_found");
    expect(codeOf(await getTemplate(growth, "no id"))).toBe("not_found");
    expect((await actions("template", id)).map(([action]) => action)).toEqual([
      "template.saved",
      "template.removed",
    ]);
  });

  it("is listed by name, page by page", async () => {
    const key = await draftCampaign();
    for (const name of ["zz 1", "zz 2", "zz 3"]) unwrap(await saveTemplate(growth, { name, campaign: key }));
    const all = unwrap(await listTemplates(growth)).data.map(({ name }) => name);
    expect(all).toEqual([...all].sort());
    const names: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: { data: { name: string }[]; nextCursor: string | null } = unwrap(
        await listTemplates(growth, { limit: 2, ...(cursor ? { cursor } : {}) }),
      );
      names.push(...page.data.map(({ name }) => name));
      cursor = page.nextCursor;
    }
    expect(names).toEqual(all);
  });
});

it("a note stands in the activity and the list, the newest first, by growth managers alone", async () => {
  const key = await draftCampaign();
  unwrap(await writeNote(growth, key, " first "));
  unwrap(await launchCampaign(growth, key));
  unwrap(await writeNote(growth, key, "second\nline"));
  expect(unwrap(await listNotes(finance, key)).data.map(({ by, text }) => [by, text])).toEqual([
    [growth.name, "second\nline"],
    [growth.name, "first"],
  ]);
  expect((await actions("campaign", key)).map(([action]) => action)).toEqual([
    "campaign.created",
    "campaign.noted",
    "campaign.launched",
    "campaign.noted",
  ]);
  expect(codeOf(await writeNote(finance, key, "no"))).toBe("forbidden");
  expect(codeOf(await writeNote(growth, "nowhere", "no"))).toBe("not_found");
});

it("the list of a time has what touches it: from the launch or start to the end that came or is to come", async () => {
  const tag = "in time";
  const planned = await draftCampaign({
    tags: [tag],
    startsAt: "2030-05-10T00:00:00Z",
    endsAt: "2030-05-20T00:00:00Z",
  });
  const live = await liveCampaign({ tags: [tag] });
  const over = await liveCampaign({ tags: [tag] });
  unwrap(await endCampaign(growth, over));
  await draftCampaign({ tags: [tag] });
  const within = async (from: string, to: string) =>
    unwrap(await listCampaigns(growth, { tag, from: new Date(from), to: new Date(to), sort: "name" }))
      .data.map(({ key }) => key)
      .sort();
  expect(await within("2030-05-01", "2030-06-01")).toEqual([live, planned].sort());
  expect(await within("2030-05-20", "2030-06-01")).toEqual([live]);
  expect(await within("2030-05-01", "2030-05-10")).toEqual([live]);
  expect(await within("2000-01-01", "2001-01-01")).toEqual([]);
  expect(await within("2001-01-01", "2100-01-01")).toEqual([live, over, planned].sort());
});
