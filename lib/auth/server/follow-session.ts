import "server-only";
import { log } from "../../platform/log";
import { listStandingSessions } from "./session-sql";

const CHECK_MS = 1_000;

type Follower = { sessionId: string; ended(): void };
type Round = { followers: Set<Follower>; timer: NodeJS.Timeout | undefined; asking: boolean };

// Next may load this module more than once in a process; one round a second is enough
const held = globalThis as unknown as { sluiceSessionRound?: Round };
held.sluiceSessionRound ??= { followers: new Set(), timer: undefined, asking: false };
const round = held.sluiceSessionRound;

/** One question a second for all who follow, however many. */
async function check(): Promise<void> {
  if (round.asking) return;
  round.asking = true;
  try {
    const asked = [...round.followers];
    const standing = await listStandingSessions([...new Set(asked.map(({ sessionId }) => sessionId))]);
    for (const follower of asked) {
      if (standing.has(follower.sessionId) || !round.followers.delete(follower)) continue;
      follower.ended();
    }
  } catch (error) {
    // without an answer nobody is signed out: their next request is refused if it must be
    log.debug({ error }, "sessions could not be checked");
  } finally {
    round.asking = false;
  }
}

/** Calls `ended` once, within little more than a second of a session's end, wherever it was ended. Returns how to stop. */
export function followSession(sessionId: string, ended: () => void): () => void {
  const follower = { sessionId, ended };
  round.followers.add(follower);
  round.timer ??= setInterval(() => void check(), CHECK_MS);
  round.timer.unref();
  return () => {
    round.followers.delete(follower);
    if (round.followers.size > 0) return;
    clearInterval(round.timer);
    round.timer = undefined;
  };
}
