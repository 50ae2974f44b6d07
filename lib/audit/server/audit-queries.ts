import "server-only";
import type { Actor } from "../../auth";
import { authorize } from "../../auth";
import { parseCursor, toCursor } from "../../kernel/cursor";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import type { AuditAction, AuditEntry } from "../event";

export type AuditFilter = { action?: AuditAction; targetKind?: string; targetId?: string; actorId?: string };

/** Newest first. `limit` 1–100. */
export async function listAuditEntries(
  actor: Actor,
  { limit = 50, cursor, filter = {} }: { limit?: number; cursor?: string; filter?: AuditFilter } = {},
): Promise<Result<{ data: AuditEntry[]; nextCursor: string | null }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  let before: bigint | undefined;
  if (cursor) {
    const parts = parseCursor(cursor, 1);
    if (!parts.ok) return parts;
    before = /^\d{1,18}$/.test(parts.value[0] ?? "") ? BigInt(parts.value[0] ?? "0") : 0n;
  }
  const rows = await db().auditEntry.findMany({
    where: { ...filter, ...(before === undefined ? {} : { id: { lt: before } }) },
    orderBy: { id: "desc" },
    take: Math.min(limit, 100) + 1,
  });
  const page = rows.slice(0, limit);
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
    nextCursor: rows.length > limit && last ? toCursor([last.id.toString()]) : null,
  });
}
