/** The parts of OTLP that usage is read from, the same whether they came as protobuf or JSON. */

/** What an attribute may hold here; lists, maps and bytes are not read. */
export type AttributeValue = string | number | boolean;
export type Attributes = ReadonlyMap<string, AttributeValue>;

export type OtlpSpan = {
  resource: Attributes;
  attributes: Attributes;
  /** Hexadecimal in lower case, as far as it is hexadecimal. */
  traceId: string;
  spanId: string;
  name: string;
  /** Nanoseconds since 1970; 0 = not told. */
  startNanos: bigint;
  endNanos: bigint;
};

export type MetricKind = "gauge" | "sum" | "histogram" | "exponentialHistogram" | "summary";

export type OtlpPoint = {
  resource: Attributes;
  /** Name of the instrumentation scope. */
  scope: string;
  metric: string;
  kind: MetricKind;
  /** 1 = delta, 2 = cumulative; anything else is none. */
  temporality: number;
  attributes: Attributes;
  startNanos: bigint;
  timeNanos: bigint;
  /** Of a histogram: number of observations. Null for other kinds. */
  count: bigint | null;
  /** Sum of a histogram or value of a sum; null = not told. */
  sum: number | null;
  flags: number;
};

/** Structure that does not hold: the whole request is bad, and says where. */
export class MalformedOtlp extends Error {}

export type TokenSide = "inputTokens" | "outputTokens";

/**
 * The metrics that GenAI clients count their tokens in, and whose tokens: null for the one whose points say it, which the
 * two counters replaced. What lies beside the counters repeats them: `…usage.cache_read.input_tokens` and the like are
 * parts of them, `gen_ai.client.inference.operation.*` are the same tokens as a histogram.
 */
export const tokenMetrics: ReadonlyMap<string, TokenSide | null> = new Map([
  ["gen_ai.client.token.usage", null],
  ["gen_ai.client.inference.usage.input_tokens", "inputTokens"],
  ["gen_ai.client.inference.usage.output_tokens", "outputTokens"],
]);
