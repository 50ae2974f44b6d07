import "server-only";
import { type Actor, authorize, type Role } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import type { Invite } from "../person-input";
import { hashLinkToken } from "./link-token";

const standing = () => ({ usedAt: null, withdrawnAt: null, expiresAt: { gt: new Date() } });

/** Invitations that nobody has accepted yet, newest first. Administrators only. */
export async function listInvites(actor: Actor): Promise<Result<Invite[]>> {
  const may = authorize(actor, "manage_members");
  if (!may.ok) return may;
  const rows = await db().personLink.findMany({
    where: { kind: "invite", ...standing() },
    select: { id: true, email: true, role: true, createdBy: true, createdAt: true, expiresAt: true },
    orderBy: { createdAt: "desc" },
    take: 200,
  });
  return ok(
    rows.map(({ role, createdAt, expiresAt, ...row }) => ({
      ...row,
      role: role as Role,
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    })),
  );
}

/** Whom a link is for; null when it was used, withdrawn, is over or was never made. Looking does not use it up. */
export async function getLink(
  kind: "invite" | "reset",
  token: string,
): Promise<{ email: string; role: Role | null } | null> {
  const row = await db().personLink.findFirst({
    where: { kind, hash: hashLinkToken(token), ...standing() },
    select: { email: true, role: true },
  });
  return row && { email: row.email, role: row.role as Role | null };
}
