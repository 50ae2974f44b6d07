import { type Attributes, type AttributeValue, type MetricKind, type OtlpPoint, tokenMetrics } from "./otlp";
import {
  eachField,
  fixed64,
  isBytes,
  isFixed64,
  isVarint,
  lastOf,
  messagesOf,
  readAttribute,
  readResource,
} from "./protobuf-wire";

/** Field of Metric → kind of its points. */
const kinds = new Map<number, MetricKind>([
  [5, "gauge"],
  [7, "sum"],
  [9, "histogram"],
  [10, "exponentialHistogram"],
  [11, "summary"],
]);

/** Where each kind of point keeps its attributes and flags; start, time, count and sum lie alike in both histograms. */
const attributesAt: Record<MetricKind, number> = {
  gauge: 7,
  sum: 7,
  summary: 7,
  histogram: 9,
  exponentialHistogram: 1,
};
const flagsAt: Record<MetricKind, number> = {
  gauge: 8,
  sum: 8,
  summary: 8,
  histogram: 10,
  exponentialHistogram: 10,
};

type Around = Pick<OtlpPoint, "resource" | "scope" | "metric" | "kind" | "temporality">;

function readPoint(bytes: Uint8Array, around: Around): OtlpPoint {
  const attributes = new Map<string, AttributeValue>();
  const point: OtlpPoint = {
    ...around,
    attributes,
    startNanos: 0n,
    timeNanos: 0n,
    count: null,
    sum: null,
    flags: 0,
  };
  const isNumber = around.kind === "sum" || around.kind === "gauge";
  eachField(bytes, (field, wire, reader) => {
    if (field === attributesAt[around.kind] && isBytes(wire)) readAttribute(reader.bytes(), attributes, null);
    else if (field === flagsAt[around.kind] && isVarint(wire)) point.flags = reader.uint32();
    else if (field === 2 && isFixed64(wire)) point.startNanos = fixed64(reader);
    else if (field === 3 && isFixed64(wire)) point.timeNanos = fixed64(reader);
    else if (field === 4 && isFixed64(wire)) {
      if (isNumber) point.sum = reader.double();
      else point.count = fixed64(reader);
    } else if (field === 5 && isFixed64(wire) && !isNumber) point.sum = reader.double();
    else if (field === 6 && isFixed64(wire) && isNumber)
      point.sum = Number(BigInt.asIntN(64, fixed64(reader)));
  });
  // proto3 leaves a count of 0 away
  if (!isNumber && point.count === null) point.count = 0n;
  return point;
}

function* readMetric(bytes: Uint8Array, resource: Attributes, scope: string): Generator<OtlpPoint> {
  let metric = "";
  let kind: MetricKind | undefined;
  let body = new Uint8Array();
  eachField(bytes, (field, wire, reader) => {
    if (!isBytes(wire)) return;
    if (field === 1) metric = reader.string();
    else if (kinds.has(field)) {
      kind = kinds.get(field);
      body = reader.bytes() as Uint8Array<ArrayBuffer>;
    }
  });
  if (!tokenMetrics.has(metric) || !kind) return;
  let temporality = 0;
  eachField(body, (field, wire, reader) => {
    if (field === 2 && isVarint(wire)) temporality = reader.int32();
  });
  for (const point of messagesOf(body, 1))
    yield readPoint(point, { resource, scope, metric, kind, temporality });
}

function readScopeName(bytes: Uint8Array): string {
  let name = "";
  eachField(bytes, (field, wire, reader) => {
    if (field === 1 && isBytes(wire)) name = reader.string();
  });
  return name;
}

/** The points of the token metrics in an ExportMetricsServiceRequest, one by one. Throws MalformedOtlp. */
export function* protobufPoints(bytes: Uint8Array): Generator<OtlpPoint> {
  for (const resourceMetrics of messagesOf(bytes, 1)) {
    const resource = readResource(lastOf(resourceMetrics, 1), null);
    for (const scopeMetrics of messagesOf(resourceMetrics, 2)) {
      const scope = readScopeName(lastOf(scopeMetrics, 1));
      for (const metric of messagesOf(scopeMetrics, 2)) yield* readMetric(metric, resource, scope);
    }
  }
}
