import "server-only";
import { db } from "../../platform/db";
import type { SessionVia } from "./session-store";

/** A session as its person, or an administrator, sees it. */
export type SessionRow = {
  id: string;
  via: SessionVia;
  address: string;
  userAgent: string;
  createdAt: string;
  lastSeenAt: string;
};

/** The sessions of a person that stand, the one seen last first. At most 100. */
export async function listSessionsOf(personId: string): Promise<SessionRow[]> {
  const rows = await db().session.findMany({
    where: { personId, endedAt: null, expiresAt: { gt: new Date() } },
    select: { id: true, via: true, address: true, userAgent: true, createdAt: true, lastSeenAt: true },
    orderBy: [{ lastSeenAt: "desc" }, { id: "asc" }],
    take: 100,
  });
  return rows.map(({ createdAt, lastSeenAt, via, ...row }) => ({
    ...row,
    via: via as SessionVia,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
  }));
}
