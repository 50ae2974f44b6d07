import "server-only";
import type { Assessment } from "../price-book";
import type { InferenceEvent } from "../usage-event";

/** Fifteen minutes: the grain of rollup and presence. */
export const BUCKET_SECONDS = 900;
const BUCKET_MICROS = BUCKET_SECONDS * 1_000_000;
/** More buckets than there are up to the year 2100. */
const BUCKETS = 8_388_608;

/** What is added to one row of usage_rollup. */
export type Cell = {
  dimensionId: number;
  /** Seconds since 1970. */
  bucketStart: number;
  requests: number;
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens: number;
  reasoningTokens: number;
  gpuNanos: bigint;
  costMicros: bigint;
  unpricedRequests: number;
  unconvertedRequests: number;
  firstMicros: number;
  lastMicros: number;
};

/** A dimension and a bucket as one number, in the order in which rows are locked. */
export function cellKey(dimensionId: number, atMicros: number): number {
  return dimensionId * BUCKETS + Math.floor(atMicros / BUCKET_MICROS);
}

/** Events without a cost wait for a rate when they have a price or a cost of their own, else for a price. */
export function isUnconverted(cost: InferenceEvent["cost"], priceId: number | null): boolean {
  return cost !== null || priceId !== null;
}

/** Sums by cell, so that a batch writes each row once. */
export class CellSums {
  private readonly byKey = new Map<number, Cell>();

  at(dimensionId: number, atMicros: number): Cell {
    const key = cellKey(dimensionId, atMicros);
    let cell = this.byKey.get(key);
    if (!cell) {
      cell = {
        dimensionId,
        bucketStart: Math.floor(atMicros / BUCKET_MICROS) * BUCKET_SECONDS,
        requests: 0,
        inputTokens: 0,
        outputTokens: 0,
        cachedInputTokens: 0,
        reasoningTokens: 0,
        gpuNanos: 0n,
        costMicros: 0n,
        unpricedRequests: 0,
        unconvertedRequests: 0,
        firstMicros: atMicros,
        lastMicros: atMicros,
      };
      this.byKey.set(key, cell);
    } else {
      if (atMicros < cell.firstMicros) cell.firstMicros = atMicros;
      if (atMicros > cell.lastMicros) cell.lastMicros = atMicros;
    }
    return cell;
  }

  /** `bookedMicros` is the event's own time, unless its period is closed. */
  addEvent(
    dimensionId: number,
    bookedMicros: number,
    event: InferenceEvent,
    { costMicros, priceId }: Assessment,
  ): void {
    const cell = this.at(dimensionId, bookedMicros);
    cell.requests += event.requests;
    cell.inputTokens += event.inputTokens;
    cell.outputTokens += event.outputTokens;
    cell.cachedInputTokens += event.cachedInputTokens;
    cell.reasoningTokens += event.reasoningTokens;
    if (event.gpuNanos > 0n) cell.gpuNanos += event.gpuNanos;
    if (costMicros !== null) cell.costMicros += costMicros;
    else if (isUnconverted(event.cost, priceId)) cell.unconvertedRequests += event.requests;
    else cell.unpricedRequests += event.requests;
  }

  /** In the order of their keys: every writer locks rows in this one order, so that no two wait for each other. */
  sorted(): Cell[] {
    return [...this.byKey.entries()].sort(([a], [b]) => a - b).map(([, cell]) => cell);
  }
}

const DAY_SECONDS = 86_400;

/** Days (since 1970, UTC) of cells that lie before an instant, each once for each dimension, in the order of their keys. */
export function daysBefore(cells: Cell[], beforeMicros: number): { dimensionIds: number[]; days: number[] } {
  const found: { dimensionIds: number[]; days: number[] } = { dimensionIds: [], days: [] };
  let last = "";
  for (const { dimensionId, bucketStart } of cells) {
    if (bucketStart * 1_000_000 >= beforeMicros) continue;
    const day = Math.floor(bucketStart / DAY_SECONDS);
    if (last === `${dimensionId} ${day}`) continue;
    last = `${dimensionId} ${day}`;
    found.dimensionIds.push(dimensionId);
    found.days.push(day);
  }
  return found;
}
