import "server-only";
import { log } from "../../platform/log";
import { laneId } from "./delivery-log";
import { flagServer } from "./flag-server";
import { saveLane } from "./lane-store";
import { streamHub } from "./stream-hub";

const TELL_MS = 2_000;

export type LaneKind = "gateway" | "dashboard";
const held = globalThis as unknown as { sluiceLanePresence?: NodeJS.Timeout };

/**
 * Tells every two seconds that this process serves flags, and to how many frontends of which key. What it says is for
 * people to look at; nothing is decided by it.
 */
export function startLanePresence(kind: LaneKind): void {
  if (held.sluiceLanePresence) return;
  const startedAt = new Date();
  const tell = () => {
    const { version, ageMs } = flagServer().health();
    if (version === null) return;
    const streams = Object.fromEntries(streamHub().countByKey());
    const snapshotAgeMs = Math.min(2_147_483_647, Math.round(ageMs));
    saveLane({ id: laneId, kind, version, snapshotAgeMs, streams, startedAt }).catch((error) =>
      log.debug({ error: (error as Error).message }, "this lane could not tell of itself"),
    );
  };
  held.sluiceLanePresence = setInterval(tell, TELL_MS);
  held.sluiceLanePresence.unref();
  setTimeout(tell, 300).unref();
}

export function stopLanePresence(): void {
  clearInterval(held.sluiceLanePresence);
  held.sluiceLanePresence = undefined;
}
