import "server-only";
import type { z } from "zod";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { endSessions, hashPassword } from "../../auth/server";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { type MadeLink, type Person, resetInput } from "../person-input";
import { deadLink } from "./accept-invite";
import { getLink } from "./link-queries";
import { insertLink, useLink as takeLink, withdrawLinks } from "./link-store";
import { hashLinkToken, newLinkToken, RESET_HOURS } from "./link-token";
import { toPerson } from "./member-queries";
import { lockPerson, savePassword } from "./person-store";
import { isId, wrongFields } from "./wrong-fields";

const HOUR_MS = 3_600_000;

/**
 * A link by which a person chooses a new password: used once, over after a day, shown this one time; earlier ones end.
 * Their password works until then. Administrators only.
 */
export async function makeResetLink(actor: Actor, personId: string): Promise<Result<MadeLink>> {
  const may = authorize(actor, "manage_members");
  if (!may.ok) return may;
  const { token, hash } = newLinkToken();
  return db().$transaction(async (tx) => {
    const person = isId(personId) ? await lockPerson(tx, personId) : null;
    if (!person) return refuse("not_found", "There is no such person.");
    if (person.disabledAt)
      return refuse("invalid_transition", `${person.name} is disabled. Enable them first.`);
    await withdrawLinks(tx, "reset", person.email);
    const { id, email, expiresAt } = await insertLink(tx, {
      kind: "reset",
      hash,
      email: person.email,
      personId,
      createdBy: actor.name,
      expiresAt: new Date(Date.now() + RESET_HOURS * HOUR_MS),
    });
    await recordAudit(tx, actor, {
      action: "person.reset_link_made",
      target: { kind: "person", id: personId },
      after: { email, expiresAt },
    });
    return ok({ id, email, token, expiresAt: expiresAt.toISOString() });
  });
}

/** Sets a new password by a link, once, and ends every session of the person: the token is the permission. */
export async function resetPassword(input: z.input<typeof resetInput>): Promise<Result<Person>> {
  const parsed = resetInput.safeParse(input);
  if (!parsed.success) return wrongFields(parsed.error.issues);
  const { token, password } = parsed.data;
  if (!(await getLink("reset", token))) return deadLink();
  const passwordHash = await hashPassword(password);
  return db().$transaction(async (tx) => {
    const link = await takeLink(tx, "reset", hashLinkToken(token));
    const person = link?.personId ? await lockPerson(tx, link.personId) : null;
    if (!person || person.disabledAt) return deadLink();
    await savePassword(tx, person.id, passwordHash);
    const sessions = await endSessions(tx, person.id);
    await recordAudit(
      tx,
      { kind: "person", id: person.id, name: person.name },
      {
        action: "person.password_reset",
        target: { kind: "person", id: person.id },
        after: { email: person.email, sessionsEnded: sessions },
      },
    );
    return ok(toPerson(person));
  });
}
