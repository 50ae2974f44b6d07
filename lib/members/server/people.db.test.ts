import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import type { PersonActor, Role } from "../../auth";
import {
  beginSession,
  fromBase32,
  getSession,
  listStandingSessions,
  renewSession,
  totpCode,
  totpStep,
  verifyCredentials,
} from "../../auth/server";
import { closeDatabase, db, useDatabase } from "../../platform/db";
import {
  acceptInvite,
  changePassword,
  confirmSecondFactor,
  countRecoveryCodes,
  createPerson,
  disablePerson,
  draftSecondFactor,
  enablePerson,
  endSessionsOf,
  getLink,
  getPerson,
  invitePerson,
  listInvites,
  listSessions,
  makeResetLink,
  passSecondStep,
  removeSecondFactor,
  removeSecondFactorOf,
  renewRecoveryCodes,
  resetPassword,
  setRole,
  withdrawInvitation,
} from ".";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("people");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});
beforeEach(async () => {
  await db().$executeRawUnsafe(
    "TRUNCATE person, session, recovery_code, person_link, sign_in_allowance, audit_entry CASCADE",
  );
});

const whence = { address: "192.0.2.7", userAgent: "the tests" };
const start = { kind: "system", id: "start", name: "Sluice" } as const;

async function must<T>(result: Promise<{ ok: true; value: T } | { ok: false; error: { detail: string } }>) {
  const done = await result;
  if (!done.ok) throw new Error(done.error.detail);
  return done.value;
}
async function make(role: Role, name: string = role): Promise<PersonActor> {
  const email = `${name}@x.test`;
  const { id } = await must(createPerson(start, { email, name, role, password: "the first password" }));
  return { kind: "person", id, name, email, role };
}
const sessionOf = (person: PersonActor) => beginSession(person.id, "password", whence);
const audits = async () =>
  (await db().auditEntry.findMany({ orderBy: { id: "asc" } }))
    .map(({ action, actorName }) => `${actorName} ${action}`)
    .filter((entry) => !entry.endsWith("person.created"));
const refused = (code: string) => ({ ok: false, error: { code } });

describe("an invitation", () => {
  it("lets somebody in once, with the role that was meant, and both acts stand in the audit", async () => {
    const admin = await make("admin");
    const link = await must(invitePerson(admin, { email: "New@X.test", role: "finance" }));
    expect(await getLink("invite", link.token)).toEqual({ email: "new@x.test", role: "finance" });
    const give = { token: link.token, name: "Newcomer", password: "a long password" };
    const race = await Promise.all([acceptInvite(give), acceptInvite(give), acceptInvite(give)]);
    expect(race.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await acceptInvite(give)).toMatchObject(refused("not_found"));
    expect(await verifyCredentials("new@x.test", "a long password")).toMatchObject({ name: "Newcomer" });
    expect(await audits()).toEqual(["admin person.invited", "Newcomer person.joined"]);
    expect(await must(listInvites(admin))).toEqual([]);
  });

  it("is kept only as a hash", async () => {
    const { token } = await must(invitePerson(await make("admin"), { email: "n@x.test", role: "growth" }));
    const rows = JSON.stringify(
      [await db().personLink.findMany(), await db().auditEntry.findMany()],
      (_, value) => (typeof value === "bigint" ? String(value) : value),
    );
    expect(rows).not.toContain(token);
  });

  it("ends when it is withdrawn, when its time is over, and when a new one is made", async () => {
    const admin = await make("admin");
    const give = (token: string) => acceptInvite({ token, name: "N", password: "a long password" });
    const withdrawn = await must(invitePerson(admin, { email: "a@x.test", role: "growth" }));
    await must(withdrawInvitation(admin, withdrawn.id));
    expect(await withdrawInvitation(admin, withdrawn.id)).toMatchObject(refused("not_found"));
    const late = await must(invitePerson(admin, { email: "b@x.test", role: "growth" }));
    await db().personLink.update({ where: { id: late.id }, data: { expiresAt: new Date(Date.now() - 1) } });
    const first = await must(invitePerson(admin, { email: "c@x.test", role: "admin" }));
    const second = await must(invitePerson(admin, { email: "c@x.test", role: "growth" }));
    for (const { token } of [withdrawn, late, first])
      expect(await give(token)).toMatchObject(refused("not_found"));
    expect(await must(give(second.token))).toMatchObject({ role: "growth" });
  });

  it("is not made for somebody who signs in already, and a wrong field does not use it up", async () => {
    const admin = await make("admin");
    expect(await invitePerson(admin, { email: "ADMIN@x.test", role: "growth" })).toMatchObject(
      refused("key_taken"),
    );
    const { token } = await must(invitePerson(admin, { email: "n@x.test", role: "growth" }));
    expect(await acceptInvite({ token, name: " ", password: "short" })).toMatchObject({
      error: { errors: [{ pointer: "#/name" }, { pointer: "#/password" }] },
    });
    expect((await acceptInvite({ token, name: "N", password: "long enough" })).ok).toBe(true);
  });
});

describe("a session", () => {
  it("carries today's role and name, and gets a new id after a change of role", async () => {
    const [admin, growth] = [await make("admin"), await make("growth")];
    const old = await sessionOf(growth);
    expect(await getSession(old)).toMatchObject({ person: { role: "growth" }, renew: false });
    await must(setRole(admin, growth.id, "executive"));
    expect(await getSession(old)).toMatchObject({ person: { role: "executive" }, renew: true });
    const renewed = await Promise.all([renewSession(old), renewSession(old), renewSession(old)]);
    const ids = renewed.filter((id) => id !== null);
    expect(ids).toHaveLength(1);
    expect(await getSession(ids[0] ?? "")).toMatchObject({ person: { role: "executive" }, renew: false });
    expect(await getSession(old), "for requests under way").not.toBeNull();
    await db().session.update({ where: { id: old }, data: { endedAt: new Date(Date.now() - 1) } });
    expect(await getSession(old)).toBeNull();
    expect(await audits()).toEqual(["admin person.role_set"]);
  });

  it("ends at once when its person is disabled, and does not come back when they are enabled", async () => {
    const [admin, growth] = [await make("admin"), await make("growth")];
    const id = await sessionOf(growth);
    await must(disablePerson(admin, growth.id));
    await must(disablePerson(admin, growth.id));
    expect(await getSession(id)).toBeNull();
    expect(await verifyCredentials(growth.email, "the first password")).toBeNull();
    await must(enablePerson(admin, growth.id));
    expect(await getSession(id)).toBeNull();
    expect(await verifyCredentials(growth.email, "the first password")).not.toBeNull();
    expect(await audits()).toEqual(["admin person.disabled", "admin person.enabled"]);
  });

  it("is listed with where it came from, and ended one by one or all but one", async () => {
    const growth = await make("growth");
    const [one, two, three] = [await sessionOf(growth), await sessionOf(growth), await sessionOf(growth)];
    expect(await must(listSessions(growth, growth.id))).toHaveLength(3);
    expect((await must(listSessions(growth, growth.id)))[0]).toMatchObject(whence);
    expect(await must(endSessionsOf(growth, growth.id, { only: one }))).toBe(1);
    expect(await listStandingSessions([one, two, three])).toEqual(new Set([two, three]));
    expect(await must(endSessionsOf(growth, growth.id, { except: two }))).toBe(1);
    expect(await listStandingSessions([one, two, three])).toEqual(new Set([two]));
    expect(await must(endSessionsOf(growth, growth.id, { except: two })), "nothing left").toBe(0);
    expect(await audits()).toEqual(["growth person.sessions_ended", "growth person.sessions_ended"]);
  });

  it("of somebody else is neither seen nor ended by who is no administrator, nor by naming another's", async () => {
    const [admin, growth, finance] = [await make("admin"), await make("growth"), await make("finance")];
    const id = await sessionOf(growth);
    expect(await listSessions(finance, growth.id)).toMatchObject(refused("forbidden"));
    expect(await endSessionsOf(finance, growth.id)).toMatchObject(refused("forbidden"));
    expect(await must(endSessionsOf(finance, finance.id, { only: id }))).toBe(0);
    expect(await getSession(id)).not.toBeNull();
    expect(await must(endSessionsOf(admin, growth.id))).toBe(1);
    for (const junk of ["", "x", "00000000-0000-4000-8000-000000000000", "' OR 1=1"])
      expect(await getSession(junk)).toBeNull();
  });

  it("is over after its time", async () => {
    const id = await sessionOf(await make("growth"));
    await db().session.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect(await getSession(id)).toBeNull();
  });
});

describe("the last administrator", () => {
  it("can neither be disabled nor lose the role, also when two try it on each other together", async () => {
    const [one, two] = [await make("admin", "one"), await make("admin", "two")];
    expect(await disablePerson(one, one.id), "oneself").toMatchObject(refused("invalid_transition"));
    const both = await Promise.all([disablePerson(one, two.id), disablePerson(two, one.id)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    const [left] = await db().person.findMany({ where: { role: "admin", disabledAt: null } });
    expect(await setRole(start, left?.id ?? "", "growth")).toMatchObject(refused("invalid_transition"));
    expect(await db().person.count({ where: { role: "admin", disabledAt: null } })).toBe(1);
  });
});

describe("a password", () => {
  it("is changed with the old one, and every session ends", async () => {
    const growth = await make("growth");
    const ids = [await sessionOf(growth), await sessionOf(growth)];
    const change = (currentPassword: string, password: string) =>
      changePassword(growth, { currentPassword, password });
    expect(await change("not it", "the second password")).toMatchObject({
      error: { errors: [{ pointer: "#/currentPassword" }] },
    });
    expect(await change("the first password", "the first password")).toMatchObject({
      error: { errors: [{ pointer: "#/password" }] },
    });
    expect(await listStandingSessions(ids)).toEqual(new Set(ids));
    await must(change("the first password", "the second password"));
    expect(await listStandingSessions(ids)).toEqual(new Set());
    expect(await verifyCredentials(growth.email, "the first password")).toBeNull();
    expect(await verifyCredentials(growth.email, "the second password")).not.toBeNull();
    expect(await audits()).toEqual(["growth person.password_changed"]);
    expect(JSON.stringify(await db().auditEntry.findMany({ select: { after: true } }))).not.toMatch(
      /argon|second/,
    );
  });

  it("cannot be found out by who holds a session: tries are counted", async () => {
    const growth = await make("growth");
    const tries = [];
    for (let time = 0; time < 12; time += 1)
      tries.push(
        await changePassword(growth, { currentPassword: `guess ${time}`, password: "the second password" }),
      );
    expect(tries.at(-1)).toMatchObject(refused("rate_limited"));
  });

  it("is reset by a link of an administrator, once, and every session ends", async () => {
    const [admin, growth] = [await make("admin"), await make("growth")];
    const id = await sessionOf(growth);
    const earlier = await must(makeResetLink(admin, growth.id));
    const link = await must(makeResetLink(admin, growth.id));
    expect(await resetPassword({ token: earlier.token, password: "by the earlier" })).toMatchObject(
      refused("not_found"),
    );
    const twice = await Promise.all([
      resetPassword({ token: link.token, password: "by the link" }),
      resetPassword({ token: link.token, password: "by the link" }),
    ]);
    expect(twice.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await getSession(id)).toBeNull();
    expect(await verifyCredentials(growth.email, "by the link")).not.toBeNull();
    expect(await acceptInvite({ token: link.token, name: "N", password: "long enough" })).toMatchObject(
      refused("not_found"),
    );
    expect(await audits()).toEqual([
      "admin person.reset_link_made",
      "admin person.reset_link_made",
      "growth person.password_reset",
    ]);
  });

  it("is not reset by a link that is over, or of a person who was disabled since", async () => {
    const [admin, growth] = [await make("admin"), await make("growth")];
    const late = await must(makeResetLink(admin, growth.id));
    await db().personLink.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } });
    expect(await resetPassword({ token: late.token, password: "by the late" })).toMatchObject(
      refused("not_found"),
    );
    const dead = await must(makeResetLink(admin, growth.id));
    await must(disablePerson(admin, growth.id));
    await must(enablePerson(admin, growth.id));
    expect(await resetPassword({ token: dead.token, password: "by the dead" })).toMatchObject(
      refused("not_found"),
    );
    await must(disablePerson(admin, growth.id));
    expect(await makeResetLink(admin, growth.id)).toMatchObject(refused("invalid_transition"));
  });
});

describe("a second factor", () => {
  const codeOf = (secret: string, away = 0) => totpCode(fromBase32(secret), totpStep(new Date()) + away);
  const known = { name: "device", known: true };

  /** A person with a factor in force whose next code is still unused. */
  async function withFactor() {
    const growth = await make("growth");
    const secret = (await draftSecondFactor(growth)) ?? "";
    const codes = await must(confirmSecondFactor(growth, codeOf(secret, -1)));
    return { growth, secret, codes };
  }

  it("is in force only after its first code, and its secret is sealed in the database", async () => {
    const growth = await make("growth");
    const secret = (await draftSecondFactor(growth)) ?? "";
    expect(await draftSecondFactor(growth), "the same while it is being added").toBe(secret);
    expect(await confirmSecondFactor(growth, "000")).toMatchObject({
      error: { errors: [{ pointer: "#/code" }] },
    });
    expect(await must(getPerson(growth, growth.id))).toMatchObject({ hasSecondFactor: false });
    const codes = await must(confirmSecondFactor(growth, codeOf(secret)));
    expect(codes).toHaveLength(10);
    for (const code of codes) expect(code).toMatch(/^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$/);
    const row = await db().person.findUniqueOrThrow({ where: { id: growth.id } });
    expect(row.totpSecret).not.toContain(secret);
    const hashes = JSON.stringify(await db().recoveryCode.findMany());
    for (const code of codes) expect(hashes).not.toContain(code.replaceAll("-", ""));
    expect(await draftSecondFactor(growth)).toBeNull();
    expect(await audits()).toEqual(["growth person.second_factor_added"]);
  });

  it("takes a code once: a replayed one, the one that put it in force, and an earlier one are refused", async () => {
    const { growth, secret } = await withFactor();
    expect(await passSecondStep(growth.id, codeOf(secret, -1), known)).toMatchObject(
      refused("invalid_request"),
    );
    const code = codeOf(secret);
    const race = await Promise.all([1, 2, 3].map(() => passSecondStep(growth.id, code, known)));
    expect(race.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await passSecondStep(growth.id, code, known)).toMatchObject(refused("invalid_request"));
  });

  it("takes a recovery code once, however it is written, and tells the audit", async () => {
    const { growth, codes } = await withFactor();
    const [one = "", two = ""] = codes;
    expect((await passSecondStep(growth.id, one.toLowerCase().replaceAll("-", " "), known)).ok).toBe(true);
    expect(await passSecondStep(growth.id, one, known)).toMatchObject(refused("invalid_request"));
    expect((await passSecondStep(growth.id, two, known)).ok).toBe(true);
    expect(await countRecoveryCodes(growth)).toBe(8);
    expect((await audits()).filter((entry) => entry.endsWith("recovery_code_used"))).toHaveLength(2);
  });

  it("gives few tries, and keeps the owner's own device out of what others guess", async () => {
    const { growth, secret } = await withFactor();
    const stranger = { name: "203.0.113.5", known: false };
    const guesses = [];
    for (let time = 0; time < 6; time += 1) guesses.push(await passSecondStep(growth.id, "abc", stranger));
    expect(guesses.at(-1)).toMatchObject(refused("rate_limited"));
    expect((await passSecondStep(growth.id, codeOf(secret), known)).ok).toBe(true);
  });

  it("is taken away with a code of it, and then a code opens nothing", async () => {
    const { growth, secret, codes } = await withFactor();
    const [here, elsewhere] = [await sessionOf(growth), await sessionOf(growth)];
    expect(await removeSecondFactor(growth, "123", here)).toMatchObject(refused("invalid_request"));
    expect(await must(renewRecoveryCodes(growth, codeOf(secret)))).toHaveLength(10);
    expect(await passSecondStep(growth.id, codes[0] ?? "", known), "an earlier one").toMatchObject({
      ok: false,
    });
    await must(removeSecondFactor(growth, codeOf(secret, 1), here));
    expect(await listStandingSessions([here, elsewhere])).toEqual(new Set([here]));
    expect(await countRecoveryCodes(growth)).toBe(0);
    expect(await passSecondStep(growth.id, codeOf(secret, 1), known)).toMatchObject(
      refused("unauthenticated"),
    );
  });

  it("is taken away by an administrator for who lost the phone, and their sessions end", async () => {
    const { growth } = await withFactor();
    const [admin, id] = [await make("admin"), await sessionOf(growth)];
    await must(removeSecondFactorOf(admin, growth.id));
    expect(await must(getPerson(admin, growth.id))).toMatchObject({ hasSecondFactor: false });
    expect(await getSession(id)).toBeNull();
    expect((await audits()).at(-1)).toBe("admin person.second_factor_removed");
  });
});

describe("only an administrator", () => {
  it.each(["growth", "finance", "executive"] as const)("manages people: %s may not", async (role) => {
    const [actor, other] = [await make(role), await make("growth", "other")];
    const answers = await Promise.all([
      invitePerson(actor, { email: "n@x.test", role: "admin" }),
      withdrawInvitation(actor, other.id),
      listInvites(actor),
      makeResetLink(actor, actor.id),
      setRole(actor, actor.id, "admin"),
      disablePerson(actor, other.id),
      enablePerson(actor, other.id),
      removeSecondFactorOf(actor, actor.id),
      endSessionsOf(actor, other.id),
      getPerson(actor, other.id),
      listSessions(actor, other.id),
    ]);
    for (const answer of answers) expect(answer).toMatchObject(refused("forbidden"));
    expect(await audits()).toEqual([]);
  });
});
