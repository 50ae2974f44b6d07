import { afterAll, beforeAll, expect, it } from "vitest";
import { codeOf, draftCampaign, tally, unwrap } from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import type { Actor, KeyActor, Role } from "../../auth";
import { closeDatabase, db, useDatabase } from "../../platform/db";
import { annotationInput } from "../annotation";
import { addAnnotation, editAnnotation, getOverview, listAnnotations, removeAnnotation } from ".";
import { readPulse } from "./live-queries";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("annotations");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

const person = (id: string, role: Role): Actor => ({
  kind: "person",
  id,
  name: `${id} of ${role}`,
  email: `${id}@x.test`,
  role,
});
const elena = person("elena", "executive");
const fei = person("fei", "finance");
const ada = person("ada", "admin");
const key = (id: string, ...scopes: KeyActor["scopes"]): KeyActor => ({
  kind: "key",
  id,
  name: id,
  prefix: "slu_x",
  publicId: "p",
  scopes,
  allowedOrigins: [],
});
const noted = (from: string, text: string, more: { to?: string; campaign?: string } = {}) =>
  annotationInput.parse({ from, text, ...more });
const audited = async (id: string) =>
  (
    await db().auditEntry.findMany({
      where: { targetKind: "annotation", targetId: id },
      orderBy: { id: "asc" },
    })
  ).map(({ action, before, after }) => [
    action,
    (before as { text?: string } | null)?.text ?? null,
    (after as { text?: string } | null)?.text ?? null,
  ]);

it("whoever may see writes one; its author and administrators change it, once, and the audit keeps every word", async () => {
  const { id, by } = unwrap(await addAnnotation(elena, noted("2026-11-01T10:00:00Z", "on television")));
  expect(by).toEqual({ kind: "person", id: "elena", name: "elena of executive" });
  const again = noted("2026-11-01T11:00:00Z", "on television, twice", { to: "2026-11-01T12:00:00Z" });
  expect(codeOf(await editAnnotation(fei, id, again))).toBe("forbidden");
  expect(codeOf(await removeAnnotation(fei, id))).toBe("forbidden");
  expect(unwrap(await editAnnotation(elena, id, again))).toMatchObject({
    text: again.text,
    to: again.to,
    editedAt: expect.any(String),
  });
  expect(tally(await Promise.all([ada, ada, elena].map((actor) => removeAnnotation(actor, id))))).toEqual({
    ok: 1,
    not_found: 2,
  });
  expect(await audited(id)).toEqual([
    ["annotation.added", null, "on television"],
    ["annotation.edited", "on television", "on television, twice"],
    ["annotation.removed", "on television, twice", null],
  ]);
  expect(codeOf(await editAnnotation(elena, "no id", again))).toBe("not_found");
});

it("a key needs campaigns:write, and removes what it wrote itself", async () => {
  const deploys = key("deploys", "campaigns:write");
  const { id } = unwrap(await addAnnotation(deploys, noted("2026-11-02T10:00:00Z", "release 4")));
  expect(
    codeOf(await addAnnotation(key("k", "read", "costs:write"), noted("2026-11-02T10:00:00Z", "x"))),
  ).toBe("forbidden");
  expect(codeOf(await removeAnnotation(key("other", "campaigns:write"), id))).toBe("forbidden");
  expect(codeOf(await listAnnotations(deploys))).toBe("forbidden");
  unwrap(await removeAnnotation(deploys, id));
});

it("names a campaign that there is, or none", async () => {
  const campaign = await draftCampaign();
  const wrong = await addAnnotation(elena, noted("2026-11-03T10:00:00Z", "x", { campaign: "nowhere" }));
  expect(wrong).toMatchObject({ error: { code: "invalid_request", errors: [{ pointer: "#/campaign" }] } });
  const right = unwrap(await addAnnotation(elena, noted("2026-11-03T10:00:00Z", "x", { campaign })));
  expect(right.campaign).toBe(campaign);
  unwrap(await removeAnnotation(elena, right.id));
});

it("is listed where it touches, page by page, stands among the marks of the view, and moves what pages follow", async () => {
  const before = await readPulse();
  for (const [from, text, to] of [
    ["2025-05-01T00:00:00Z", "long over"],
    ["2025-05-02T00:00:00Z", "ends in it", "2025-05-10T00:00:01Z"],
    ["2025-05-03T00:00:00Z", "ends before it", "2025-05-10T00:00:00Z"],
    ["2025-05-10T00:00:00Z", "begins with it"],
    ["2025-05-10T00:00:00Z", "at the same time"],
    ["2025-05-12T00:00:00Z", "begins after it"],
  ] as const) {
    unwrap(await addAnnotation(fei, noted(from, text, to ? { to } : {})));
  }
  const range = { from: "2025-05-10T00:00:00.000Z", to: "2025-05-12T00:00:00.000Z" };
  const texts: string[] = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const page = unwrap(await listAnnotations(elena, { ...range, limit: 1, ...(cursor ? { cursor } : {}) }));
    texts.push(...page.data.map(({ text }) => text));
    more = page.nextCursor !== null;
    cursor = page.nextCursor ?? undefined;
  }
  expect(texts.toSorted()).toEqual(["at the same time", "begins with it", "ends in it"]);
  expect(codeOf(await listAnnotations(elena, { cursor: "W10=" }))).toBe("invalid_request");
  const asked = { from: "2025-05-10", to: "2025-05-11", timeZone: "UTC" };
  const { chart } = unwrap(await getOverview(elena, asked, new Date("2025-05-20T00:00:00Z")));
  expect(chart.markers.map(({ kind, label }) => [kind, label])).toEqual([
    ["annotation", "ends in it"],
    ["annotation", "2 notes"],
  ]);
  expect((await readPulse()).records).not.toBe(before.records);
});
