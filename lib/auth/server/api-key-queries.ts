import "server-only";
import { db } from "../../platform/db";
import type { KeyActor } from "../actor";
import type { Scope } from "../roles";

export type KnownKey = KeyActor & { streamToken: string; expiresAt: Date | null; revokedAt: Date | null };

const select = {
  id: true,
  name: true,
  prefix: true,
  publicId: true,
  scopes: true,
  allowedOrigins: true,
  streamToken: true,
  expiresAt: true,
  revokedAt: true,
} as const;

function toKnownKey(row: {
  id: string;
  name: string;
  prefix: string;
  publicId: string;
  scopes: string[];
  allowedOrigins: string[];
  streamToken: string;
  expiresAt: Date | null;
  revokedAt: Date | null;
}): KnownKey {
  return { kind: "key", ...row, scopes: row.scopes as Scope[] };
}

// A secret that a rotation replaced is the same key, called by its own prefix, for as long as it was given.
async function getRotated(where: { hash: string } | { streamToken: string }): Promise<KnownKey | null> {
  const row = await db().rotatedSecret.findUnique({
    where,
    select: { prefix: true, streamToken: true, validUntil: true, key: { select } },
  });
  if (!row) return null;
  const key = toKnownKey(row.key);
  const until = key.expiresAt && key.expiresAt < row.validUntil ? key.expiresAt : row.validUntil;
  return { ...key, prefix: row.prefix, streamToken: row.streamToken, expiresAt: until };
}

/** The key with this SHA-256, revoked ones and rotated secrets too; null when there is none. */
export async function getKeyByHash(hash: string): Promise<KnownKey | null> {
  const row = await db().apiKey.findUnique({ where: { hash }, select });
  return row ? toKnownKey(row) : getRotated({ hash });
}

export async function getKeyByStreamToken(streamToken: string): Promise<KnownKey | null> {
  const row = await db().apiKey.findUnique({ where: { streamToken }, select });
  return row ? toKnownKey(row) : getRotated({ streamToken });
}

export async function getKeyByPublicId(publicId: string): Promise<KnownKey | null> {
  const row = await db().apiKey.findUnique({ where: { publicId }, select });
  return row && toKnownKey(row);
}
