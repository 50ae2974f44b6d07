import "server-only";
import { type Actor, authorize, type PersonActor, type Role, type Scope } from "../../auth";
import { listSessionsOf, type SessionRow } from "../../auth/server";
import { ok, type Result, refuse } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import type { ApiKeyRow } from "../key-input";
import type { Person, PersonDetail } from "../person-input";
import { isId } from "./wrong-fields";

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
  rotatedSecrets: { select: { prefix: true, validUntil: true }, orderBy: { validUntil: "asc" } },
} as const;

type PersonRecord = {
  [K in keyof Person]: K extends "createdAt" ? Date : K extends "disabledAt" ? Date | null : string;
};
type KeyRecord = Omit<
  ApiKeyRow,
  "scopes" | "earlier" | "createdAt" | "lastUsedAt" | "expiresAt" | "revokedAt"
> & {
  scopes: string[];
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
  rotatedSecrets: { prefix: string; validUntil: Date }[];
};

/** Only what a screen may see, whatever else the row holds. */
export function toPerson({ id, email, name, role, createdAt, disabledAt }: PersonRecord): Person {
  return {
    id,
    email,
    name,
    role: role as Role,
    createdAt: createdAt.toISOString(),
    disabledAt: disabledAt?.toISOString() ?? null,
  };
}

export function toApiKeyRow({ rotatedSecrets, ...row }: KeyRecord): ApiKeyRow {
  return {
    ...row,
    earlier: rotatedSecrets
      .filter(({ validUntil }) => validUntil.getTime() > Date.now())
      .map(({ prefix, validUntil }) => ({ prefix, validUntil: validUntil.toISOString() })),
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

const detailColumns = {
  ...personColumns,
  passwordHash: true,
  totpEnabledAt: true,
  ssoSubject: true,
} as const;

/** A person with how they sign in. Administrators, and everybody themselves. */
export async function getPerson(actor: Actor, id: string): Promise<Result<PersonDetail>> {
  if (!(actor.kind === "person" && actor.id === id)) {
    const may = authorize(actor, "manage_members");
    if (!may.ok) return may;
  }
  const row = isId(id) ? await db().person.findUnique({ where: { id }, select: detailColumns }) : null;
  if (!row) return refuse("not_found", "There is no such person.");
  return ok({
    ...toPerson(row),
    hasPassword: row.passwordHash !== null,
    hasSecondFactor: row.totpEnabledAt !== null,
    hasSingleSignOn: row.ssoSubject !== null,
  });
}

/** The sessions of a person that stand. Administrators, and everybody their own. */
export async function listSessions(actor: Actor, personId: string): Promise<Result<SessionRow[]>> {
  if (!(actor.kind === "person" && actor.id === personId)) {
    const may = authorize(actor, "manage_members");
    if (!may.ok) return may;
  }
  return isId(personId)
    ? ok(await listSessionsOf(personId))
    : refuse("not_found", "There is no such person.");
}

export async function countRecoveryCodes(actor: PersonActor): Promise<number> {
  return db().recoveryCode.count({ where: { personId: actor.id } });
}

export async function getPasswordHash(id: string): Promise<string | null> {
  const row = await db().person.findUnique({ where: { id }, select: { passwordHash: true } });
  return row?.passwordHash ?? null;
}

export async function isInUse(tx: Tx, email: string): Promise<boolean> {
  return (await tx.person.count({ where: { email } })) > 0;
}

export async function findSsoPerson(tx: Tx, ssoIssuer: string, ssoSubject: string) {
  return tx.person.findUnique({
    where: { ssoIssuer_ssoSubject: { ssoIssuer, ssoSubject } },
    select: personColumns,
  });
}

export async function getPersonByEmail(tx: Tx, email: string) {
  return tx.person.findUnique({ where: { email }, select: personColumns });
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
