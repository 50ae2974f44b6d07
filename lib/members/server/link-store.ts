import "server-only";
import type { Role } from "../../auth";
import type { Tx } from "../../platform/db";

const columns = {
  id: true,
  email: true,
  role: true,
  personId: true,
  createdBy: true,
  createdAt: true,
  expiresAt: true,
} as const;

type NewLink = { hash: string; email: string; createdBy: string; expiresAt: Date } & (
  | { kind: "invite"; role: Role }
  | { kind: "reset"; personId: string }
);

export async function insertLink(tx: Tx, link: NewLink) {
  return tx.personLink.create({ data: link, select: columns });
}

/** Links of this kind for this address that nobody used: a new one takes their place. Returns how many. */
export async function withdrawLinks(tx: Tx, kind: NewLink["kind"], email: string): Promise<number> {
  const { count } = await tx.personLink.updateMany({
    where: { kind, email, usedAt: null, withdrawnAt: null },
    data: { withdrawnAt: new Date() },
  });
  return count;
}

/** One invitation; null when it was used, withdrawn or is not there. */
export async function withdrawInvite(tx: Tx, id: string) {
  const rows = await tx.personLink.updateManyAndReturn({
    where: { id, kind: "invite", usedAt: null, withdrawnAt: null },
    data: { withdrawnAt: new Date() },
    select: columns,
  });
  return rows[0] ?? null;
}

/** The link of this hash, used by this very call; null when it was used before, withdrawn, or is over. */
export async function useLink(tx: Tx, kind: NewLink["kind"], hash: string) {
  const now = new Date();
  const rows = await tx.personLink.updateManyAndReturn({
    where: { hash, kind, usedAt: null, withdrawnAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
    select: columns,
  });
  return rows[0] ?? null;
}
