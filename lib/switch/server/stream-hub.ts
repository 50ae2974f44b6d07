import "server-only";
import { randomInt } from "node:crypto";
import { verifyStreamToken } from "../../auth/server";
import { toRefetchEvent } from "../ofrep";
import { DeliveryLog } from "./delivery-log";
import { flagServer, type ServedFlags } from "./flag-server";

/** Below the idle limits of common proxies (60 s) with room for a lost one. */
const HEARTBEAT_MS = 15_000;
/** A client that cannot take this much is too slow to be told anything; it reconnects and asks anew. */
const SLOW_BYTES = 64 * 1024;
/** Contract: streams a key and address may hold in one process. */
const MOST_PER_HOLDER = 10_000;
const MOST = 25_000;
const SLICE = 500;
/**
 * A refetch whose answer was lost is not tried again by the stock provider: all are told again once, over half a second,
 * and answer with what they have; then only those who have not.
 */
const TELL_AGAIN_MS = [1_000, 5_000, 30_000];
/** With the time for which a key is believed (lib/auth/server/verify-api-key.ts) less than a second. */
const CHECK_TOKENS_MS = 250;
const SPREAD_MS = 500;
const SPREAD_STEPS = 25;

export type Sink = {
  write(chunk: Buffer): void;
  end(): void;
  /** Bytes given and not yet taken by the network. */
  waiting(): number;
};

type Stream = { sink: Sink; keyId: string; token: string; holder: string };

/** The `retry:` of a connection: spread, so that streams cut together do not come back together. */
export function retryLine(fromMs = 2_000, toMs = 10_000): string {
  return `retry: ${randomInt(fromMs, toMs)}\n`;
}

/** All open event streams of one process: told of each version in one buffer, the slow ones let go. */
export class StreamHub {
  private readonly streams = new Set<Stream>();
  private readonly holders = new Map<string, number>();
  private readonly timers: NodeJS.Timeout[] = [];
  private again: NodeJS.Timeout[] = [];
  readonly deliveries = new DeliveryLog();

  constructor() {
    const flags = flagServer();
    flags.onChange((served) => this.announce(served));
    const every = (ms: number, work: () => void) => {
      const timer = setInterval(work, ms);
      timer.unref();
      this.timers.push(timer);
    };
    every(HEARTBEAT_MS, () => {
      const beat = Buffer.from(`: hb ${flags.current()?.version ?? 0}\n\n`);
      for (const stream of this.streams) this.send(stream, beat);
    });
    every(CHECK_TOKENS_MS, () => void this.dropRevoked());
  }

  get size(): number {
    return this.streams.size;
  }

  /** Open streams by key. */
  countByKey(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { keyId } of this.streams) counts.set(keyId, (counts.get(keyId) ?? 0) + 1);
    return counts;
  }

  hasRoom(holder: string): boolean {
    return this.streams.size < MOST && (this.holders.get(holder) ?? 0) < MOST_PER_HOLDER;
  }

  /** Adds a stream and tells it at once what is current. Returns what to call when it is gone. */
  add(stream: Stream): () => void {
    this.streams.add(stream);
    this.holders.set(stream.holder, (this.holders.get(stream.holder) ?? 0) + 1);
    const served = flagServer().current();
    const first = served ? eventOf(served) : ": waiting for the database\n\n";
    stream.sink.write(Buffer.from(retryLine() + first));
    return () => this.remove(stream);
  }

  private remove(stream: Stream): void {
    if (!this.streams.delete(stream)) return;
    const left = (this.holders.get(stream.holder) ?? 1) - 1;
    if (left > 0) this.holders.set(stream.holder, left);
    else this.holders.delete(stream.holder);
  }

  private send(stream: Stream, chunk: Buffer): void {
    if (stream.sink.waiting() > SLOW_BYTES) {
      this.remove(stream);
      stream.sink.end();
    } else stream.sink.write(chunk);
  }

  private announce(served: ServedFlags): void {
    this.deliveries.begin(served, this.countByKey(), flagServer().now());
    for (const timer of this.again) clearTimeout(timer);
    if (served.spread) this.tellOverTime(served, [...this.streams]);
    else this.tell(served, [...this.streams]);
    this.again = TELL_AGAIN_MS.map((ms) => {
      const timer = setTimeout(
        () => {
          const waiting = [...this.streams].filter(({ keyId }) => !this.deliveries.isComplete(keyId));
          this.tellOverTime(served, waiting);
        },
        ms + randomInt(0, Math.max(250, ms / 5)),
      );
      timer.unref();
      return timer;
    });
  }

  // one buffer for all, in slices, so that other requests are answered between them
  private tell(served: ServedFlags, streams: Stream[], from = 0): void {
    const chunk = Buffer.from(eventOf(served));
    for (const stream of streams.slice(from, from + SLICE)) {
      if (this.streams.has(stream)) this.send(stream, chunk);
    }
    if (from + SLICE < streams.length) setImmediate(() => this.tell(served, streams, from + SLICE));
  }

  // opening by the clock: nobody is harmed by half a second, and not everybody asks in the same moment
  private tellOverTime(served: ServedFlags, streams: Stream[]): void {
    const size = Math.ceil(streams.length / SPREAD_STEPS);
    for (let step = 0; step * size < streams.length; step += 1) {
      const part = streams.slice(step * size, (step + 1) * size);
      const timer = setTimeout(
        () => {
          if (flagServer().current()?.version === served.version) this.tell(served, part);
        },
        (SPREAD_MS * step) / SPREAD_STEPS,
      );
      timer.unref();
    }
  }

  private async dropRevoked(): Promise<void> {
    for (const token of new Set([...this.streams].map((stream) => stream.token))) {
      const key = await verifyStreamToken(token);
      if (key.ok || key.error.code === "unavailable") continue;
      for (const stream of [...this.streams].filter((one) => one.token === token)) {
        this.remove(stream);
        stream.sink.end();
      }
    }
  }

  /** Ends every stream, spread over `overMs`, so that their clients do not all come back at once. */
  async drain(overMs: number): Promise<void> {
    const streams = [...this.streams];
    const started = performance.now();
    for (const [index, stream] of streams.entries()) {
      const due = (overMs * index) / streams.length - (performance.now() - started);
      if (due > 5) {
        await new Promise<void>((resolve) => {
          setTimeout(resolve, due);
        });
      }
      this.remove(stream);
      stream.sink.end();
    }
  }

  close(): void {
    for (const timer of [...this.timers, ...this.again]) clearInterval(timer);
    this.deliveries.close();
  }
}

function eventOf({ version, etag, changedAt }: ServedFlags): string {
  return toRefetchEvent(version, etag, changedAt);
}

const held = globalThis as unknown as { sluiceStreamHub?: StreamHub };

/** The streams of this process. */
export function streamHub(): StreamHub {
  held.sluiceStreamHub ??= new StreamHub();
  return held.sluiceStreamHub;
}

export function closeStreamHub(): void {
  held.sluiceStreamHub?.close();
  held.sluiceStreamHub = undefined;
}
