import { err, ok } from "../../kernel/result";
import {
  countOf,
  emptyEvent,
  found,
  joinRow,
  nameOf,
  type OpenCsv,
  type ReadRow,
  type ReadValue,
  RowError,
  readRow,
  timeOf,
} from "../import-row";
import { findContradiction, toServiceTier } from "../usage-event";

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A row sums the requests of a stretch of time; they count at its start. A row of no requests says nothing. */
function readSum(sum: Fields, start: unknown, row: string): ReadRow {
  if (/costs/.test(String(sum.object ?? "")))
    throw new RowError({
      code: "wrong_field",
      detail:
        "object: is a page of costs, money without requests; export usage instead, and add what was billed as an invoice",
    });
  const requests = countOf("num_model_requests", sum.num_model_requests ?? sum.n_requests);
  if (requests > 2_147_483_647)
    throw new RowError({ code: "wrong_field", detail: "num_model_requests: must be at most 2,147,483,647" });
  const event = {
    ...emptyEvent,
    atMicros: timeOf("start_time", start),
    subject: nameOf("user_id", sum.user_id) || null,
    model: nameOf("model", sum.model ?? sum.snapshot_id),
    provider: "openai",
    // the usage API tells batches by a flag, exports by a word
    serviceTier:
      String(sum.batch) === "true" ? "batch" : toServiceTier(nameOf("service_tier", sum.service_tier)),
    requests: Math.max(1, requests),
    inputTokens: countOf("input_tokens", sum.input_tokens ?? sum.n_context_tokens_total),
    outputTokens: countOf("output_tokens", sum.output_tokens ?? sum.n_generated_tokens_total),
    cachedInputTokens: countOf(
      "input_cached_tokens",
      sum.input_cached_tokens ?? sum.n_cached_context_tokens_total,
    ),
    cacheWriteTokens: countOf("input_cache_write_tokens", sum.input_cache_write_tokens),
    // the totals have text, audio and images in them
    audioInputTokens: countOf("input_audio_tokens", sum.input_audio_tokens),
    audioOutputTokens: countOf("output_audio_tokens", sum.output_audio_tokens),
  };
  const contradiction = findContradiction(event);
  if (contradiction) throw new RowError(contradiction);
  return found(row, event);
}

/**
 * OpenAI's usage as JSON: pages (`data`) of buckets (`results`) as the usage API gives them, buckets alone, or the older
 * activity export whose rows carry `timestamp`.
 */
export const readOpenAi: ReadValue = (value) => {
  if (!isFields(value)) return [err({ code: "not_an_event", detail: "the row: must be a JSON object" })];
  if (Array.isArray(value.data)) return value.data.flatMap(readOpenAi);
  if (Array.isArray(value.results)) {
    const { start_time: start, results } = value;
    return results.map((sum: unknown) =>
      isFields(sum)
        ? readRow(() => readSum(sum, start, JSON.stringify([start, sum])))
        : err({ code: "not_an_event" as const, detail: "results: must be JSON objects" }),
    );
  }
  const start = value.start_time ?? value.timestamp ?? value.aggregation_timestamp;
  return [readRow(() => readSum(value, start, JSON.stringify(value)))];
};

/** The CSV export of the usage page. */
export const openOpenAiCsv: OpenCsv = (header) => {
  const names = header.map((name) => name.trim());
  const start = names.indexOf("start_time") >= 0 ? "start_time" : "start_time_iso";
  if (!names.includes(start))
    return err(`The header lacks start_time. It has: ${header.join(", ").slice(0, 300)}.`);
  return ok((fields) => {
    const sum = Object.fromEntries(names.map((name, index) => [name, fields[index]]));
    return [readRow(() => readSum(sum, sum[start], joinRow(fields)))];
  });
};
