import "server-only";
import { type Actor, authorize, type Role, type Scope } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import type { ApiKeyRow } from "../key-input";
import type { Person } from "../person-input";

export const personColumns = {
  id: true,
  email: true,
  name: true,
  role: true,
  createdAt: true,
  disabledAt: true,
} as const;

export const apiKeyColumns = {
  id: true,
  name: true,
  prefix: true,
  scopes: true,
  allowedOrigins: true,
  publicId: true,
  createdBy: true,
  createdAt: true,
  lastUsedAt: true,
  expiresAt: true,
  revokedAt: true,
} as const;

type PersonRecord = {
  [K in keyof Person]: K extends "createdAt" ? Date : K extends "disabledAt" ? Date | null : string;
};
type KeyRecord = {
  [K in keyof ApiKeyRow]: K extends "createdAt"
    ? Date
    : K extends "lastUsedAt" | "expiresAt" | "revokedAt"
      ? Date | null
      : K extends "scopes" | "allowedOrigins"
        ? string[]
        : string;
};

export function toPerson(row: PersonRecord): Person {
  return {
    ...row,
    role: row.role as Role,
    createdAt: row.createdAt.toISOString(),
    disabledAt: row.disabledAt?.toISOString() ?? null,
  };
}

export function toApiKeyRow(row: KeyRecord): ApiKeyRow {
  return {
    ...row,
    scopes: row.scopes as Scope[],
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  };
}

/** Everybody who may sign in, in the order they came. Administrators only. */
export async function listPeople(actor: Actor): Promise<Result<Person[]>> {
  const may = authorize(actor, "manage_members");
  if (!may.ok) return may;
  const rows = await db().person.findMany({
    select: personColumns,
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return ok(rows.map(toPerson));
}

/** All keys, newest first, revoked ones too; never the hash or the stream token. Administrators only. */
export async function listApiKeys(actor: Actor): Promise<Result<ApiKeyRow[]>> {
  const may = authorize(actor, "manage_members");
  if (!may.ok) return may;
  const rows = await db().apiKey.findMany({
    select: apiKeyColumns,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  return ok(rows.map(toApiKeyRow));
}

export async function getApiKeyRow(tx: Tx, id: string): Promise<ApiKeyRow | null> {
  const row = await tx.apiKey.findUnique({ where: { id }, select: apiKeyColumns });
  return row && toApiKeyRow(row);
}

export async function countPeople(): Promise<number> {
  return db().person.count();
}

/** A small fact of the installation, or null. */
export async function getSettingValue(key: string): Promise<unknown> {
  const row = await db().setting.findUnique({ where: { key }, select: { value: true } });
  return row?.value ?? null;
}
