import "server-only";
import { recordAudit } from "../../audit/server";
import { endSessions, markSessionsForRenewal } from "../../auth/server";
import { db, type Tx } from "../../platform/db";
import { readEnv } from "../../platform/env";
import { log } from "../../platform/log";
import { roleOfClaims } from "../sso-role";
import { findSsoPerson, getPersonByEmail } from "./member-queries";
import { insertPerson } from "./member-store";
import { saveRole, saveSso } from "./person-store";

/** Why the company's word was not enough; the words stand at /sign-in. */
export type SsoRefusal = "no_role" | "no_email" | "email_not_verified" | "disabled";
type Answer =
  | { admitted: true; id: string; name: string; email: string }
  | { admitted: false; code: SsoRefusal };

const no = (code: SsoRefusal): Answer => ({ admitted: false, code });
const text = (value: unknown) => (typeof value === "string" ? value.trim() : "");

/** Whom the provider means: known by its subject, else by a verified address, else somebody new. */
async function findOrMake(tx: Tx, issuer: string, claims: Record<string, unknown>, role: string) {
  const subject = text(claims.sub);
  const known = await findSsoPerson(tx, issuer, subject);
  if (known) return known;
  const email = text(claims.email).toLowerCase();
  if (!/^[^\s@]{1,200}@[^\s@]{1,119}$/.test(email)) return "no_email" as const;
  // an address that nobody has checked could be somebody else's account here
  if (claims.email_verified !== true) return "email_not_verified" as const;
  const name = (text(claims.name) || email).replaceAll(/\p{Cc}/gu, "").slice(0, 120);
  const made = await insertPerson(tx, { email, name, role: role as never, passwordHash: null });
  const person = made ?? (await getPersonByEmail(tx, email));
  if (!person) throw new Error("a person is neither there nor new");
  await saveSso(tx, person.id, issuer, subject);
  await recordAudit(
    tx,
    { kind: "person", id: person.id, name: person.name },
    {
      action: "person.sso_linked",
      target: { kind: "person", id: person.id },
      after: { email, issuer, ...(made ? { name, role } : {}) },
    },
  );
  return person;
}

/**
 * Lets a person in whom the provider vouches for, with the role that their claim maps to now: it is the provider's word
 * at each sign-in. Whose claim maps to no role gets none: they stay outside, and sessions they had end.
 */
export async function admitSsoPerson(claims: Record<string, unknown>): Promise<Answer> {
  const { OIDC_ISSUER: issuer = "", OIDC_ROLE_CLAIM: claim = "role" } = readEnv(
    "OIDC_ISSUER",
    "OIDC_ROLE_CLAIM",
  );
  const role = roleOfClaims(claims, claim);
  return db().$transaction(async (tx): Promise<Answer> => {
    if (!role) {
      log.info({ claim }, "single sign-on: a person's claim maps to no role");
      const known = await findSsoPerson(tx, issuer, text(claims.sub));
      if (known) await endSessions(tx, known.id);
      return no("no_role");
    }
    const person = await findOrMake(tx, issuer, claims, role);
    if (typeof person === "string") return no(person);
    if (person.disabledAt) return no("disabled");
    if (person.role !== role) {
      await saveRole(tx, person.id, role);
      await markSessionsForRenewal(tx, person.id);
      await recordAudit(
        tx,
        { kind: "person", id: person.id, name: person.name },
        {
          action: "person.role_set",
          target: { kind: "person", id: person.id },
          before: { email: person.email, role: person.role },
          after: { email: person.email, role },
          reason: "By single sign-on",
        },
      );
    }
    const { id, name, email } = person;
    return { admitted: true, id, name, email };
  });
}
