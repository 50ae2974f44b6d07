import "server-only";
import type { Role, Scope } from "../../auth";
import type { Tx } from "../../platform/db";
import { apiKeyColumns, personColumns } from "./member-queries";

type NewPerson = { email: string; name: string; role: Role; passwordHash: string | null };
type NewKey = {
  name: string;
  prefix: string;
  hash: string;
  scopes: Scope[];
  allowedOrigins: string[];
  publicId: string;
  streamToken: string;
  createdBy: string;
  expiresAt: Date | null;
};

/** null when somebody has this address already. */
export async function insertPerson(tx: Tx, person: NewPerson) {
  const rows = await tx.person.createManyAndReturn({
    data: [person],
    skipDuplicates: true,
    select: personColumns,
  });
  return rows[0] ?? null;
}

/** null when this very key exists already. */
export async function insertApiKey(tx: Tx, key: NewKey) {
  const rows = await tx.apiKey.createManyAndReturn({
    data: [key],
    skipDuplicates: true,
    select: { id: true },
  });
  const id = rows[0]?.id;
  return id === undefined ? null : tx.apiKey.findUniqueOrThrow({ where: { id }, select: apiKeyColumns });
}

/** The key with its secret's hash and token, locked until the transaction ends. */
export async function lockApiKey(tx: Tx, id: string) {
  await tx.$queryRaw`SELECT 1 FROM api_key WHERE id = ${id}::uuid FOR UPDATE`;
  return tx.apiKey.findUnique({ where: { id }, select: { ...apiKeyColumns, hash: true, streamToken: true } });
}

type Secret = { hash: string; prefix: string; streamToken: string };

/** Puts a new secret in the old one's place; the old one stays valid beside it until `validUntil`. */
export async function saveRotation(
  tx: Tx,
  keyId: string,
  old: Secret,
  next: Secret,
  validUntil: Date,
): Promise<void> {
  await tx.rotatedSecret.deleteMany({ where: { keyId, validUntil: { lte: new Date() } } });
  await tx.rotatedSecret.create({ data: { ...old, keyId, validUntil } });
  // whoever rotates again means the shorter time for all before
  await tx.rotatedSecret.updateMany({
    where: { keyId, validUntil: { gt: validUntil } },
    data: { validUntil },
  });
  await tx.apiKey.update({ where: { id: keyId }, data: next });
}

/** True when this call revoked it; false when it was revoked before. */
export async function markKeyRevoked(tx: Tx, id: string, at: Date): Promise<boolean> {
  const { count } = await tx.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: at } });
  return count === 1;
}

export async function upsertSetting(tx: Tx, key: string, value: boolean | string): Promise<void> {
  await tx.setting.upsert({
    where: { key },
    create: { key, value },
    update: { value, updatedAt: new Date() },
  });
}
