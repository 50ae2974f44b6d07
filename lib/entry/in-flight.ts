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
