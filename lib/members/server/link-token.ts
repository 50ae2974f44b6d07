import "server-only";
import { createHash, randomBytes } from "node:crypto";

export const INVITE_DAYS = 7;
export const RESET_HOURS = 24;

/** 256 bits; only its SHA-256 is kept. */
export function newLinkToken(): { token: string; hash: string } {
  const token = randomBytes(32).toString("base64url");
  return { token, hash: hashLinkToken(token) };
}

export function hashLinkToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
