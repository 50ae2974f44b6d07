import "server-only";
import { createHash } from "node:crypto";

const PREFIX_BYTES = 6;

/**
 * What makes an event unique: 16 bytes of its source and id, as hexadecimal for a uuid column. The first six bytes are
 * the id's own beginning, so that ids that grow with time (UUIDv7, ULID, those of an import) come to lie side by side in
 * the index instead of all over it; the other 80 bits are of SHA-256 over both.
 */
export function eventKey(source: string, id: string): string {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.write(id, 0, "utf8");
  const digest = createHash("sha256").update(source).update("\0").update(id).digest("hex");
  return prefix.toString("hex") + digest.slice(0, 20);
}
