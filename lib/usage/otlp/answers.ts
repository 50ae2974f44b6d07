import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { type ProblemCode, problems } from "../../kernel/problem";

/** Both forms of OTLP/HTTP; an answer has the form of its request. */
export type OtlpForm = "protobuf" | "json";
export const contentTypes: Record<OtlpForm, string> = {
  protobuf: "application/x-protobuf",
  json: "application/json",
};

/** JSON unless the request was protobuf. */
export function formOf(contentType: string | null): OtlpForm {
  return /^\s*application\/x-protobuf\s*(;|$)/i.test(contentType ?? "") ? "protobuf" : "json";
}

/** What was not counted. `field` is what OTLP calls their number. */
export type NotCounted = { field: "rejectedSpans" | "rejectedDataPoints"; rejected: number; message: string };

/** ExportTraceServiceResponse or ExportMetricsServiceResponse; empty when everything was taken. */
export function writePartial({ field, rejected, message }: NotCounted, form: OtlpForm): Uint8Array | string {
  if (form === "json") {
    return rejected === 0
      ? "{}"
      : JSON.stringify({ partialSuccess: { [field]: String(rejected), errorMessage: message } });
  }
  const writer = new BinaryWriter();
  if (rejected > 0) {
    const inner = new BinaryWriter().tag(1, 0).int64(rejected).tag(2, 2).string(message).finish();
    writer.tag(1, 2).bytes(inner);
  }
  return writer.finish();
}

/** google.rpc.Code by HTTP status, for whoever logs it; clients go by the HTTP status. */
const rpcCodes: Record<number, number> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  405: 12,
  409: 10,
  413: 8,
  415: 3,
  422: 3,
  429: 8,
  500: 13,
  503: 14,
};

/** A refusal as OTLP's Status: HTTP status, and body in the form of the request. */
export function writeStatus(
  code: ProblemCode,
  message: string,
  form: OtlpForm,
): { status: number; body: Uint8Array | { code: number; message: string }; contentType: string } {
  // what is wrong in an OTLP request is never retried, and OTLP knows one status for it
  const [status] = code === "invalid_request" ? [400] : problems[code];
  const rpcCode = rpcCodes[status] ?? 2;
  const body =
    form === "json"
      ? { code: rpcCode, message }
      : new BinaryWriter().tag(1, 0).int32(rpcCode).tag(2, 2).string(message).finish();
  return { status, body, contentType: contentTypes[form] };
}
