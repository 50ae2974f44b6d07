import { attributesOf, fieldsOf, integerOf, listOf, textOf } from "./json-wire";
import type { OtlpSpan } from "./otlp";

/** The spans of an ExportTraceServiceRequest in OTLP's JSON, one by one. Throws MalformedOtlp. */
export function* jsonSpans(body: unknown, wanted: ReadonlySet<string>): Generator<OtlpSpan> {
  const request = fieldsOf(body, "The body");
  for (const [nth, one] of listOf(request.resourceSpans, "resourceSpans").entries()) {
    const at = `resourceSpans[${nth}]`;
    const { resource: given, scopeSpans } = fieldsOf(one, at);
    const resource = attributesOf(
      fieldsOf(given, `${at}.resource`).attributes,
      `${at}.resource.attributes`,
      wanted,
    );
    for (const [inScopes, scoped] of listOf(scopeSpans, `${at}.scopeSpans`).entries()) {
      const scopeAt = `${at}.scopeSpans[${inScopes}]`;
      for (const [index, value] of listOf(fieldsOf(scoped, scopeAt).spans, `${scopeAt}.spans`).entries()) {
        const spanAt = `${scopeAt}.spans[${index}]`;
        const span = fieldsOf(value, spanAt);
        yield {
          resource,
          attributes: attributesOf(span.attributes, `${spanAt}.attributes`, wanted),
          traceId: textOf(span.traceId, `${spanAt}.traceId`).toLowerCase(),
          spanId: textOf(span.spanId, `${spanAt}.spanId`).toLowerCase(),
          name: textOf(span.name, `${spanAt}.name`),
          startNanos: integerOf(span.startTimeUnixNano, `${spanAt}.startTimeUnixNano`),
          endNanos: integerOf(span.endTimeUnixNano, `${spanAt}.endTimeUnixNano`),
        };
      }
    }
  }
}
