import "server-only";
import { randomBytes } from "node:crypto";
import { hashKey } from "../../auth/server";

const PREFIX_LENGTH = 8;

/** base64url without `-`, which a key may not have. 24 bytes are 192 bits; the swap costs less than one bit a sign. */
export function randomText(bytes: number): string {
  return randomBytes(bytes).toString("base64url").replaceAll("-", "_");
}

/** A key with what is kept of it: SHA-256, the first characters, and the token that opens its event stream alone. */
export function newKeySecret(key = `slu_${randomText(24)}`) {
  return {
    key,
    hash: hashKey(key),
    prefix: key.slice(0, PREFIX_LENGTH),
    streamToken: `st_${randomText(24)}`,
  };
}
