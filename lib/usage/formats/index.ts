import type { OpenCsv, ReadValue } from "../import-row";
import { openAzureLlm } from "./azure-llm";
import { readCloudEvents } from "./cloudevents";
import { type CsvMap, openCsv } from "./csv";
import { openGentd26 } from "./gentd26";
import { openLangfuseCsv, readLangfuse } from "./langfuse";
import { openLiteLlmCsv, readLiteLlm } from "./litellm";
import { type ImportFormat, importFormats } from "./names";
import { openOpenAiCsv, readOpenAi } from "./openai";

export { type ImportFormat, importFormats };

/** How a format is read in each of the two families of files; null = it does not come in that one. */
export type FormatReaders = { csv: OpenCsv | null; json: ReadValue | null };

export function readersOf(
  format: ImportFormat,
  options: { map: CsvMap | null; nowMicros: number },
): FormatReaders {
  switch (format) {
    case "azure-llm":
      return { csv: openAzureLlm, json: null };
    case "gentd26":
      return { csv: openGentd26, json: null };
    case "litellm":
      return { csv: openLiteLlmCsv, json: readLiteLlm };
    case "langfuse":
      return { csv: openLangfuseCsv, json: readLangfuse };
    case "openai":
      return { csv: openOpenAiCsv, json: readOpenAi };
    case "cloudevents":
      return { csv: null, json: readCloudEvents(options.nowMicros) };
    case "csv":
      return { csv: openCsv(options.map), json: null };
  }
}

/** An observation of Langfuse, in either spelling. */
const isLangfuse = (names: string[]) =>
  names.includes("type") &&
  (names.includes("traceId") || names.includes("trace_id")) &&
  (names.includes("startTime") || names.includes("start_time"));
const has = (names: string[], ...wanted: string[]) => wanted.every((name) => names.includes(name));

/** What a CSV file is, by its header. */
export function detectCsvFormat(header: string[]): ImportFormat {
  const names = header.map((name) => name.trim());
  if (has(names, "TIMESTAMP", "ContextTokens", "GeneratedTokens")) return "azure-llm";
  if (has(names, "gmt_create", "exec_time_seconds", "groupId")) return "gentd26";
  if (has(names, "num_model_requests")) return "openai";
  if (isLangfuse(names)) return "langfuse";
  if (has(names, "prompt_tokens", "completion_tokens", "startTime")) return "litellm";
  return "csv";
}

/** What a JSON file is, by its first value; null when it is none of them. */
export function detectJsonFormat(value: unknown): ImportFormat | null {
  if (typeof value !== "object" || value === null) return null;
  const names = Object.keys(value);
  if (has(names, "specversion")) return "cloudevents";
  if (has(names, "results") || has(names, "num_model_requests") || has(names, "n_context_tokens_total"))
    return "openai";
  if (isLangfuse(names)) return "langfuse";
  if (has(names, "startTime") || has(names, "prompt_tokens")) return "litellm";
  const { data } = value as { data?: unknown };
  return Array.isArray(data) ? detectJsonFormat(data[0]) : null;
}
