import "server-only";
import { createHash, createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign } from "node:crypto";
import { readEnv } from "../../platform/env";
import { toFlagdDefinition } from "../flagd";
import type { ServedFlags } from "./flag-server";

type SigningKey = { privateKey: KeyObject; id: string; jwk: Record<string, string> };

/** DER of a PKCS #8 Ed25519 private key up to its 32 bytes (RFC 8410). */
const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");
let key: SigningKey | undefined;

/**
 * The installation's key: worked out of AUTH_SECRET (HKDF, RFC 5869), so that every lane signs alike and nothing has to
 * be stored. A new secret is a new key.
 */
function signingKey(): SigningKey {
  if (key) return key;
  const { AUTH_SECRET } = readEnv("AUTH_SECRET");
  const seed = Buffer.from(hkdfSync("sha256", AUTH_SECRET, "", "sluice flag snapshot, Ed25519", 32));
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, seed]),
    format: "der",
    type: "pkcs8",
  });
  const { x = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  const id = createHash("sha256").update(x).digest("hex").slice(0, 16);
  key = { privateKey, id, jwk: { kty: "OKP", crv: "Ed25519", x, kid: id, use: "sig", alg: "EdDSA" } };
  return key;
}

/** What verifies the snapshots, as a JSON Web Key Set (RFC 7517, RFC 8037). */
export function snapshotKeys(): { keys: Record<string, string>[] } {
  return { keys: [signingKey().jwk] };
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
let kept: { served: ServedFlags; text: string } | undefined;

/**
 * The flagd definition with its version as a compact JWS (RFC 7515, EdDSA): any CDN or object store may serve it while
 * everything else is down, and nobody can make one. Readers refuse a version below the one they have. The same text for
 * the same flags.
 */
export function signSnapshot(served: ServedFlags): string {
  if (kept?.served === served) return kept.text;
  const { privateKey, id } = signingKey();
  const { version, changedAt, flags } = served;
  const payload = { version, changedAt, definition: toFlagdDefinition(flags, { version, changedAt }) };
  const text = `${encode({ alg: "EdDSA", kid: id, typ: "sluice-flags+jws" })}.${encode(payload)}`;
  kept = { served, text: `${text}.${sign(null, Buffer.from(text), privateKey).toString("base64url")}` };
  return kept.text;
}
