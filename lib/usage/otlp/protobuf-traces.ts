import type { Attributes, AttributeValue, OtlpSpan } from "./otlp";
import {
  eachField,
  fixed64,
  isBytes,
  isFixed64,
  lastOf,
  messagesOf,
  readAttribute,
  readResource,
} from "./protobuf-wire";

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function readSpan(bytes: Uint8Array, resource: Attributes, wanted: ReadonlySet<string>): OtlpSpan {
  const attributes = new Map<string, AttributeValue>();
  const span = { resource, attributes, traceId: "", spanId: "", name: "", startNanos: 0n, endNanos: 0n };
  eachField(bytes, (field, wire, reader) => {
    if (field === 1 && isBytes(wire)) span.traceId = hex(reader.bytes());
    else if (field === 2 && isBytes(wire)) span.spanId = hex(reader.bytes());
    else if (field === 5 && isBytes(wire)) span.name = reader.string();
    else if (field === 7 && isFixed64(wire)) span.startNanos = fixed64(reader);
    else if (field === 8 && isFixed64(wire)) span.endNanos = fixed64(reader);
    else if (field === 9 && isBytes(wire)) readAttribute(reader.bytes(), attributes, wanted);
  });
  return span;
}

/** The spans of an ExportTraceServiceRequest (opentelemetry/proto/trace/v1), one by one. Throws MalformedOtlp. */
export function* protobufSpans(bytes: Uint8Array, wanted: ReadonlySet<string>): Generator<OtlpSpan> {
  for (const resourceSpans of messagesOf(bytes, 1)) {
    const resource = readResource(lastOf(resourceSpans, 1), wanted);
    for (const scopeSpans of messagesOf(resourceSpans, 2))
      for (const span of messagesOf(scopeSpans, 2)) yield readSpan(span, resource, wanted);
  }
}
