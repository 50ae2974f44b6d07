export * from "./answers";
export { readSpan, spanAttributes } from "./inference-span";
export { jsonPoints } from "./json-metrics";
export { jsonSpans } from "./json-traces";
export { MalformedOtlp } from "./otlp";
export { protobufPoints } from "./protobuf-metrics";
export { protobufSpans } from "./protobuf-traces";
export { readPoint } from "./token-point";
