import "server-only";
import { randomUUID } from "node:crypto";
import type { Tx } from "../../platform/db";

const VIEWS_LOCK = 731_205;

/** One view of a person is written at a time, so that a hundred are never a hundred and one. */
export async function takeViewsLock(tx: Tx, ownerId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${VIEWS_LOCK}::int, hashtext(${ownerId}))`;
}

export const countViews = (tx: Tx, ownerId: string): Promise<number> =>
  tx.savedView.count({ where: { ownerId } });

export const findView = (tx: Tx, id: string) => tx.savedView.findUnique({ where: { id } });

type Named = { ownerId: string; path: string; name: string };

export const findViewByName = (tx: Tx, { ownerId, path, name }: Named) =>
  tx.savedView.findUnique({ where: { ownerId_path_name: { ownerId, path, name } }, select: { id: true } });

export const insertView = (tx: Tx, view: Named & { query: string; shared: boolean }) =>
  tx.savedView.create({ data: { id: randomUUID(), ...view } });

export const renameViewRow = (tx: Tx, id: string, name: string) =>
  tx.savedView.update({ where: { id }, data: { name } });

export const removeViewRow = (tx: Tx, id: string) => tx.savedView.delete({ where: { id } });
