import { err, ok, type Result } from "../../kernel/result";
import {
  findContradiction,
  type InferenceEvent,
  type Rejection,
  type TokenCounts,
  tokenParts,
} from "../usage-event";
import { isInferenceOperation, microsOf, names, namesOf, textAt, tokensAt, wrong } from "./gen-ai";
import type { OtlpSpan } from "./otlp";

/** Ids of spans are unique by themselves. No source can be called this: it has a control character. */
export const SPAN_SPACE = "\u0001otlp-span";

/** The attributes of a span and its resource that are read at all. */
export const spanAttributes: ReadonlySet<string> = new Set(Object.values(names).flat());

const summing = /^(invoke_agent|create_agent|invoke_workflow|execute_tool|agent|chain|workflow|tool)\b/i;
const modelKinds = new Set(["llm", "embedding", "generation"]);

/** Whether the span is one request to a model, whose usage no other span reports again. */
export function isInference(span: OtlpSpan): boolean {
  const operation = textAt(span.attributes, names.operation);
  if (operation) return isInferenceOperation(operation);
  // before operations had names: whatever reports tokens of a model, unless it says that it sums up others
  if (![...names.inputTokens, ...names.outputTokens].some((key) => span.attributes.has(key))) return false;
  const kind = textAt(span.attributes, names.spanKind);
  if (kind) return modelKinds.has(kind.toLowerCase());
  return !(summing.test(span.name) || textAt(span.attributes, names.tool));
}

/**
 * A span of a model request → a usage event at its start; null for a span that is none. The span's own attributes win
 * over those of its resource.
 */
export function readSpan(span: OtlpSpan, nowMicros: number): Result<InferenceEvent | null, Rejection> {
  if (!isInference(span)) return ok(null);
  if (!/^(?!0{32})[0-9a-f]{32}$/.test(span.traceId))
    return wrong("traceId: must be 16 bytes, as 32 hexadecimal digits in JSON, not all 0");
  if (!/^(?!0{16})[0-9a-f]{16}$/.test(span.spanId))
    return wrong("spanId: must be 8 bytes, as 16 hexadecimal digits in JSON, not all 0");
  const nanos = span.startNanos || span.endNanos;
  const atMicros = nanos === 0n ? nowMicros : microsOf(nanos);
  if (atMicros === null)
    return wrong("startTimeUnixNano: must be nanoseconds since 1970, between the years 2000 and 2100");
  const named = namesOf(span);
  if (!named.ok) return named;
  const tokens: TokenCounts = { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0, reasoningTokens: 0 };
  for (const field of ["inputTokens", "outputTokens", ...tokenParts] as const) {
    const read = tokensAt(span.attributes, names[field]);
    if (!read.ok) return read;
    if (read.value > 0) tokens[field] = read.value;
  }
  const contradiction = findContradiction(tokens);
  if (contradiction) return err(contradiction);
  return ok({
    kind: "inference",
    ...named.value,
    id: `${span.traceId}:${span.spanId}`,
    idSpace: SPAN_SPACE,
    atMicros,
    requests: 1,
    ...tokens,
    gpuNanos: 0n,
    cost: null,
  });
}
