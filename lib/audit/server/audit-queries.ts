import "server-only";
import type { Actor } from "../../auth";
import { authorize } from "../../auth";
import { parseCursor, toCursor, wrongCursor } from "../../kernel/cursor";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import type { AuditAction, AuditEntry } from "../event";

export type AuditFilter = { action?: AuditAction; targetKind?: string; targetId?: string; actorId?: string };

/** What lies behind a place in the list: when, and of entries of the same moment which. */
function readPlace(cursor: string) {
  const parts = parseCursor(cursor, 2);
  if (!parts.ok) return parts;
  const [time = "", number = ""] = parts.value;
  const at = new Date(time);
  if (Number.isNaN(at.getTime()) || !/^\d{1,18}$/.test(number)) return wrongCursor();
  return ok({ OR: [{ at: { lt: at } }, { at, id: { lt: BigInt(number) } }] });
}

/** Newest first. `limit` 1–100. */
export async function listAuditEntries(
  actor: Actor,
  { limit = 50, cursor, filter = {} }: { limit?: number; cursor?: string; filter?: AuditFilter } = {},
): Promise<Result<{ data: AuditEntry[]; nextCursor: string | null }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const behind = cursor ? readPlace(cursor) : ok({});
  if (!behind.ok) return behind;
  const take = Math.max(1, Math.min(limit, 100));
  const rows = await db().auditEntry.findMany({
    where: { AND: [filter, behind.value] },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: take + 1,
  });
  const page = rows.slice(0, take);
  const last = page.at(-1);
  return ok({
    data: page.map((row) => ({
      id: row.id.toString(),
      at: row.at.toISOString(),
      actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
      action: row.action as AuditAction,
      target: { kind: row.targetKind, id: row.targetId },
      before: row.before as Record<string, unknown> | null,
      after: row.after as Record<string, unknown> | null,
      reason: row.reason,
    })),
    nextCursor: rows.length > take && last ? toCursor([last.at.toISOString(), last.id.toString()]) : null,
  });
}

const RECENT_ENTRIES = 10_000;

/** Who acted in the last ten thousand entries, by name; a person who was renamed has the newest name. */
export async function listAuditActors(
  actor: Actor,
): Promise<Result<{ kind: string; id: string; name: string }[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const rows = await db().$queryRaw<{ kind: string; id: string; name: string }[]>`
    SELECT kind, id, name FROM (
      SELECT DISTINCT ON (actor_kind, actor_id) actor_kind AS kind, actor_id AS id, actor_name AS name
      FROM (SELECT * FROM audit_entry ORDER BY at DESC, id DESC LIMIT ${RECENT_ENTRIES}) AS recent
      ORDER BY actor_kind, actor_id, at DESC, id DESC
    ) AS actors ORDER BY name, id`;
  return ok(rows);
}
