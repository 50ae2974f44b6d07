import "server-only";
import type { DrillLane } from "../drill";
import { DRILL_FLAG } from "../drill";

const PATIENCE_MS = 5_000;

type Bulk = {
  flags: { key: string; value?: unknown }[];
  eventStreams?: { url?: string; endpoint?: { origin?: string; requestUri: string } }[];
};

/** A lane as the canary reaches it, as any chatbot frontend would. */
export type WatchedLane = { lane: DrillLane["lane"]; address: string };

/** A frontend of our own on one lane: a stream for news, a fetch for what is true. */
export class Canary {
  private readonly over = new AbortController();
  private events: AsyncIterator<string> | undefined;

  constructor(
    readonly lane: WatchedLane,
    private readonly key: string,
  ) {
    setTimeout(() => this.over.abort(new Error("no answer within five seconds")), PATIENCE_MS).unref();
  }

  private async fetchFlags(heard?: string): Promise<Bulk> {
    const query = heard === undefined ? "" : `?flagConfigEtag=${encodeURIComponent(heard)}`;
    const answer = await fetch(`${this.lane.address}/ofrep/v1/evaluate/flags${query}`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.key}`, "content-type": "application/json" },
      body: JSON.stringify({ context: { targetingKey: "canary" } }),
      signal: this.over.signal,
    });
    if (!answer.ok) throw new Error(`the flags were answered ${answer.status}`);
    return (await answer.json()) as Bulk;
  }

  private static flagOf({ flags }: Bulk): unknown {
    return flags.find(({ key }) => key === DRILL_FLAG)?.value;
  }

  /** Connects, and has seen the test flag as true when this resolves. */
  async connect(): Promise<void> {
    const bulk = await this.fetchFlags();
    const stream = bulk.eventStreams?.[0];
    const path = stream?.url ?? stream?.endpoint?.requestUri;
    if (path === undefined) throw new Error("the answer names no event stream");
    const answer = await fetch(new URL(path, this.lane.address), {
      headers: { accept: "text/event-stream" },
      signal: this.over.signal,
    });
    if (!answer.ok || !answer.body) throw new Error(`the event stream was answered ${answer.status}`);
    this.events = toEvents(answer.body);
    if (Canary.flagOf(bulk) !== true) await this.waitFor(true);
  }

  /** Resolves when a fetch that an event led to says `value`; the event comes first, as at every frontend. */
  async waitFor(value: boolean): Promise<void> {
    if (!this.events) throw new Error("the canary is not connected");
    for (;;) {
      const { value: event, done } = await this.events.next();
      if (done) throw new Error("the event stream ended");
      const { etag } = JSON.parse(event) as { etag?: string };
      if (Canary.flagOf(await this.fetchFlags(etag)) === value) return;
    }
  }

  close(): void {
    this.over.abort();
  }
}

/** The `data` of each server-sent event. */
async function* toEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const line = text
        .slice(0, end)
        .split("\n")
        .find((one) => one.startsWith("data:"));
      text = text.slice(end + 2);
      if (line) yield line.slice(5).trim();
    }
  }
}
