import "server-only";
import type pg from "pg";
import { pool } from "../../platform/db";

/** The seconds of a quarter of an hour that only late events enter, as far as they have any: in order, with what came before each. */
export type Quarter = { seconds: Float64Array; before: EventSum[]; all: EventSum };

/** What a window's sum is made of. */
export type EventSum = {
  requests: number;
  inputTokens: number;
  outputTokens: number;
  costMicros: bigint;
  unpricedRequests: number;
  unconvertedRequests: number;
};

/** `second`: the whole seconds since 1970 in which it was. */
export type SummedSecond = EventSum & { second: number };

/** More than the quarters that the screens' clocks cut in an hour; 900 seconds each, however busy: ten megabytes in all. */
const MOST_QUARTERS = 64;
const SECOND_MS = 1_000;

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

function toQuarter(seconds: SummedSecond[]): Quarter {
  let all = noEvents();
  const before = seconds.map((second) => {
    const until = all;
    all = addEvents(all, second);
    return until;
  });
  return { seconds: Float64Array.from(seconds, ({ second }) => second), before, all };
}

/** The whole seconds between two instants (milliseconds), and what sticks out on either side. */
export function splitSeconds({ from, to }: Stretch): { whole: Stretch | null; rest: Stretch[] } {
  const first = Math.ceil(from / SECOND_MS) * SECOND_MS;
  const last = Math.floor(to / SECOND_MS) * SECOND_MS;
  if (first > last) return { whole: null, rest: [{ from, to }] };
  const rest = [
    { from, to: first },
    { from: last, to },
  ];
  return { whole: { from: first, to: last }, rest: rest.filter((one) => one.from < one.to) };
}
type Stretch = { from: number; to: number };

/** The sum from a whole second to another (milliseconds) of the same quarter. */
export const sumWithin = (quarter: Quarter, { from, to }: Stretch): EventSum =>
  combine(sumUntil(quarter, to / SECOND_MS), sumUntil(quarter, from / SECOND_MS), -1);

/** What lies before a second of the quarter. */
function sumUntil({ seconds, before, all }: Quarter, second: number): EventSum {
  let [low, high] = [0, seconds.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((seconds[middle] ?? 0) < second) low = middle + 1;
    else high = middle;
  }
  return before[low] ?? all;
}

type Held = { late: string; byKey: Map<string, Quarter> };
const held = new WeakMap<pg.Pool, Held>();

/**
 * The quarters that the same clock cuts on each of the days before: read once while a screen is looked at, not with every
 * event. `late` is the sum of usage_pulse.late_version, asked for before: while it stands, nothing of them moved. What it
 * keeps may be given up for others at any time: whoever needs a quarter holds on to what `get` or `keep` gave.
 */
export class SettledQuarters {
  private readonly byKey: Map<string, Quarter>;

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

  /** The quarter that begins at `start`; undefined: not read. */
  get(start: number): Quarter | undefined {
    return this.byKey.get(`${this.filter} ${start}`);
  }

  /** `seconds` in order. */
  keep(start: number, seconds: SummedSecond[]): Quarter {
    const [oldest] = this.byKey.keys();
    if (this.byKey.size >= MOST_QUARTERS && oldest !== undefined) this.byKey.delete(oldest);
    const quarter = toQuarter(seconds);
    this.byKey.set(`${this.filter} ${start}`, quarter);
    return quarter;
  }
}
