import "server-only";
import type { PricedUse } from "../price";

/** What a row of usage_event used, as statements give it back. */
export type UsedColumns = {
  requests: number;
  input_tokens: string;
  output_tokens: string;
  cached_input_tokens: string;
  reasoning_tokens: string;
  cache_write_tokens: string | null;
  audio_input_tokens: string | null;
  audio_output_tokens: string | null;
};

/** The same in a SELECT from usage_event as `e`. */
export const usedColumns = `e.requests, e.input_tokens::text, e.output_tokens::text, e.cached_input_tokens::text,
  e.reasoning_tokens::text, e.cache_write_tokens::text, e.audio_input_tokens::text, e.audio_output_tokens::text`;

/** Every class that a price may name: one that is left out here would be priced as something else. */
export function toUse(row: UsedColumns, gpuNanos: bigint): PricedUse {
  return {
    requests: row.requests,
    inputTokens: Number(row.input_tokens),
    outputTokens: Number(row.output_tokens),
    cachedInputTokens: Number(row.cached_input_tokens),
    reasoningTokens: Number(row.reasoning_tokens),
    cacheWriteTokens: Number(row.cache_write_tokens),
    audioInputTokens: Number(row.audio_input_tokens),
    audioOutputTokens: Number(row.audio_output_tokens),
    gpuNanos,
  };
}
