import type { InferenceEvent } from "./usage-event";

/** Where a counter stood when it was last read. */
export type CounterState = { readNanos: bigint; tokens: number; requests: number };

/**
 * What a reading adds to the last one: the event with those figures alone, and the new state. Null for a reading that is
 * not newer, since the newer one counted its tokens already. A counter that shrank began anew.
 */
export function addedSince(
  event: InferenceEvent & { reading: NonNullable<InferenceEvent["reading"]> },
  last: CounterState,
): { state: CounterState; added: InferenceEvent } | null {
  const readNanos = event.reading.atNanos;
  if (readNanos <= last.readNanos) return null;
  const tokens = event.inputTokens + event.outputTokens;
  const isAnew = tokens < last.tokens || event.requests < last.requests;
  const before = isAnew ? { tokens: 0, requests: 0 } : last;
  const { reading: _, ...rest } = event;
  return {
    state: { readNanos, tokens, requests: event.requests },
    added: {
      ...rest,
      // a counter counts one side only
      inputTokens: event.inputTokens === 0 ? 0 : event.inputTokens - before.tokens,
      outputTokens: event.outputTokens === 0 ? 0 : event.outputTokens - before.tokens,
      requests: event.requests - before.requests,
    },
  };
}
