import "server-only";
import { fromScaled, toScaled } from "../decimal";
import type { GrowthFigures } from "../growth";
import type { UsageFigures } from "../usage-report";
import type { SumColumns } from "./usage-report-sql";

/** Additive figures, exact. */
export type Sums = {
  requests: bigint;
  inputTokens: bigint;
  outputTokens: bigint;
  cachedInputTokens: bigint;
  reasoningTokens: bigint;
  gpuNanos: bigint;
  costMicros: bigint;
  unpricedRequests: bigint;
  unconvertedRequests: bigint;
};

export const noSums = (): Sums => ({
  requests: 0n,
  inputTokens: 0n,
  outputTokens: 0n,
  cachedInputTokens: 0n,
  reasoningTokens: 0n,
  gpuNanos: 0n,
  costMicros: 0n,
  unpricedRequests: 0n,
  unconvertedRequests: 0n,
});

export function toSums(row: SumColumns): Sums {
  return {
    requests: BigInt(row.requests),
    inputTokens: BigInt(row.input_tokens),
    outputTokens: BigInt(row.output_tokens),
    cachedInputTokens: BigInt(row.cached_input_tokens),
    reasoningTokens: BigInt(row.reasoning_tokens),
    gpuNanos: toScaled(row.gpu_seconds, 9) ?? 0n,
    costMicros: BigInt(row.cost_micros),
    unpricedRequests: BigInt(row.unpriced_requests),
    unconvertedRequests: BigInt(row.unconverted_requests),
  };
}

export function addSums(total: Sums, more: Sums): void {
  total.requests += more.requests;
  total.inputTokens += more.inputTokens;
  total.outputTokens += more.outputTokens;
  total.cachedInputTokens += more.cachedInputTokens;
  total.reasoningTokens += more.reasoningTokens;
  total.gpuNanos += more.gpuNanos;
  total.costMicros += more.costMicros;
  total.unpricedRequests += more.unpricedRequests;
  total.unconvertedRequests += more.unconvertedRequests;
}

export function toFigures(sums: Sums, growth: GrowthFigures): UsageFigures {
  return {
    requests: Number(sums.requests),
    inputTokens: Number(sums.inputTokens),
    outputTokens: Number(sums.outputTokens),
    cachedInputTokens: Number(sums.cachedInputTokens),
    reasoningTokens: Number(sums.reasoningTokens),
    gpuSeconds: Number(fromScaled(sums.gpuNanos, 9)),
    costMicros: String(sums.costMicros),
    unpricedRequests: Number(sums.unpricedRequests),
    unconvertedRequests: Number(sums.unconvertedRequests),
    ...growth,
  };
}
