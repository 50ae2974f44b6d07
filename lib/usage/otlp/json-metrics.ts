import { attributesOf, doubleOf, type Fields, fieldsOf, integerOf, listOf, textOf } from "./json-wire";
import { type MetricKind, type OtlpPoint, tokenMetrics } from "./otlp";

const kinds: MetricKind[] = ["gauge", "sum", "histogram", "exponentialHistogram", "summary"];

const names: Record<string, number> = {
  AGGREGATION_TEMPORALITY_DELTA: 1,
  AGGREGATION_TEMPORALITY_CUMULATIVE: 2,
};
const isGiven = (value: unknown) => value !== undefined && value !== null;

/** An enum of OTLP is a number; protobuf's own JSON writes its name. */
function temporalityOf(value: unknown, at: string): number {
  if (typeof value === "string" && value in names) return names[value] ?? 0;
  return Number(integerOf(value, at));
}

type Around = Pick<OtlpPoint, "resource" | "scope" | "metric" | "kind" | "temporality">;

function pointOf(value: unknown, at: string, around: Around): OtlpPoint {
  const point = fieldsOf(value, at);
  const isNumber = around.kind === "sum" || around.kind === "gauge";
  const double = (name: string) => (isGiven(point[name]) ? doubleOf(point[name], `${at}.${name}`) : null);
  const asInt = () => (isGiven(point.asInt) ? Number(integerOf(point.asInt, `${at}.asInt`)) : null);
  return {
    ...around,
    attributes: attributesOf(point.attributes, `${at}.attributes`, null),
    startNanos: integerOf(point.startTimeUnixNano, `${at}.startTimeUnixNano`),
    timeNanos: integerOf(point.timeUnixNano, `${at}.timeUnixNano`),
    count: isNumber ? null : integerOf(point.count, `${at}.count`),
    sum: isNumber ? (double("asDouble") ?? asInt()) : double("sum"),
    flags: Number(integerOf(point.flags, `${at}.flags`)),
  };
}

function* pointsOf(metric: Fields, at: string, around: Pick<Around, "resource" | "scope">) {
  const { name } = metric;
  if (typeof name !== "string" || !tokenMetrics.has(name)) return;
  for (const kind of kinds) {
    if (!isGiven(metric[kind])) continue;
    const body = fieldsOf(metric[kind], `${at}.${kind}`);
    const temporality = temporalityOf(body.aggregationTemporality, `${at}.${kind}.aggregationTemporality`);
    for (const [index, one] of listOf(body.dataPoints, `${at}.${kind}.dataPoints`).entries())
      yield pointOf(one, `${at}.${kind}.dataPoints[${index}]`, {
        ...around,
        metric: name,
        kind,
        temporality,
      });
  }
}

/** The points of the token metrics in an ExportMetricsServiceRequest in OTLP's JSON. Throws MalformedOtlp. */
export function* jsonPoints(body: unknown): Generator<OtlpPoint> {
  const request = fieldsOf(body, "The body");
  for (const [nth, one] of listOf(request.resourceMetrics, "resourceMetrics").entries()) {
    const at = `resourceMetrics[${nth}]`;
    const { resource: given, scopeMetrics } = fieldsOf(one, at);
    const resource = attributesOf(
      fieldsOf(given, `${at}.resource`).attributes,
      `${at}.resource.attributes`,
      null,
    );
    for (const [inScopes, scoped] of listOf(scopeMetrics, `${at}.scopeMetrics`).entries()) {
      const scopeAt = `${at}.scopeMetrics[${inScopes}]`;
      const { scope: named, metrics } = fieldsOf(scoped, scopeAt);
      const scope = textOf(fieldsOf(named, `${scopeAt}.scope`).name, `${scopeAt}.scope.name`);
      for (const [index, metric] of listOf(metrics, `${scopeAt}.metrics`).entries()) {
        const metricAt = `${scopeAt}.metrics[${index}]`;
        yield* pointsOf(fieldsOf(metric, metricAt), metricAt, { resource, scope });
      }
    }
  }
}
