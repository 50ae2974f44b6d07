import "server-only";
import type pg from "pg";
import { pool } from "../../platform/db";

/** The events of a quarter of an hour that only late ones enter, in order, each with what came before it. */
export type Quarter = { atMicros: Float64Array; before: EventSum[]; all: EventSum };

/** What a window's sum is made of. */
export type EventSum = {
  requests: number;
  inputTokens: number;
  outputTokens: number;
  costMicros: bigint;
  unpricedRequests: number;
  unconvertedRequests: number;
};

/** `at` in microseconds since 1970. */
export type SummedEvent = EventSum & { atMicros: number };

/** More than the quarters that the screens' clocks cut in an hour. */
const MOST_QUARTERS = 64;
/** With 64 quarters some tens of megabytes. Of a busier one the database sums the part that is asked for. */
export const MOST_EVENTS = 5_000;

export const noEvents = (): EventSum => ({
  requests: 0,
  inputTokens: 0,
  outputTokens: 0,
  costMicros: 0n,
  unpricedRequests: 0,
  unconvertedRequests: 0,
});

const combine = (a: EventSum, b: EventSum, sign: 1 | -1): EventSum => ({
  requests: a.requests + sign * b.requests,
  inputTokens: a.inputTokens + sign * b.inputTokens,
  outputTokens: a.outputTokens + sign * b.outputTokens,
  costMicros: a.costMicros + BigInt(sign) * b.costMicros,
  unpricedRequests: a.unpricedRequests + sign * b.unpricedRequests,
  unconvertedRequests: a.unconvertedRequests + sign * b.unconvertedRequests,
});
export const addEvents = (a: EventSum, b: EventSum) => combine(a, b, 1);

function toQuarter(events: SummedEvent[]): Quarter {
  let all = noEvents();
  const before = events.map((event) => {
    const until = all;
    all = addEvents(all, event);
    return until;
  });
  return { atMicros: Float64Array.from(events, ({ atMicros }) => atMicros), before, all };
}

/** The sum from an instant to another (milliseconds) of the same quarter. */
export const sumWithin = (quarter: Quarter, from: number, to: number): EventSum =>
  combine(sumUntil(quarter, to * 1000), sumUntil(quarter, from * 1000), -1);

/** What lies before an instant of the quarter. */
function sumUntil({ atMicros, before, all }: Quarter, micros: number): EventSum {
  let [low, high] = [0, atMicros.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((atMicros[middle] ?? 0) < micros) low = middle + 1;
    else high = middle;
  }
  return before[low] ?? all;
}

/** null: too many events to keep. */
type Held = { late: string; byKey: Map<string, Quarter | null> };
const held = new WeakMap<pg.Pool, Held>();

/**
 * The quarters that the same clock cuts on each of the days before: read once while a screen is looked at, not with every
 * event. `late` is the sum of usage_pulse.late_version, asked for before: while it stands, nothing of them moved. What it
 * keeps may be given up for others at any time: whoever needs a quarter holds on to what `get` or `keep` gave.
 */
export class SettledQuarters {
  private readonly byKey: Map<string, Quarter | null>;

  constructor(
    late: string,
    /** The filter of the events. */
    private readonly filter: string,
  ) {
    let own = held.get(pool());
    if (own?.late !== late) {
      own = { late, byKey: new Map() };
      held.set(pool(), own);
    }
    this.byKey = own.byKey;
  }

  /** The quarter that begins at `start`; null: it has too many events; undefined: not read. */
  get(start: number): Quarter | null | undefined {
    return this.byKey.get(`${this.filter} ${start}`);
  }

  /** `events` in order; null: too many. */
  keep(start: number, events: SummedEvent[] | null): Quarter | null {
    const [oldest] = this.byKey.keys();
    if (this.byKey.size >= MOST_QUARTERS && oldest !== undefined) this.byKey.delete(oldest);
    const quarter = events && toQuarter(events);
    this.byKey.set(`${this.filter} ${start}`, quarter);
    return quarter;
  }
}
