import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize, type Role, roles } from "../../auth";
import { endSessions, markSessionsForRenewal } from "../../auth/server";
import { ok, type Result, refuse } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import type { Person } from "../person-input";
import { withdrawLinks } from "./link-store";
import { toPerson } from "./member-queries";
import { countAdmins, lockPerson, removeTotp, saveDisabled, saveRole } from "./person-store";
import { isId } from "./wrong-fields";

type Found = NonNullable<Awaited<ReturnType<typeof lockPerson>>>;

const lastAdmin = () =>
  refuse("invalid_transition", "Sluice needs one administrator. Make somebody else one first.");

/** The frame of every change of a person by an administrator: permission, lock, the change with its audit entry. */
function changePerson<T>(
  actor: Actor,
  id: string,
  change: (tx: Tx, person: Found, admins: number) => Promise<Result<T>>,
): Promise<Result<T>> {
  const may = authorize(actor, "manage_members");
  if (!may.ok) return Promise.resolve(may);
  return db().$transaction(async (tx) => {
    // administrators before the person, always: two who change each other wait in line
    const admins = await countAdmins(tx);
    const person = isId(id) ? await lockPerson(tx, id) : null;
    if (!person) return refuse("not_found", "There is no such person.");
    return change(tx, person, admins);
  });
}

/** Holds from the person's next request on; their sessions get new ids. Administrators only. */
export function setRole(actor: Actor, id: string, role: Role): Promise<Result<Person>> {
  return changePerson(actor, id, async (tx, person, admins) => {
    if (!roles.includes(role))
      return refuse("invalid_request", "Some fields are wrong.", [
        { pointer: "#/role", detail: "choose a role" },
      ]);
    if (person.role === role) return ok(toPerson(person));
    if (person.role === "admin" && !person.disabledAt && admins < 2) return lastAdmin();
    await saveRole(tx, id, role);
    await markSessionsForRenewal(tx, id);
    await recordAudit(tx, actor, {
      action: "person.role_set",
      target: { kind: "person", id },
      before: { email: person.email, role: person.role },
      after: { email: person.email, role },
    });
    return ok(toPerson({ ...person, role }));
  });
}

/** Ends the person's sessions at once and lets them in no more. Disabling twice is no error. Administrators only. */
export function disablePerson(actor: Actor, id: string): Promise<Result<Person>> {
  return changePerson(actor, id, async (tx, person, admins) => {
    if (person.disabledAt) return ok(toPerson(person));
    if (actor.kind === "person" && actor.id === id)
      return refuse("invalid_transition", "You cannot disable yourself. Another administrator can.");
    if (person.role === "admin" && admins < 2) return lastAdmin();
    const disabledAt = new Date();
    await saveDisabled(tx, id, disabledAt);
    await withdrawLinks(tx, "reset", person.email);
    const sessions = await endSessions(tx, id);
    await recordAudit(tx, actor, {
      action: "person.disabled",
      target: { kind: "person", id },
      before: { email: person.email },
      after: { email: person.email, sessionsEnded: sessions },
    });
    return ok(toPerson({ ...person, disabledAt }));
  });
}

/** Lets a disabled person in again, with the password and role they had. Administrators only. */
export function enablePerson(actor: Actor, id: string): Promise<Result<Person>> {
  return changePerson(actor, id, async (tx, person) => {
    if (!person.disabledAt) return ok(toPerson(person));
    await saveDisabled(tx, id, null);
    await recordAudit(tx, actor, {
      action: "person.enabled",
      target: { kind: "person", id },
      after: { email: person.email, role: person.role },
    });
    return ok(toPerson({ ...person, disabledAt: null }));
  });
}

/** For a person who lost their device: sign-in asks for the password alone until they add another. Administrators only. */
export function removeSecondFactorOf(actor: Actor, id: string): Promise<Result<Person>> {
  return changePerson(actor, id, async (tx, person) => {
    if (!person.totpEnabledAt) return ok(toPerson(person));
    await removeTotp(tx, id);
    const sessions = await endSessions(tx, id);
    await recordAudit(tx, actor, {
      action: "person.second_factor_removed",
      target: { kind: "person", id },
      before: { email: person.email },
      after: { email: person.email, sessionsEnded: sessions },
    });
    return ok(toPerson(person));
  });
}

/** Ends one session of a person, or all. Administrators, and everybody their own. */
export async function endSessionsOf(
  actor: Actor,
  personId: string,
  { only, except }: { only?: string; except?: string } = {},
): Promise<Result<number>> {
  if (!(actor.kind === "person" && actor.id === personId)) {
    const may = authorize(actor, "manage_members");
    if (!may.ok) return may;
  }
  return db().$transaction(async (tx) => {
    const person = isId(personId) ? await lockPerson(tx, personId) : null;
    if (!person || (only !== undefined && !isId(only)))
      return refuse("not_found", "There is no such session.");
    const ended = await endSessions(tx, personId, {
      ...(only ? { only } : {}),
      ...(except ? { except } : {}),
    });
    if (ended > 0) {
      await recordAudit(tx, actor, {
        action: "person.sessions_ended",
        target: { kind: "person", id: personId },
        after: { email: person.email, sessionsEnded: ended },
      });
    }
    return ok(ended);
  });
}
