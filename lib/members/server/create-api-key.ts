import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { type CreatedKey, type KeyInput, keyInput } from "../key-input";
import { newKeySecret, randomText } from "./key-secret";
import { toApiKeyRow } from "./member-queries";
import { insertApiKey } from "./member-store";
import { wrongFields } from "./wrong-fields";

/**
 * Makes an API key and shows it this one time: kept are its SHA-256, its first 8 characters, a public id for the
 * flagd address and a token that opens the event stream and nothing else. Administrators only.
 */
export async function createApiKey(actor: Actor, input: KeyInput): Promise<Result<CreatedKey>> {
  const may = authorize(actor, "manage_members");
  if (!may.ok) return may;
  const parsed = keyInput.safeParse(input);
  if (!parsed.success) return wrongFields(parsed.error.issues);
  const { name, scopes, allowedOrigins } = parsed.data;
  const expiresAt = parsed.data.expiresAt ? new Date(parsed.data.expiresAt) : null;
  if (expiresAt && expiresAt.getTime() <= Date.now()) {
    return wrongFields([{ path: ["expiresAt"], message: "give a time that lies ahead" }]);
  }
  const { key, ...secret } = newKeySecret(parsed.data.key);
  return db().$transaction(async (tx) => {
    const row = await insertApiKey(tx, {
      name,
      scopes,
      allowedOrigins,
      ...secret,
      publicId: `pc_${randomText(9)}`,
      createdBy: actor.name,
      expiresAt,
    });
    if (!row)
      return refuse("key_taken", "This key exists already.", [{ pointer: "#/key", detail: "exists" }]);
    await recordAudit(tx, actor, {
      action: "key.created",
      target: { kind: "key", id: row.id },
      after: { name, prefix: row.prefix, scopes, allowedOrigins, expiresAt },
    });
    return ok({ ...toApiKeyRow(row), key });
  });
}
