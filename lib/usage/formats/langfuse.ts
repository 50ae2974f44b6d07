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

/** The public API writes `usageDetails`, the export to blob storage `usage_details`. */
const toCamel = (name: string) =>
  name.trim().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Maps of usage and cost stand as an object, or as JSON text in CSV. */
function mapOf(value: unknown): Fields {
  if (isFields(value)) return value;
  if (typeof value !== "string" || !value.startsWith("{")) return {};
  try {
    const parsed: unknown = JSON.parse(value);
    return isFields(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

/** Observations that ask a model; all others sum up what those below them report, or used none. */
const asksModel = new Set(["GENERATION", "EMBEDDING"]);

/**
 * Tokens of the kinds whose name has `of` in it. Langfuse's kinds lie beside one another: `input` leaves out
 * `input_cached_tokens` and `cache_read_input_tokens`, as `output` does `output_reasoning_tokens`.
 */
function tokensOf(usage: Fields, of: "input" | "output", part?: RegExp): number {
  return Object.entries(usage)
    .filter(([kind]) => kind.toLowerCase().includes(of) && (!part || part.test(kind.toLowerCase())))
    .reduce((sum, [kind, count]) => sum + countOf(`usage ${kind}`, count), 0);
}

function readObservation(given: Fields): ReadRow {
  const row = Object.fromEntries(Object.entries(given).map(([name, value]) => [toCamel(name), value]));
  const usage = mapOf(row.usageDetails ?? row.usage);
  const cost = mapOf(row.costDetails).total ?? row.totalCost ?? row.calculatedTotalCost;
  const micros = cost === undefined || cost === null || cost === "" ? 0n : microsOf("total_cost", cost);
  const event = {
    ...emptyEvent,
    atMicros: timeOf("start_time", row.startTime),
    subject: nameOf("user_id", row.userId) || null,
    model: nameOf("model", row.providedModelName) || nameOf("model", row.model),
    inputTokens: tokensOf(usage, "input"),
    outputTokens: tokensOf(usage, "output"),
    cachedInputTokens: tokensOf(usage, "input", /cached|cache_read/),
    reasoningTokens: tokensOf(usage, "output", /reasoning/),
    cacheWriteTokens: tokensOf(usage, "input", /cache_creation|cache_write/),
    audioInputTokens: tokensOf(usage, "input", /^(?!.*cache).*audio/),
    audioOutputTokens: tokensOf(usage, "output", /^(?!.*reasoning).*audio/),
    cost: micros > 0n ? { micros, currency: "USD" } : null,
  };
  const contradiction = findContradiction(event);
  if (contradiction) throw new RowError(contradiction);
  const id = nameOf("id", row.id);
  // the same observation in a later export may have other scores and words
  return found(id === "" ? JSON.stringify(given) : id, event);
}

const isObservation = ({ type }: Fields) => typeof type === "string" && asksModel.has(type.toUpperCase());

/** Langfuse's observations as its API and its exports give them: rows, or a page of rows under `data`. */
export const readLangfuse: ReadValue = (value) => {
  if (!isFields(value)) return [err({ code: "not_an_event", detail: "the row: must be a JSON object" })];
  if (Array.isArray(value.data) && value.type === undefined) return value.data.flatMap(readLangfuse);
  return isObservation(value) ? [readRow(() => readObservation(value))] : [];
};

/** The same as CSV. */
export const openLangfuseCsv: OpenCsv = (header) => {
  const names = header.map(toCamel);
  const missing = ["type", "startTime"].filter((name) => !names.includes(name));
  if (missing.length > 0)
    return err(`The header lacks ${missing.join(", ")}. It has: ${header.join(", ").slice(0, 300)}.`);
  return ok((fields) => {
    const row = Object.fromEntries(names.map((name, index) => [name, fields[index]]));
    return isObservation(row) ? [readRow(() => readObservation(row))] : [];
  });
};
