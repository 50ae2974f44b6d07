import "server-only";
import { AWAY_EVENT, PULSE_EVENT, type Pulse, SIGNED_OUT_EVENT } from "../live";
import { type LivePulse, livePulse } from "./live-pulse";

const HEARTBEAT_MS = 15_000;
/** When the browser comes back after the stream was cut. */
const RETRY_MS = 1_000;

export const liveHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  // no-transform keeps compression, and with it buffering, away
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

type Options = {
  signal: AbortSignal;
  /** Calls back once when the session ends; returns how to stop listening. */
  followSession: (ended: () => void) => () => void;
  pulse?: LivePulse;
  heartbeatMs?: number;
};

/**
 * Server-sent events for one signed-in page: where things stand at once, then each change, a comment now and then so
 * that no proxy cuts the line, and a last word when the session ends.
 */
export function openLiveStream({
  signal,
  followSession,
  pulse = livePulse(),
  heartbeatMs = HEARTBEAT_MS,
}: Options): ReadableStream<Uint8Array> {
  const text = new TextEncoder();
  let end = () => {};
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (chunk: string) => controller.enqueue(text.encode(chunk));
      write(`retry: ${RETRY_MS}\n\n`);
      const leave = pulse.listen({
        onPulse: (now: Pulse) => write(`event: ${PULSE_EVENT}\ndata: ${JSON.stringify(now)}\n\n`),
        onAway: () => write(`event: ${AWAY_EVENT}\ndata: {}\n\n`),
      });
      const heartbeat = setInterval(() => write(": still here\n\n"), heartbeatMs);
      const unfollow = followSession(() => {
        write(`event: ${SIGNED_OUT_EVENT}\ndata: {}\n\n`);
        end();
        controller.close();
      });
      end = () => {
        leave();
        clearInterval(heartbeat);
        unfollow();
        signal.removeEventListener("abort", end);
      };
      signal.addEventListener("abort", end, { once: true });
      if (signal.aborted) end();
    },
    cancel: () => end(),
  });
}
