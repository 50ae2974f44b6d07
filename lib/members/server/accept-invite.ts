import "server-only";
import type { z } from "zod";
import { recordAudit } from "../../audit/server";
import type { Role } from "../../auth";
import { hashPassword } from "../../auth/server";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { joinInput, type Person } from "../person-input";
import { emailInUse } from "./invite-person";
import { getLink } from "./link-queries";
import { useLink as takeLink } from "./link-store";
import { hashLinkToken } from "./link-token";
import { toPerson } from "./member-queries";
import { insertPerson } from "./member-store";
import { wrongFields } from "./wrong-fields";

export const deadLink = () =>
  refuse(
    "not_found",
    "This link was used, has expired or was withdrawn. Ask an administrator for a new one.",
  );

/** Joins by an invitation, once: the token is the permission. Audited as the new person's own act. */
export async function acceptInvite(input: z.input<typeof joinInput>): Promise<Result<Person>> {
  const parsed = joinInput.safeParse(input);
  if (!parsed.success) return wrongFields(parsed.error.issues);
  const { token, name, password } = parsed.data;
  // no slow hash for whoever has no link
  if (!(await getLink("invite", token))) return deadLink();
  const passwordHash = await hashPassword(password);
  return db().$transaction(async (tx) => {
    const link = await takeLink(tx, "invite", hashLinkToken(token));
    if (!link) return deadLink();
    const { email, role } = link;
    const row = await insertPerson(tx, { email, name, role: role as Role, passwordHash });
    if (!row) return emailInUse(email);
    await recordAudit(
      tx,
      { kind: "person", id: row.id, name },
      {
        action: "person.joined",
        target: { kind: "person", id: row.id },
        after: { email, name, role, invitedBy: link.createdBy },
      },
    );
    return ok(toPerson(row));
  });
}
