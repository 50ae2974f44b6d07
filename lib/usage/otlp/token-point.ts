import { ok, type Result } from "../../kernel/result";
import { type InferenceEvent, MOST_TOKENS, type Rejection } from "../usage-event";
import { isInferenceOperation, microsOf, names, namesOf, textAt, wrong } from "./gen-ai";
import { type Attributes, type OtlpPoint, type TokenSide, tokenMetrics } from "./otlp";

export const POINT_SPACE = "\u0001otlp-point";

const NO_VALUE = 1;
const DELTA = 1;
const CUMULATIVE = 2;
/** A column of 4 bytes. */
const MOST_REQUESTS = 2_147_483_647n;

const sides = new Map<string, TokenSide>([
  ["input", "inputTokens"],
  ["prompt", "inputTokens"],
  ["output", "outputTokens"],
  ["completion", "outputTokens"],
]);

const sorted = (attributes: Attributes) =>
  [...attributes.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

/** Everything that tells a series of points from others, in one text: whoever sends it, and all its attributes. */
function seriesOf(point: OtlpPoint): string {
  return JSON.stringify([
    point.metric,
    point.kind,
    point.temporality,
    point.scope,
    sorted(point.resource),
    sorted(point.attributes),
    String(point.startNanos),
  ]);
}

/**
 * A point of a token metric → a usage event at its time; null for one that says nothing of model requests.
 * Delta points are unique by series, start and time. Cumulative ones are readings of a counter: one for each series and
 * start, so that a restarted process begins a counter of its own, whatever arrives first. `digest` makes 128 bits as
 * hexadecimal of a text.
 */
export function readPoint(
  point: OtlpPoint,
  digest: (text: string) => string,
): Result<InferenceEvent | null, Rejection> {
  if (point.flags & NO_VALUE) return ok(null);
  const operation = textAt(point.attributes, names.operation);
  if (operation && !isInferenceOperation(operation)) return ok(null);
  if (point.kind === "gauge" || point.kind === "summary")
    return wrong(`${point.metric}: must be a histogram or a sum, not a ${point.kind}`);
  if (point.temporality !== DELTA && point.temporality !== CUMULATIVE)
    return wrong("aggregationTemporality: must be 1 (delta) or 2 (cumulative)");
  const type = textAt(point.attributes, names.tokenType);
  const side = tokenMetrics.get(point.metric) ?? sides.get(type.toLowerCase());
  if (!side) return wrong(`gen_ai.token.type: must be input or output, not "${type.slice(0, 50)}"`);
  const { sum, count } = point;
  // a counter sums up the life of a process, which may be long
  const most = point.temporality === CUMULATIVE ? Number.MAX_SAFE_INTEGER : MOST_TOKENS;
  if (sum === null || !Number.isInteger(sum) || sum < 0 || sum > most)
    return wrong(`sum: must be a whole number of tokens from 0 to ${most.toLocaleString("en")}`);
  if (count !== null && (count < 0n || count > MOST_REQUESTS))
    return wrong("count: must be a whole number from 0 to 2,147,483,647");
  const atMicros = microsOf(point.timeNanos);
  if (atMicros === null)
    return wrong("timeUnixNano: must be nanoseconds since 1970, between the years 2000 and 2100");
  const named = namesOf(point);
  if (!named.ok) return named;
  const series = digest(seriesOf(point));
  return ok({
    kind: "inference",
    ...named.value,
    id: `${series}:${point.timeNanos}`,
    idSpace: POINT_SPACE,
    ...(point.temporality === CUMULATIVE && {
      reading: { counter: series, atNanos: point.timeNanos },
    }),
    atMicros,
    // each request adds one observation of its input and one of its output: it counts once
    requests: side === "inputTokens" ? Number(count ?? 0n) : 0,
    inputTokens: 0,
    outputTokens: 0,
    [side]: sum,
    cachedInputTokens: 0,
    reasoningTokens: 0,
    gpuNanos: 0n,
    cost: null,
  });
}
