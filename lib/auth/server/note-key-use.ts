import "server-only";
import { log } from "../../platform/log";
import { saveKeyUse } from "./api-key-store";

/** At most once a minute for each key and process. */
const EVERY_MS = 60_000;
/** Uses are gathered this long before they are written: no request waits for it. */
const GATHER_MS = 500;

const noted = new Map<string, number>();
const pending = new Set<string>();
let timer: NodeJS.Timeout | undefined;

async function flush(): Promise<void> {
  timer = undefined;
  const ids = [...pending];
  pending.clear();
  try {
    await saveKeyUse(ids);
  } catch (error) {
    // the next use tries again
    for (const id of ids) noted.delete(id);
    log.debug({ error }, "the last use of a key could not be written");
  }
}

/** Remembers that a key was used now; written a moment later, beside the request. */
export function noteKeyUse(id: string, nowMs = Date.now()): void {
  if (nowMs - (noted.get(id) ?? 0) < EVERY_MS) return;
  noted.set(id, nowMs);
  pending.add(id);
  if (timer) return;
  timer = setTimeout(() => void flush(), GATHER_MS);
  timer.unref();
}
