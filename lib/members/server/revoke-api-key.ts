import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import type { ApiKeyRow } from "../key-input";
import { getApiKeyRow } from "./member-queries";
import { markKeyRevoked } from "./member-store";
import { isId } from "./wrong-fields";

/** Ends a key and its event streams on every lane within a second. Revoking twice is no error. Administrators only. */
export async function revokeApiKey(actor: Actor, id: string): Promise<Result<ApiKeyRow>> {
  const may = authorize(actor, "manage_members");
  if (!may.ok) return may;
  if (!isId(id)) return refuse("not_found", "There is no such key.");
  return db().$transaction(async (tx) => {
    const revoked = await markKeyRevoked(tx, id, new Date());
    const row = await getApiKeyRow(tx, id);
    if (!row) return refuse("not_found", "There is no such key.");
    if (revoked) {
      await recordAudit(tx, actor, {
        action: "key.revoked",
        target: { kind: "key", id },
        before: { name: row.name, prefix: row.prefix, scopes: row.scopes },
      });
    }
    return ok(row);
  });
}
