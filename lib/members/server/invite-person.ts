import "server-only";
import type { z } from "zod";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { inviteInput, type MadeLink } from "../person-input";
import { insertLink, withdrawInvite, withdrawLinks } from "./link-store";
import { INVITE_DAYS, newLinkToken } from "./link-token";
import { isInUse } from "./member-queries";
import { isId, wrongFields } from "./wrong-fields";

const DAY_MS = 86_400_000;

/**
 * A link by which somebody joins with this role: used once, over after seven days, shown this one time. A new one takes
 * the place of those that were made before for the same address. `key_taken` when they sign in already. Administrators
 * only.
 */
export async function invitePerson(
  actor: Actor,
  input: z.input<typeof inviteInput>,
): Promise<Result<MadeLink>> {
  const may = authorize(actor, "manage_members");
  if (!may.ok) return may;
  const parsed = inviteInput.safeParse(input);
  if (!parsed.success) return wrongFields(parsed.error.issues);
  const { email, role } = parsed.data;
  const { token, hash } = newLinkToken();
  return db().$transaction(async (tx) => {
    if (await isInUse(tx, email)) return emailInUse(email);
    await withdrawLinks(tx, "invite", email);
    const { id, expiresAt } = await insertLink(tx, {
      kind: "invite",
      hash,
      email,
      role,
      createdBy: actor.name,
      expiresAt: new Date(Date.now() + INVITE_DAYS * DAY_MS),
    });
    await recordAudit(tx, actor, {
      action: "person.invited",
      target: { kind: "person", id },
      after: { email, role, expiresAt },
    });
    return ok({ id, email, token, expiresAt: expiresAt.toISOString() });
  });
}

/** Takes an invitation back before it is used. Administrators only. */
export async function withdrawInvitation(actor: Actor, id: string): Promise<Result<{ email: string }>> {
  const may = authorize(actor, "manage_members");
  if (!may.ok) return may;
  return db().$transaction(async (tx) => {
    const row = isId(id) ? await withdrawInvite(tx, id) : null;
    if (!row) return refuse("not_found", "There is no such invitation any more: it was used or withdrawn.");
    await recordAudit(tx, actor, {
      action: "person.invite_withdrawn",
      target: { kind: "person", id },
      before: { email: row.email, role: row.role },
    });
    return ok({ email: row.email });
  });
}

export function emailInUse(email: string) {
  return refuse("key_taken", `Somebody signs in with ${email} already.`, [
    { pointer: "#/email", detail: "is in use" },
  ]);
}
