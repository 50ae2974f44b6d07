import "server-only";
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** RFC 6238 as every authenticator app has it: SHA-1, six digits, thirty seconds. */
const STEP_SECONDS = 30;
const DIGITS = 6;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4648 base32 without padding. */
export function toBase32(bytes: Uint8Array): string {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => ALPHABET[Number.parseInt(five.padEnd(5, "0"), 2)])
    .join("");
}

export function fromBase32(text: string): Buffer {
  let bits = "";
  for (const sign of text) bits += ALPHABET.indexOf(sign).toString(2).padStart(5, "0");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}

/** A new secret of 160 bits (RFC 4226, section 4), in base32. */
export function newTotpSecret(): string {
  return toBase32(randomBytes(20));
}

/** The code of one time step (RFC 4226, section 5.3). */
export function totpCode(secret: Uint8Array, step: number, digits = DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hmac = createHmac("sha1", secret).update(counter).digest();
  const offset = (hmac.at(-1) ?? 0) & 0x0f;
  const number = (hmac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits;
  return String(number).padStart(digits, "0");
}

export function totpStep(now: Date): number {
  return Math.floor(now.getTime() / 1_000 / STEP_SECONDS);
}

/** The step that `code` belongs to, of the current one and its two neighbours (RFC 6238, section 5.2); null: none. */
export function findTotpStep(secret: string, code: string, now: Date): number | null {
  const given = code.replaceAll(/\s/g, "");
  if (!/^\d{6}$/.test(given)) return null;
  const bytes = fromBase32(secret);
  let found: number | null = null;
  for (const step of [-1, 0, 1].map((away) => totpStep(now) + away)) {
    if (timingSafeEqual(Buffer.from(totpCode(bytes, step)), Buffer.from(given))) found = step;
  }
  return found;
}

/** The address that an authenticator app reads from the QR code. */
export function toOtpauth(secret: string, email: string): string {
  const query = new URLSearchParams({
    secret,
    issuer: "Sluice",
    algorithm: "SHA1",
    digits: "6",
    period: "30",
  });
  return `otpauth://totp/Sluice:${encodeURIComponent(email)}?${query}`;
}
