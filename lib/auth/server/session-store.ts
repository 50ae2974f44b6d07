import "server-only";
import { db, type Tx } from "../../platform/db";

/** A session ends this long after it began. */
export const SESSION_SECONDS = 12 * 60 * 60;
/** A replaced id still answers this long: a page asks for several things at once. */
const REPLACED_MS = 10_000;

export type SessionVia = "password" | "single_sign_on" | "link";
/** Where a request came from, as it is shown to the person. */
export type Whence = { address: string; userAgent: string };

/** Begins a session; its id goes into the cookie. */
export async function beginSession(
  personId: string,
  via: SessionVia,
  { address, userAgent }: Whence,
  tx: Tx = db(),
): Promise<string> {
  const { id } = await tx.session.create({
    data: {
      personId,
      via,
      address: address.slice(0, 100),
      userAgent: userAgent.slice(0, 300),
      expiresAt: new Date(Date.now() + SESSION_SECONDS * 1_000),
    },
    select: { id: true },
  });
  return id;
}

/** The same session under a new id; null when another request was faster or it ended. It ends when the old one would. */
export async function renewSession(oldId: string): Promise<string | null> {
  return db().$transaction(async (tx) => {
    const { count } = await tx.session.updateMany({
      where: { id: oldId, renew: true, endedAt: null },
      data: { endedAt: new Date(Date.now() + REPLACED_MS) },
    });
    if (count === 0) return null;
    const { personId, via, address, userAgent, createdAt, expiresAt } = await tx.session.findUniqueOrThrow({
      where: { id: oldId },
    });
    const { id } = await tx.session.create({
      data: { personId, via, address, userAgent, createdAt, expiresAt },
      select: { id: true },
    });
    return id;
  });
}

/** Every standing session of a person is due a new id. */
export async function markSessionsForRenewal(tx: Tx, personId: string): Promise<void> {
  await tx.session.updateMany({ where: { personId, endedAt: null }, data: { renew: true } });
}

/** Ends sessions of a person at once: one, all, or all but one. Returns how many stood. */
export async function endSessions(
  tx: Tx,
  personId: string,
  { only, except }: { only?: string; except?: string } = {},
): Promise<number> {
  const now = new Date();
  const { count } = await tx.session.updateMany({
    where: {
      personId,
      expiresAt: { gt: now },
      OR: [{ endedAt: null }, { endedAt: { gt: now } }],
      ...(only ? { id: only } : except ? { id: { not: except } } : {}),
    },
    data: { endedAt: now },
  });
  return count;
}

/** Ends the session of this browser. */
export async function endSession(id: string): Promise<void> {
  await db().session.updateMany({ where: { id, endedAt: null }, data: { endedAt: new Date() } });
}
