import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { type CreatedKey, rotateInput } from "../key-input";
import { newKeySecret } from "./key-secret";
import { getApiKeyRow } from "./member-queries";
import { lockApiKey, saveRotation } from "./member-store";
import { isId, wrongFields } from "./wrong-fields";

const HOUR_MS = 3_600_000;

/**
 * A new secret for a key, valid at once and shown this one time; the old one, and streams opened with it, go on for
 * `overlapHours`, so that whatever holds it can be changed without a gap. Name, scopes, origins and the public id stay.
 * Administrators only.
 */
export async function rotateApiKey(
  actor: Actor,
  id: string,
  overlapHours: number,
): Promise<Result<CreatedKey>> {
  const may = authorize(actor, "manage_members");
  if (!may.ok) return may;
  const parsed = rotateInput.safeParse({ id, overlapHours });
  if (!parsed.success) return wrongFields(parsed.error.issues);
  return db().$transaction(async (tx) => {
    const old = isId(id) ? await lockApiKey(tx, id) : null;
    if (!old) return refuse("not_found", "There is no such key.");
    if (old.revokedAt || (old.expiresAt && old.expiresAt.getTime() <= Date.now())) {
      return refuse(
        "invalid_transition",
        `The key ${old.prefix}… is ${old.revokedAt ? "revoked" : "expired"} and does not come back. Make a new one.`,
      );
    }
    const { key, ...next } = newKeySecret();
    const validUntil = new Date(Date.now() + parsed.data.overlapHours * HOUR_MS);
    const { hash, prefix, streamToken } = old;
    await saveRotation(tx, id, { hash, prefix, streamToken }, next, validUntil);
    await recordAudit(tx, actor, {
      action: "key.rotated",
      target: { kind: "key", id },
      before: { name: old.name, prefix },
      after: { name: old.name, prefix: next.prefix, earlierValidUntil: validUntil },
    });
    const row = await getApiKeyRow(tx, id);
    if (!row) throw new Error("a key that was locked is gone");
    return ok({ ...row, key });
  });
}
