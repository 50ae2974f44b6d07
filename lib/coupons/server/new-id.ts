import "server-only";
import { randomBytes } from "node:crypto";
import { CODE_LENGTH, type CodePattern, charsetSymbols, toCode } from "../coupon-code";

const POOL = 4_096;
let pool = Buffer.alloc(0);
let used = 0;

/** Cryptographic randomness, fetched from the system a few kilobytes at a time. */
function random(bytes: number): Buffer {
  if (used + bytes > pool.length) {
    pool = randomBytes(POOL);
    used = 0;
  }
  used += bytes;
  return pool.subarray(used - bytes, used);
}

/** A UUID of version 7 (RFC 9562): begins with the time, so that a million of them fill an index from its end. */
export function newId(): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  random(10).copy(bytes, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Random symbols of a set, each as likely as any other. */
export function newSymbols(set: string, length: number): string {
  // bytes above the last whole multiple would favour the first symbols
  const fair = 256 - (256 % set.length);
  let symbols = "";
  while (symbols.length < length) {
    for (const byte of random(length - symbols.length)) {
      if (byte < fair) symbols += set[byte % set.length];
    }
  }
  return symbols;
}

/** A new code as a campaign's codes look. */
export function newCode(pattern: CodePattern, symbols: typeof newSymbols = newSymbols): string {
  const { length = CODE_LENGTH, charset = "unambiguous" } = pattern;
  return toCode(pattern, symbols(charsetSymbols[charset], length));
}
