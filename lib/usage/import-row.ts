import { err, ok, type Result } from "../kernel/result";
import { toScaled } from "./decimal";
import {
  type InferenceEvent,
  isName,
  MOST_GPU_NANOS,
  MOST_TOKENS,
  type Rejection,
  type UsageEvent,
} from "./usage-event";
import { isUsageTime, parseFileTime } from "./usage-time";

/** A row of a file that has no id of its own: `row` is what its id is made of. `""` as model: the row names none. */
export type FileEvent = { row: string; event: Omit<InferenceEvent, "kind" | "source" | "id"> };
/** What a row gives: an event that still needs its source and id, or one that brings both. */
export type ImportedRow = { own: false; found: FileEvent } | { own: true; event: UsageEvent };
export type ReadRow = Result<ImportedRow, Rejection>;
export type ReadFields = (fields: string[]) => ReadRow[];
/** The reader of a file with this header, or a sentence that says what the header lacks. */
export type OpenCsv = (header: string[]) => Result<ReadFields, string>;
export type ReadValue = (value: unknown) => ReadRow[];

const SEPARATOR = "\u001f";
export const joinRow = (fields: string[]): string => fields.join(SEPARATOR);

export const emptyEvent: FileEvent["event"] = {
  atMicros: 0,
  subject: null,
  model: "",
  provider: "",
  region: "",
  campaign: "",
  serviceTier: "",
  requests: 1,
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
  reasoningTokens: 0,
  gpuNanos: 0n,
  cost: null,
};

export const found = (row: string, event: FileEvent["event"]): ReadRow =>
  ok({ own: false, found: { row, event } });
const wrong = (field: string, must: string, given: unknown): { ok: false; error: Rejection } =>
  err({
    code: "wrong_field",
    detail: `${field}: must be ${must}, not ${JSON.stringify(given)?.slice(0, 80)}`,
  });

/** What a reader of one row throws for the row's sake alone; `readRow` makes it a rejection. */
export class RowError extends Error {
  constructor(readonly rejection: Rejection) {
    super(rejection.detail);
  }
}

/** Runs the reader of a row; a RowError is its rejection. */
export function readRow(read: () => ReadRow): ReadRow {
  try {
    return read();
  } catch (error) {
    if (error instanceof RowError) return err(error.rejection);
    throw error;
  }
}

function must<T>(read: Result<T, Rejection>): T {
  if (!read.ok) throw new RowError(read.error);
  return read.value;
}

/** A time of a file → microseconds. Throws RowError. */
export function timeOf(field: string, given: unknown): number {
  const micros = typeof given === "string" || typeof given === "number" ? parseFileTime(String(given)) : null;
  if (micros === null) return must(wrong(field, "a time such as 2026-11-27 10:00:00", given));
  if (!isUsageTime(micros)) return must(wrong(field, "between the years 2000 and 2100", given));
  return micros;
}

/** A count as text (`374`, `374.0`) or number; nothing is 0. Throws RowError. */
export function countOf(field: string, given: unknown): number {
  if (given === undefined || given === null || given === "") return 0;
  const text = typeof given === "number" ? String(given) : given;
  const count = typeof text === "string" && /^\s*\d{1,13}(\.0*)?\s*$/.test(text) ? Number(text) : -1;
  if (count < 0 || count > MOST_TOKENS) return must(wrong(field, "a whole number, 0 or more", given));
  return count;
}

/** Seconds → nanoseconds; nothing is 0. Throws RowError. */
export function nanosOf(field: string, given: unknown): bigint {
  if (given === undefined || given === null || given === "") return 0n;
  const nanos = toScaled(String(given).trim(), 9);
  if (nanos === null || nanos > MOST_GPU_NANOS) return must(wrong(field, "seconds, 0 or more", given));
  return nanos;
}

/** A name; nothing is `""`. Throws RowError. */
export function nameOf(field: string, given: unknown): string {
  if (given === undefined || given === null || given === "") return "";
  const text = typeof given === "number" ? String(given) : given;
  if (typeof text !== "string" || !isName(text))
    return must(wrong(field, "text of 1 to 200 characters without control characters", given));
  return text;
}

/** An amount of money in units of its currency → micro-units, half up. Throws RowError. */
export function microsOf(field: string, given: unknown): bigint {
  const micros = toScaled(String(given).trim(), 6);
  if (micros === null || micros > 10n ** 18n) return must(wrong(field, "an amount, 0 or more", given));
  return micros;
}

/** Where columns stand in a header; a sentence when one that is needed is missing. */
export function findColumns<K extends string>(
  header: string[],
  names: Record<K, string>,
  needed: K[] = Object.keys(names) as K[],
): Result<Record<K, number>, string> {
  const clean = header.map((name) => name.trim().toLowerCase());
  const places = {} as Record<K, number>;
  for (const key of Object.keys(names) as K[]) places[key] = clean.indexOf(names[key].toLowerCase());
  const missing = needed.filter((key) => places[key] < 0).map((key) => names[key]);
  if (missing.length === 0) return ok(places);
  return err(`The header lacks ${missing.join(", ")}. It has: ${header.join(", ").slice(0, 300)}.`);
}
