import "server-only";
import { db } from "../../platform/db";

const MINUTE_MS = 60_000;

/** Writes the last use of keys, each at most once a minute however many processes ask. */
export async function saveKeyUse(ids: string[]): Promise<void> {
  const now = new Date();
  await db().apiKey.updateMany({
    where: {
      id: { in: ids },
      OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: new Date(now.getTime() - MINUTE_MS) } }],
    },
    data: { lastUsedAt: now },
  });
}
