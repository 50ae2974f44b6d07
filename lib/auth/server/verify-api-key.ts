import "server-only";
import { createHash } from "node:crypto";
import { ok, type Result, refuse } from "../../kernel/result";
import { log } from "../../platform/log";
import { getKeyByHash, getKeyByPublicId, getKeyByStreamToken, type KnownKey } from "./api-key-queries";
import { noteKeyUse } from "./note-key-use";

/** SHA-256 in hexadecimal: keys carry 120 bits or more of randomness, so no slow hash is needed. */
export function hashKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** A revoked key is refused within this time on every lane; a key this lane knows survives the database's absence. */
const FRESH_MS = 600;
const MOST_KNOWN = 20_000;
type Entry = { key: KnownKey | null; readAt: number; reading?: Promise<KnownKey | null> };
const known = new Map<string, Entry>();

async function lookUp(id: string, read: () => Promise<KnownKey | null>): Promise<Result<KnownKey | null>> {
  const entry = known.get(id);
  if (entry && Date.now() - entry.readAt < FRESH_MS) return ok(entry.key);
  const slot: Entry = entry ?? { key: null, readAt: 0 };
  slot.reading ??= read().finally(() => {
    slot.reading = undefined;
  });
  try {
    slot.key = await slot.reading;
    slot.readAt = Date.now();
    tellRefused(slot.key);
    known.delete(id);
    known.set(id, slot);
    if (known.size > MOST_KNOWN) known.delete(known.keys().next().value ?? "");
    return ok(slot.key);
  } catch {
    if (entry?.key) return ok(entry.key);
    return refuse("unavailable", "The key cannot be checked just now. Try again in a second.");
  }
}

/** Whoever looks for the one who still sends an old key finds it by its prefix. Told when read, not at each request. */
function tellRefused(key: KnownKey | null): void {
  if (key?.revokedAt) log.info({ key: key.prefix }, "a revoked key was presented");
  else if (key?.expiresAt && key.expiresAt.getTime() <= Date.now())
    log.info({ key: key.prefix }, "an expired key was presented");
}

function current(key: KnownKey | null): Result<KnownKey> {
  if (!key) return refuse("unauthenticated", "This API key is not known. Look it up under Settings, Keys.");
  if (key.revokedAt) return refuse("unauthenticated", `The key ${key.prefix}… was revoked.`);
  if (key.expiresAt && key.expiresAt.getTime() <= Date.now()) {
    return refuse("unauthenticated", `The key ${key.prefix}… has expired.`);
  }
  noteKeyUse(key.id);
  return ok(key);
}

async function verify(id: string, read: () => Promise<KnownKey | null>): Promise<Result<KnownKey>> {
  const found = await lookUp(id, read);
  return found.ok ? current(found.value) : found;
}

/** The key behind `slu_…`; `unauthenticated` when unknown, revoked or expired, `unavailable` without the database. */
export function verifyApiKey(key: string): Promise<Result<KnownKey>> {
  if (!/^slu_[A-Za-z0-9_]{20,100}$/.test(key)) {
    return Promise.resolve(
      refuse("unauthenticated", "An API key begins with slu_ and has 20 to 100 characters more."),
    );
  }
  const hash = hashKey(key);
  return verify(hash, () => getKeyByHash(hash));
}

/** What no token or public id ever looked like is not worth a question, and Postgres takes no NUL. */
const isNameLike = (text: string) => /^\w{1,100}$/.test(text);

/** The key whose event stream this token opens. */
export async function verifyStreamToken(token: string): Promise<Result<KnownKey>> {
  return isNameLike(token) ? verify(`stream:${token}`, () => getKeyByStreamToken(token)) : current(null);
}

/** The key that a public id of the flagd address names. */
export async function verifyPublicId(publicId: string): Promise<Result<KnownKey>> {
  return isNameLike(publicId)
    ? verify(`public:${publicId}`, () => getKeyByPublicId(publicId))
    : current(null);
}
