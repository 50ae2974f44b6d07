import { err, ok, type Result } from "../../kernel/result";
import { type InferenceEvent, isName, MOST_TOKENS, type Rejection, toServiceTier } from "../usage-event";
import { isUsageTime } from "../usage-time";
import type { Attributes } from "./otlp";

/**
 * The names of OpenTelemetry's semantic conventions for generative AI, current ones first, then those that earlier
 * versions and widespread instrumentations use; `llm.` is OpenInference.
 */
export const names = {
  operation: ["gen_ai.operation.name"],
  // the model that answered is what is charged for; an alias that was asked for may stand for another one tomorrow
  model: ["gen_ai.response.model", "gen_ai.request.model", "llm.model_name"],
  provider: ["gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system"],
  region: ["cloud.region"],
  campaign: ["sluice.campaign"],
  // what it was served as, before what was asked for
  serviceTier: [
    "sluice.service_tier",
    "openai.response.service_tier",
    "gen_ai.openai.response.service_tier",
    "openai.request.service_tier",
    "gen_ai.openai.request.service_tier",
  ],
  subject: ["user.id", "enduser.id"],
  source: ["service.name"],
  inputTokens: ["gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt"],
  outputTokens: [
    "gen_ai.usage.output_tokens",
    "gen_ai.usage.completion_tokens",
    "llm.token_count.completion",
  ],
  cachedInputTokens: [
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_read_input_tokens",
    "gen_ai.usage.cached_input_tokens",
    "gen_ai.usage.input_tokens.cached",
    "gen_ai.usage.details.cache_read_tokens",
    "llm.token_count.prompt_details.cache_read",
  ],
  reasoningTokens: [
    "gen_ai.usage.reasoning.output_tokens",
    "gen_ai.usage.reasoning_output_tokens",
    "gen_ai.usage.reasoning_tokens",
    "gen_ai.usage.output_tokens.reasoning",
    "gen_ai.usage.details.reasoning_tokens",
    "llm.token_count.completion_details.reasoning",
  ],
  cacheWriteTokens: [
    "gen_ai.usage.cache_creation.input_tokens",
    "gen_ai.usage.cache_creation_input_tokens",
    "gen_ai.usage.cache_write.input_tokens",
    "gen_ai.usage.cache_write_input_tokens",
    "gen_ai.usage.details.cache_write_tokens",
    "llm.token_count.prompt_details.cache_write",
  ],
  audioInputTokens: [
    "gen_ai.usage.audio.input_tokens",
    "gen_ai.usage.details.input_audio_tokens",
    "llm.token_count.prompt_details.audio",
  ],
  audioOutputTokens: [
    "gen_ai.usage.audio.output_tokens",
    "gen_ai.usage.details.output_audio_tokens",
    "llm.token_count.completion_details.audio",
  ],
  tokenType: ["gen_ai.token.type"],
  tool: ["gen_ai.tool.name"],
  /** How others mark what a span is, where no operation is named. */
  spanKind: ["traceloop.span.kind", "openinference.span.kind", "langfuse.observation.type"],
} as const;

/** A model request itself. Agents, tools, chains and workflows sum up what such requests below them report. */
const inferenceOperations = new Set([
  "chat",
  "text_completion",
  "generate_content",
  "embeddings",
  "completion",
  "embedding",
  "responses",
  "realtime_inference",
  // as Semantic Kernel for Python calls them
  "chat.completions",
  "chat.streaming_completions",
  "text.completions",
  "text.streaming_completions",
]);
export const isInferenceOperation = (operation: string) => inferenceOperations.has(operation.toLowerCase());

export const NO_SERVICE = "unknown_service";
export const NO_MODEL = "unknown";

/** The first of the names that says something, as text; "" when none does. */
export function textAt(attributes: Attributes, keys: readonly string[]): string {
  for (const key of keys) {
    const value = attributes.get(key);
    if (value !== undefined && value !== "") return String(value);
  }
  return "";
}

/** The same of the span or point, else of its resource. */
export function textAround(
  around: { attributes: Attributes; resource: Attributes },
  keys: readonly string[],
): string {
  return textAt(around.attributes, keys) || textAt(around.resource, keys);
}

export function wrong(detail: string): { ok: false; error: Rejection } {
  return err({ code: "wrong_field", detail });
}

/** Whole tokens under the first of the names that is there; 0 when none is. */
export function tokensAt(attributes: Attributes, keys: readonly string[]): Result<number, Rejection> {
  for (const key of keys) {
    const value = attributes.get(key);
    if (value === undefined || value === "") continue;
    const count = typeof value === "string" && /^\d{1,13}$/.test(value) ? Number(value) : value;
    if (typeof count === "number" && Number.isInteger(count) && count >= 0 && count <= MOST_TOKENS)
      return ok(count);
    return wrong(`${key}: must be a whole number from 0 to 1,000,000,000,000`);
  }
  return ok(0);
}

type Names = Pick<
  InferenceEvent,
  "source" | "subject" | "model" | "provider" | "region" | "campaign" | "serviceTier"
>;

/** What every kind of OTLP usage says alike, or which name does not hold. */
export function namesOf(around: { attributes: Attributes; resource: Attributes }): Result<Names, Rejection> {
  const read = {
    source: textAround(around, names.source) || NO_SERVICE,
    subject: textAround(around, names.subject),
    model: textAt(around.attributes, names.model) || NO_MODEL,
    provider: textAt(around.attributes, names.provider),
    region: textAround(around, names.region),
    campaign: textAround(around, names.campaign),
    serviceTier: toServiceTier(textAround(around, names.serviceTier)),
  };
  for (const [field, value] of Object.entries(read)) {
    if (value === "" || isName(value)) continue;
    const keys = names[field as keyof Names];
    return wrong(`${keys.join(" or ")}: must be 1 to 200 characters without control characters`);
  }
  return ok({ ...read, subject: read.subject || null });
}

/** Nanoseconds since 1970 → microseconds, cut off; null when Sluice keeps no such time. */
export function microsOf(nanos: bigint): number | null {
  const micros = Number(nanos / 1000n);
  return isUsageTime(micros) ? micros : null;
}
