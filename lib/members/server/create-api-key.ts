import "server-only";
import { randomBytes } from "node:crypto";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { hashKey } from "../../auth/server";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { type CreatedKey, type KeyInput, keyInput } from "../key-input";
import { wrongFields } from "./create-person";
import { toApiKeyRow } from "./member-queries";
import { insertApiKey } from "./member-store";

const PREFIX_LENGTH = 8;

/** base64url without `-`, which a key may not have. 24 bytes are 192 bits; the swap costs less than one bit a sign. */
function randomText(bytes: number): string {
  return randomBytes(bytes).toString("base64url").replaceAll("-", "_");
}

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
  const key = parsed.data.key ?? `slu_${randomText(24)}`;
  return db().$transaction(async (tx) => {
    const row = await insertApiKey(tx, {
      name,
      scopes,
      allowedOrigins,
      prefix: key.slice(0, PREFIX_LENGTH),
      hash: hashKey(key),
      publicId: `pc_${randomText(9)}`,
      streamToken: `st_${randomText(24)}`,
      createdBy: actor.name,
    });
    if (!row)
      return refuse("key_taken", "This key exists already.", [{ pointer: "#/key", detail: "exists" }]);
    await recordAudit(tx, actor, {
      action: "key.created",
      target: { kind: "key", id: row.id },
      after: { name, prefix: row.prefix, scopes, allowedOrigins },
    });
    return ok({ ...toApiKeyRow(row), key });
  });
}
