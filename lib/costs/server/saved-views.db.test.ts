import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import type { Actor, PersonActor, Role } from "../../auth";
import { closeDatabase, db, useDatabase } from "../../platform/db";
import { MOST_SAVED_VIEWS } from "..";
import { listSavedViews, removeView, renameView, saveView } from ".";

let database: TestDatabase;
const person = (nth: number, role: Role): PersonActor => ({
  kind: "person",
  id: `00000000-0000-4000-8000-00000000000${nth}`,
  name: `${role} ${nth}`,
  email: `${role}${nth}@example.test`,
  role,
});
const [finance, growth, admin] = [person(1, "finance"), person(2, "growth"), person(3, "admin")];

beforeAll(async () => {
  database = await createTestDatabase("views");
  await useDatabase(database.url);
  for (const { id, name, email, role } of [finance, growth, admin])
    await db().person.create({ data: { id, name, email, role } });
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

const names = async (actor: PersonActor) => {
  const views = await listSavedViews(actor, "/costs");
  return views.ok ? views.value.map(({ name, by }) => [name, by]) : [];
};
const everywhere = async (actor: Actor) => {
  const views = await listSavedViews(actor);
  return views.ok ? views.value.map(({ path, name, by }) => [path, name, by]) : [];
};
const audited = async () =>
  (await db().auditEntry.findMany({ where: { targetKind: "view" }, orderBy: { at: "asc" } })).map(
    ({ action }) => action,
  );

it("are found by their owner, shared ones by everybody; what is shared is audited", async () => {
  const own = await saveView(finance, { path: "/costs", query: "range=30", name: "Month" });
  const shared = await saveView(finance, {
    path: "/costs",
    query: "groupBy=campaign&x=1",
    name: "By campaign",
    shared: "on",
  });
  if (!own.ok || !shared.ok) throw new Error("not saved");
  expect(shared.value.query).toBe("groupBy=campaign");
  expect(await saveView(finance, { path: "/costs", query: "", name: "Month" })).toMatchObject({
    error: { code: "key_taken" },
  });
  expect(await names(finance)).toEqual([
    ["By campaign", null],
    ["Month", null],
  ]);
  expect(await names(growth)).toEqual([["By campaign", "finance 1"]]);
  expect(await everywhere(finance)).toEqual([
    ["/costs", "By campaign", null],
    ["/costs", "Month", null],
  ]);
  const key = { kind: "key", id: "k", name: "k", prefix: "slu_", publicId: "p", allowedOrigins: [] } as const;
  expect(await everywhere({ ...key, scopes: ["read"] })).toEqual([["/costs", "By campaign", "finance 1"]]);
  expect(await renameView(growth, { id: shared.value.id, name: "Mine" })).toMatchObject({
    error: { code: "not_found" },
  });
  expect(await removeView(admin, own.value.id)).toMatchObject({ error: { code: "not_found" } });
  expect(await renameView(finance, { id: shared.value.id, name: "Month" })).toMatchObject({
    error: { code: "key_taken" },
  });
  expect((await renameView(finance, { id: shared.value.id, name: "Campaigns" })).ok).toBe(true);
  expect((await removeView(admin, shared.value.id)).ok).toBe(true);
  expect((await removeView(finance, own.value.id)).ok).toBe(true);
  expect(await names(growth)).toEqual([]);
  expect(await audited()).toEqual(["view.shared", "view.renamed", "view.removed"]);
});

it("are a hundred a person at most, however many are saved at once", async () => {
  await db().savedView.createMany({
    data: Array.from({ length: MOST_SAVED_VIEWS - 1 }, (_, nth) => ({
      id: crypto.randomUUID(),
      ownerId: growth.id,
      path: "/",
      name: `view ${nth}`,
      query: "",
    })),
  });
  const saved = await Promise.all(
    [1, 2, 3].map((nth) => saveView(growth, { path: "/costs", query: "", name: `at once ${nth}` })),
  );
  expect(saved.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await db().savedView.count({ where: { ownerId: growth.id } })).toBe(MOST_SAVED_VIEWS);
});

it("are of days that have begun: another month than the one that was named is not kept in its place", async () => {
  const ahead = { path: "/costs", query: "from=2027-01-01&to=2027-01-31", name: "January" } as const;
  expect(await saveView(finance, ahead, new Date("2026-11-30T12:00:00Z"))).toMatchObject({
    error: { code: "invalid_request", errors: [{ pointer: "#/query" }] },
  });
  expect((await saveView(finance, ahead, new Date("2027-01-02T12:00:00Z"))).ok).toBe(true);
});
