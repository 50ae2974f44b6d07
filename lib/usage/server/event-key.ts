import "server-only";
import { hash } from "node:crypto";

const PREFIX_BYTES = 6;
const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** The first bytes of an id in hexadecimal. What is not ASCII counts by the low byte of each character. */
function prefixOf(id: string): string {
  let prefix = "";
  for (let at = 0; at < PREFIX_BYTES; at += 1)
    prefix += at < id.length ? hexOf[id.charCodeAt(at) & 0xff] : "00";
  return prefix;
}

/**
 * What makes an event unique: 16 bytes of its source and id, as hexadecimal for a uuid column. The first six bytes are
 * the id's own beginning, so that ids that grow with time (UUIDv7, ULID, those of an import) come to lie side by side in
 * the index instead of all over it; the other 80 bits are of SHA-256 over both.
 */
export function eventKey(source: string, id: string): string {
  return prefixOf(id) + hash("sha256", `${source}\0${id}`, "hex").slice(0, 20);
}
