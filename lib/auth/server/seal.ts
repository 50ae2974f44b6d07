import "server-only";
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { readEnv } from "../../platform/env";

function keyFor(purpose: string): Buffer {
  const { AUTH_SECRET } = readEnv("AUTH_SECRET");
  return Buffer.from(hkdfSync("sha256", AUTH_SECRET, "sluice", purpose, 32));
}

/** `text` as only this installation can read it (AES-256-GCM, a key made from AUTH_SECRET). */
export function seal(text: string, purpose: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keyFor(purpose), iv);
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url");
}

/** What was sealed; null when it was changed, or AUTH_SECRET is another. */
export function unseal(sealed: string, purpose: string): string | null {
  try {
    const bytes = Buffer.from(sealed, "base64url");
    const decipher = createDecipheriv("aes-256-gcm", keyFor(purpose), bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
