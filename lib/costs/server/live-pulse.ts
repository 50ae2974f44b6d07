import "server-only";
import { log } from "../../platform/log";
import { changedKinds, type Pulse } from "../live";
import { readPulse } from "./live-queries";

const EVERY_MS = 1_000;
/** So long without an answer of the database, and listeners are told. */
const AWAY_MS = 3_000;

export type PulseListener = {
  /** Where things stand: at once, and whenever something changed. */
  onPulse: (pulse: Pulse) => void;
  /** The database has not answered for a while: what is shown may be old. The next pulse ends it. */
  onAway: () => void;
};

export type LivePulse = {
  /** Returns how to stop. */
  listen(listener: PulseListener): () => void;
  /** How many listen. */
  listeners(): number;
};

/** Asks `read` each second while somebody listens, and never otherwise; one question at a time, whoever listens. */
export function makeLivePulse(
  read: () => Promise<Pulse>,
  { everyMs = EVERY_MS, awayMs = AWAY_MS }: { everyMs?: number; awayMs?: number } = {},
): LivePulse {
  const listeners = new Set<PulseListener>();
  let last: Pulse | null = null;
  let answeredAt = 0;
  let isAway = false;
  let timer: NodeJS.Timeout | undefined;
  let isAsking = false;

  const tellAll = (tell: (listener: PulseListener) => void) => {
    for (const listener of listeners) tell(listener);
  };

  async function ask(): Promise<void> {
    isAsking = true;
    try {
      const pulse = await read();
      answeredAt = performance.now();
      if (isAway || changedKinds(last, pulse).length > 0) tellAll(({ onPulse }) => onPulse(pulse));
      last = pulse;
      isAway = false;
    } catch (error) {
      if (!isAway && performance.now() - answeredAt >= awayMs) {
        isAway = true;
        log.warn({ error: (error as Error).message }, "what the screens show is not fresh");
        tellAll(({ onAway }) => onAway());
      }
    } finally {
      isAsking = false;
      if (listeners.size > 0) timer = setTimeout(ask, everyMs);
    }
  }

  return {
    listen(listener) {
      const isFirst = listeners.size === 0;
      listeners.add(listener);
      if (isFirst) {
        // nothing was asked while nobody listened
        last = null;
        isAway = false;
        answeredAt = performance.now();
        if (!isAsking) void ask();
      } else if (isAway) listener.onAway();
      else if (last) listener.onPulse(last);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearTimeout(timer);
      };
    },
    listeners: () => listeners.size,
  };
}

// Next may load this module more than once in a process
const held = globalThis as unknown as { sluiceLivePulse?: LivePulse };

/** The one poller of this process. */
export function livePulse(): LivePulse {
  held.sluiceLivePulse ??= makeLivePulse(readPulse);
  return held.sluiceLivePulse;
}
