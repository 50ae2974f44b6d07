import "server-only";
import { ok, type Result, refuse } from "../kernel/result";

/** Requests one key from one address may have under way in this process (contract: 2,000). */
export const MOST_IN_FLIGHT = 2_000;
/** Whoever was told of a new version asks for it in the same moment; refusing that would leave a flag stale. */
export const MOST_FLAGS_IN_FLIGHT = 20_000;
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

const MOST_WAITING = 2_000;
const PATIENCE_MS = 10_000;

/**
 * Work that holds a database connection for long goes through a gate of few places: however many ask for reports, a
 * pause and a coupon find a connection. First come, first served; `unavailable` after ten seconds.
 */
export function createGate(places: number, { mostWaiting = MOST_WAITING, patienceMs = PATIENCE_MS } = {}) {
  let taken = 0;
  const waiting: (() => void)[] = [];

  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else taken -= 1;
  }

  /** Waits for a place. Call what it gives when the work is done. */
  return async function pass(): Promise<Result<() => void>> {
    if (taken < places) {
      taken += 1;
      return ok(leave);
    }
    const busy = refuse(
      "unavailable",
      "Too many reports are being made just now. Try again in a few seconds.",
    );
    if (waiting.length >= mostWaiting) return busy;
    return new Promise((resolve) => {
      const mine = () => {
        clearTimeout(late);
        resolve(ok(leave));
      };
      const late = setTimeout(() => {
        waiting.splice(waiting.indexOf(mine), 1);
        resolve(busy);
      }, patienceMs);
      waiting.push(mine);
    });
  };
}
