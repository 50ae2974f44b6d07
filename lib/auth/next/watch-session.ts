import "server-only";
import { log } from "../../platform/log";
import { listStandingSessions } from "../server";

const CHECK_MS = 1_000;
/** A stream ends by itself, and the browser opens it anew: what a proxy has forgotten does not stay. */
const LONGEST_MS = 10 * 60_000;
const MOST = 5_000;

type Watcher = { sessionId: string; ended(): void };

// Next may load this module more than once in a process; one round a second is enough
const held = globalThis as unknown as {
  sluiceSessionWatch?: { watchers: Set<Watcher>; timer: NodeJS.Timeout | undefined; asking: boolean };
};
held.sluiceSessionWatch ??= { watchers: new Set(), timer: undefined, asking: false };
const watch = held.sluiceSessionWatch;

/** One question a second for all who watch, however many. */
async function check(): Promise<void> {
  if (watch.asking) return;
  watch.asking = true;
  try {
    const standing = await listStandingSessions([
      ...new Set([...watch.watchers].map((one) => one.sessionId)),
    ]);
    for (const watcher of [...watch.watchers]) if (!standing.has(watcher.sessionId)) watcher.ended();
  } catch (error) {
    // without the database nobody knows: pages say so themselves
    log.debug({ error }, "sessions could not be checked");
  } finally {
    watch.asking = false;
  }
}

function add(watcher: Watcher): () => void {
  watch.watchers.add(watcher);
  watch.timer ??= setInterval(() => void check(), CHECK_MS);
  watch.timer.unref();
  return () => {
    watch.watchers.delete(watcher);
    if (watch.watchers.size > 0) return;
    clearInterval(watch.timer);
    watch.timer = undefined;
  };
}

/** A stream of the browser's own: silent while the session stands, then one event `ended`. */
export function watchSession(sessionId: string, signal: AbortSignal): Response {
  if (watch.watchers.size >= MOST) return new Response("retry: 30000\n\n", { headers: streamHeaders });
  const encoder = new TextEncoder();
  let leave = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let over: NodeJS.Timeout | undefined;
      const finish = (text: string) => {
        clearTimeout(over);
        leave();
        try {
          controller.enqueue(encoder.encode(text));
          controller.close();
        } catch {
          // the browser closed it first
        }
      };
      leave = add({ sessionId, ended: () => finish("event: ended\ndata: \n\n") });
      over = setTimeout(() => finish(": again\n\n"), LONGEST_MS);
      over.unref();
      controller.enqueue(encoder.encode("retry: 2000\n\n"));
      signal.addEventListener("abort", () => finish(""), { once: true });
    },
    cancel: () => leave(),
  });
  return new Response(body, { headers: streamHeaders });
}

const streamHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};
