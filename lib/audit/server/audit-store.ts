import "server-only";
import type { Actor } from "../../auth";
import { type ActorStamp, stampOf } from "../../auth";
import type { Tx } from "../../platform/db";
import type { AuditEvent } from "../event";

// JSON has no bigint and no Date of its own
function plain(value: Record<string, unknown> | null | undefined) {
  if (!value) return undefined;
  return JSON.parse(JSON.stringify(value, (_, part) => (typeof part === "bigint" ? part.toString() : part)));
}

/** Writes who did what in the transaction of the change itself: without the change there is no entry, and never the reverse. */
export async function recordAudit(tx: Tx, actor: Actor | ActorStamp, event: AuditEvent): Promise<void> {
  const by = "scopes" in actor || "role" in actor ? stampOf(actor as Actor) : (actor as ActorStamp);
  await tx.auditEntry.create({
    data: {
      actorKind: by.kind,
      actorId: by.id,
      actorName: by.name,
      action: event.action,
      targetKind: event.target.kind,
      targetId: event.target.id,
      before: plain(event.before),
      after: plain(event.after),
      reason: event.reason ?? null,
    },
  });
}
