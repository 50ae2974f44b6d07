import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import { unavailable } from "../refusal";

const BETWEEN_MS = 15;
const MOST_MS = 5_000;

/** Postgres' own words for a lock or a call that took too long; nothing happened. */
function isTimeout(error: unknown): boolean {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  return code === "55P03" || code === "57014" || /55P03|57014|lock timeout|statement timeout/.test(message);
}

/**
 * Asks again while another transaction holds the coupon ('busy'), so that nobody waits for a coupon while holding the
 * switch lock. `unavailable` when it is never let go.
 */
export async function untilFree<T>(
  ask: () => Promise<T | "busy">,
): Promise<T | ReturnType<typeof unavailable>> {
  const until = performance.now() + MOST_MS;
  do {
    try {
      const answer = await ask();
      if (answer !== "busy") return answer;
    } catch (error) {
      if (isTimeout(error)) return unavailable();
      throw error;
    }
    await wait(BETWEEN_MS);
  } while (performance.now() < until);
  return unavailable();
}
