import { err, ok } from "../../kernel/result";
import {
  countOf,
  emptyEvent,
  found,
  microsOf,
  nameOf,
  type OpenCsv,
  type ReadRow,
  type ReadValue,
  RowError,
  readRow,
  timeOf,
} from "../import-row";
import { findContradiction } from "../usage-event";

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Metadata stand as an object, or as JSON text in CSV exports and older versions. */
function objectOf(value: unknown): Fields {
  if (isFields(value)) return value;
  if (typeof value !== "string" || !value.startsWith("{")) return {};
  try {
    const parsed: unknown = JSON.parse(value);
    return isFields(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

/** The proxy's own user for requests that name nobody. */
const NOBODY = "default_user_id";

/**
 * The chatbot's user is `end_user`; LiteLLM's `user` is who owns the key, taken only when there is no other. What the
 * proxy could not price it logs as spend 0, so only a spend above 0 is a cost of its own; an answer from its cache cost
 * nothing, whatever tokens it logs with it.
 */
function readSpendLog(log: Fields, row: string): ReadRow {
  const usage = objectOf(objectOf(log.metadata).usage_object);
  const prompt = objectOf(usage.prompt_tokens_details);
  const completion = objectOf(usage.completion_tokens_details);
  const user = nameOf("user", log.user);
  const spend = log.spend === undefined || log.spend === "" ? 0n : microsOf("spend", log.spend ?? 0);
  const isCached = String(log.cache_hit ?? "").toLowerCase() === "true";
  const event = {
    ...emptyEvent,
    atMicros: timeOf("startTime", log.startTime ?? log.starttime ?? log.start_time),
    subject: nameOf("end_user", log.end_user) || (user === NOBODY ? "" : user) || null,
    model: nameOf("model", log.model) || nameOf("model_group", log.model_group),
    provider: nameOf("custom_llm_provider", log.custom_llm_provider),
    inputTokens: countOf("prompt_tokens", log.prompt_tokens),
    outputTokens: countOf("completion_tokens", log.completion_tokens),
    cachedInputTokens: countOf("cached_tokens", prompt.cached_tokens),
    cacheWriteTokens: countOf("cache_creation_tokens", prompt.cache_creation_tokens),
    audioInputTokens: countOf("audio_tokens", prompt.audio_tokens),
    audioOutputTokens: countOf("audio_tokens", completion.audio_tokens),
    reasoningTokens: countOf("reasoning_tokens", completion.reasoning_tokens),
    cost: spend > 0n || isCached ? { micros: spend, currency: "USD" } : null,
  };
  const contradiction = findContradiction(event);
  if (contradiction) throw new RowError(contradiction);
  return found(row, event);
}

/** LiteLLM's spend logs as its API gives them: rows, or a page of rows under `data`. */
export const readLiteLlm: ReadValue = (value) => {
  if (!isFields(value)) return [err({ code: "not_an_event", detail: "the row: must be a JSON object" })];
  const page = Array.isArray(value.data) && value.startTime === undefined ? value.data : null;
  if (page) return page.flatMap(readLiteLlm);
  return [readRow(() => readSpendLog(value, JSON.stringify(value)))];
};

/** The same as CSV: the table LiteLLM_SpendLogs. */
export const openLiteLlmCsv: OpenCsv = (header) => {
  const names = header.map((name) => name.trim());
  const has = (name: string) => names.some((one) => one.toLowerCase() === name);
  if (!has("starttime") && !has("start_time"))
    return err(`The header lacks startTime. It has: ${header.join(", ").slice(0, 300)}.`);
  return ok((fields) => {
    const log = Object.fromEntries(names.map((name, index) => [name, fields[index]]));
    return [readRow(() => readSpendLog(log, JSON.stringify(fields)))];
  });
};
