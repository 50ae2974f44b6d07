import "server-only";
import type { Role, Scope } from "../../auth";
import type { Tx } from "../../platform/db";
import { apiKeyColumns, personColumns } from "./member-queries";

type NewPerson = { email: string; name: string; role: Role; passwordHash: string };
type NewKey = {
  name: string;
  prefix: string;
  hash: string;
  scopes: Scope[];
  allowedOrigins: string[];
  publicId: string;
  streamToken: string;
  createdBy: string;
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
    select: apiKeyColumns,
  });
  return rows[0] ?? null;
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
