import "server-only";

/** Requests one key from one address may have under way in this process (contract: 2,000). */
export const MOST_IN_FLIGHT = 2_000;
const counts = new Map<string, number>();

/** Takes a place, or null when all are taken. Call what it returns when the request is answered. */
export function enter(who: string, most = MOST_IN_FLIGHT): (() => void) | null {
  const now = counts.get(who) ?? 0;
  if (now >= most) return null;
  counts.set(who, now + 1);
  return () => {
    const left = (counts.get(who) ?? 1) - 1;
    if (left <= 0) counts.delete(who);
    else counts.set(who, left);
  };
}

/** Smaller bodies are not counted: events and everything but OTLP stay below. */
const LARGE_BODY = 8 * 1024 * 1024;
/** Unpacked bodies that are held at one time. JSON takes several times as much while it is read. */
const MOST_LARGE_BYTES = 160 * 1024 * 1024;
let largeBytes = 0;

/** Makes room for a body of so many bytes; the answer gives the room back. Null when there is none just now. */
export function holdBody(bytes: number): (() => void) | null {
  if (bytes <= LARGE_BODY) return () => undefined;
  if (largeBytes + bytes > MOST_LARGE_BYTES) return null;
  largeBytes += bytes;
  let isHeld = true;
  return () => {
    if (isHeld) largeBytes -= bytes;
    isHeld = false;
  };
}
