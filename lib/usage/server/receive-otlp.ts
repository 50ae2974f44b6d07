import "server-only";
import { hash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import {
  jsonPoints,
  jsonSpans,
  MalformedOtlp,
  type NotCounted,
  type OtlpForm,
  protobufPoints,
  protobufSpans,
  readPoint,
  readSpan,
  spanAttributes,
} from "../otlp";
import type { InferenceEvent, Rejection, UsageEvent } from "../usage-event";
import { countUsage } from "./count-usage";

/** A body may hold a million spans, and the process has flags to serve meanwhile. */
const TURN_MS = 10;
const MOST_REASONS = 5;

type Read = Result<InferenceEvent | null, Rejection>;

/** Why some were not counted, each reason once. */
class Rejections {
  count = 0;
  private readonly reasons = new Map<string, number>();

  add({ detail }: Rejection): void {
    this.count += 1;
    if (this.reasons.has(detail) || this.reasons.size < MOST_REASONS)
      this.reasons.set(detail, (this.reasons.get(detail) ?? 0) + 1);
  }

  get message(): string {
    return [...this.reasons]
      .map(([detail, times]) => (times > 1 ? `${detail} (${times} times)` : detail))
      .join("; ");
  }
}

async function receive<T>(
  actor: Actor,
  field: NotCounted["field"],
  items: () => Iterable<T>,
  read: (item: T) => Read,
): Promise<Result<NotCounted>> {
  const may = authorize(actor, "send_usage");
  if (!may.ok) return may;
  const events: UsageEvent[] = [];
  const rejections = new Rejections();
  try {
    let turnEnds = performance.now() + TURN_MS;
    for (const item of items()) {
      const one = read(item);
      if (!one.ok) rejections.add(one.error);
      else if (one.value) events.push(one.value);
      if (performance.now() < turnEnds) continue;
      await nextTurn();
      turnEnds = performance.now() + TURN_MS;
    }
  } catch (error) {
    if (error instanceof MalformedOtlp) return refuse("invalid_request", error.message);
    throw error;
  }
  const counted = await countUsage(events);
  return counted.ok ? ok({ field, rejected: rejections.count, message: rejections.message }) : counted;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new MalformedOtlp("The body is not JSON. Check quotes, commas and the encoding (UTF-8).");
  }
}

const digest = (text: string) => hash("sha256", text, "hex").slice(0, 32);

/**
 * Spans of model requests, each counted once by its trace and span id; others are taken and ignored. Answers after the
 * commit. `invalid_request` for a body that is no such message: nothing of it is counted.
 */
export function receiveTraces(actor: Actor, bytes: Uint8Array, form: OtlpForm): Promise<Result<NotCounted>> {
  const nowMicros = Date.now() * 1000;
  return receive(
    actor,
    "rejectedSpans",
    () => (form === "json" ? jsonSpans(parse(bytes), spanAttributes) : protobufSpans(bytes, spanAttributes)),
    (span) => readSpan(span, nowMicros),
  );
}

/** Points of the token metrics, each counted once; other metrics are taken and ignored. Like receiveTraces. */
export function receiveMetrics(actor: Actor, bytes: Uint8Array, form: OtlpForm): Promise<Result<NotCounted>> {
  return receive(
    actor,
    "rejectedDataPoints",
    () => (form === "json" ? jsonPoints(parse(bytes)) : protobufPoints(bytes)),
    (point) => readPoint(point, digest),
  );
}
