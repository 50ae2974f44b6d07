import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import type { Actor, Role } from "../../auth";
import { hashKey, verifyApiKey, verifyPassword } from "../../auth/server";
import { closeDatabase, db, useDatabase } from "../../platform/db";
import {
  createApiKey,
  createPerson,
  getDemoChatbot,
  listApiKeys,
  listPeople,
  revokeApiKey,
  setDemoChatbot,
} from ".";

const person = (role: Role): Actor => ({
  kind: "person",
  id: "00000000-0000-4000-8000-000000000001",
  name: `The ${role}`,
  email: `${role}@example.test`,
  role,
});
const admin = person("admin");
const everything: Actor = {
  kind: "key",
  id: "k",
  name: "every scope",
  prefix: "slu_xxxx",
  publicId: "pc_x",
  scopes: ["read", "campaigns:write", "switch:pause", "switch:resume", "costs:write", "flags:read"],
  allowedOrigins: [],
};
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase("members");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

const audits = (action: string) => db().auditEntry.findMany({ where: { action }, orderBy: { id: "asc" } });

describe("people", () => {
  it("sign in with a lower-case address and a password that is kept only as a hash, and the audit says who added them", async () => {
    const made = await createPerson(admin, {
      email: "Ming@Example.test",
      name: "Ming",
      role: "growth",
      password: "correct horse",
    });
    if (!made.ok) throw new Error(made.error.detail);
    expect(made.value).toMatchObject({ email: "ming@example.test", role: "growth", disabledAt: null });
    const row = await db().person.findUniqueOrThrow({ where: { id: made.value.id } });
    expect(row.passwordHash).toMatch(/^\$argon2id\$/);
    expect(await verifyPassword(row.passwordHash, "correct horse")).toBe(true);
    const [entry] = await audits("person.created");
    expect(entry).toMatchObject({ actorName: "The admin", targetId: made.value.id });
    expect(JSON.stringify(entry?.after)).not.toMatch(/password|argon/);
    const listed = await listPeople(admin);
    expect(listed.ok && listed.value.map(({ email }) => email)).toEqual(["ming@example.test"]);
    expect(JSON.stringify(listed)).not.toContain("argon2");
  });

  it("cannot be added twice, and the attempt leaves no audit entry", async () => {
    const again = await createPerson(admin, {
      email: "MING@example.test",
      name: "Ming again",
      role: "admin",
      password: "another password",
    });
    expect(again).toMatchObject({ ok: false, error: { code: "key_taken" } });
    expect(await audits("person.created")).toHaveLength(1);
  });

  it.each([
    [{ email: "nobody" }, "#/email"],
    [{ role: "owner" as Role }, "#/role"],
    [{ password: "short" }, "#/password"],
    [{ name: " " }, "#/name"],
  ])("with the wrong field %j are refused with its pointer", async (wrong, pointer) => {
    const right = { email: "a@example.test", name: "A", role: "finance" as Role, password: "long enough" };
    const refused = await createPerson(admin, { ...right, ...wrong });
    expect(refused).toMatchObject({ ok: false, error: { code: "invalid_request", errors: [{ pointer }] } });
  });
});

describe("keys", () => {
  it("are shown once: kept are hash, prefix, public id and stream token, and no list shows hash or token", async () => {
    const made = await createApiKey(admin, { name: "server", scopes: ["coupons:write", "usage:write"] });
    if (!made.ok) throw new Error(made.error.detail);
    expect(made.value.key).toMatch(/^slu_[A-Za-z0-9_]{32}$/);
    const row = await db().apiKey.findUniqueOrThrow({ where: { id: made.value.id } });
    expect(row.hash).toBe(hashKey(made.value.key));
    expect(row.prefix).toBe(made.value.key.slice(0, 8));
    expect(row.publicId).toMatch(/^pc_/);
    expect(row.streamToken).toMatch(/^st_[A-Za-z0-9_]{32}$/);
    const listed = JSON.stringify(await listApiKeys(admin));
    for (const secret of [made.value.key, row.hash, row.streamToken]) expect(listed).not.toContain(secret);
    expect(await verifyApiKey(made.value.key)).toMatchObject({ ok: true, value: { id: row.id } });
    expect(await audits("key.created")).toHaveLength(1);
  });

  it("may have a value given beforehand, once", async () => {
    const key = "slu_known_before_hand_0001";
    expect(await createApiKey(admin, { name: "demo", scopes: ["read"], key })).toMatchObject({ ok: true });
    const again = await createApiKey(admin, { name: "demo", scopes: ["read"], key });
    expect(again).toMatchObject({ ok: false, error: { code: "key_taken" } });
  });

  it("stop working when revoked, and revoking twice writes one audit entry", async () => {
    const made = await createApiKey(admin, { name: "short-lived", scopes: ["flags:read"] });
    if (!made.ok) throw new Error(made.error.detail);
    const twice = [await revokeApiKey(admin, made.value.id), await revokeApiKey(admin, made.value.id)];
    for (const answer of twice) expect(answer.ok && answer.value.revokedAt).toBeTruthy();
    expect(await audits("key.revoked")).toHaveLength(1);
    expect(await verifyApiKey(made.value.key)).toMatchObject({
      ok: false,
      error: { code: "unauthenticated" },
    });
    expect(await revokeApiKey(admin, "not-an-id")).toMatchObject({ ok: false, error: { code: "not_found" } });
  });

  it.each([
    [{ scopes: [] }, "#/scopes"],
    [{ allowedOrigins: ["https://a.example/path"] }, "#/allowedOrigins/0"],
    [{ key: "sk-1" }, "#/key"],
  ])("with the wrong field %j are refused with its pointer", async (wrong, pointer) => {
    const refused = await createApiKey(admin, { name: "n", scopes: ["read"], ...wrong });
    expect(refused).toMatchObject({ ok: false, error: { code: "invalid_request", errors: [{ pointer }] } });
  });
});

describe("only an administrator", () => {
  it.each([person("growth"), person("finance"), person("executive"), everything])(
    "manages people and keys: $name may not",
    async (actor) => {
      const tries = [
        createPerson(actor, { email: "x@example.test", name: "X", role: "admin", password: "long enough" }),
        createApiKey(actor, { name: "x", scopes: ["read"] }),
        revokeApiKey(actor, "00000000-0000-4000-8000-000000000009"),
        listPeople(actor),
        listApiKeys(actor),
        setDemoChatbot(actor, "off"),
      ];
      for (const answer of await Promise.all(tries)) {
        expect(answer).toMatchObject({ ok: false, error: { code: "forbidden" } });
      }
    },
  );
});

it("the synthetic chatbot's switch is unknown without a demo, then holds what an administrator set, audited", async () => {
  expect(await getDemoChatbot()).toBeNull();
  expect(await setDemoChatbot(admin, "off")).toMatchObject({ ok: true });
  expect(await getDemoChatbot()).toBe("off");
  expect(await audits("demo_chatbot.set")).toHaveLength(1);
});
