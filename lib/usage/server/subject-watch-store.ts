import "server-only";
import type { Tx } from "../../platform/db";

/** The number of a subject whom nobody had named before; null when somebody had, or does so at this moment. */
async function nameFirst(tx: Tx, subject: string): Promise<number | null> {
  // asked before it is tried, so that no number is burnt in vain
  const rows = await tx.$queryRaw<{ id: number }[]>`
    INSERT INTO usage_subject (subject)
    SELECT ${subject} WHERE NOT EXISTS (SELECT 1 FROM usage_subject WHERE subject = ${subject})
    ON CONFLICT DO NOTHING RETURNING id`;
  return rows[0]?.id ?? null;
}

/** From now on the subject counts as known, whether or not it ever sends anything. */
export async function keepSubjectKnown(tx: Tx, subject: string): Promise<void> {
  await nameFirst(tx, subject);
}

/**
 * Gives a subject whom nobody had named before its number and watches for its first usage: `usage_watch.first_seen` is
 * written with that. null when the subject is known. Of a first event that comes in at the same moment one is first: it is
 * known before, or it is watched.
 */
export async function watchNewSubject(tx: Tx, subject: string): Promise<number | null> {
  const id = await nameFirst(tx, subject);
  if (id === null) return null;
  await tx.usageWatch.create({ data: { subjectId: id } });
  return id;
}
