import "server-only";
import { z } from "zod";
import type { Actor } from "../auth";
import { type ApiRoute, defineRoute } from "../entry";
import { ok, type Result } from "../kernel/result";
import { contentTypes, formOf, type NotCounted, type OtlpForm, writePartial, writeStatus } from "./otlp";
import { receiveMetrics, receiveTraces } from "./server";

/** After decompression, as OTLP recommends. */
const OTLP_LIMIT = 64 * 1024 * 1024;

type Signal = {
  path: string;
  id: string;
  summary: string;
  rejectedField: NotCounted["field"];
  receive: (actor: Actor, bytes: Uint8Array, form: OtlpForm) => Promise<Result<NotCounted>>;
};

function signalRoute({ path, id, summary, rejectedField, receive }: Signal): ApiRoute {
  return defineRoute({
    method: "post",
    path,
    id,
    tag: "usage",
    summary,
    scope: "usage:write",
    permission: "send_usage",
    rawBody: { maxBytes: OTLP_LIMIT, contentTypes: Object.values(contentTypes) },
    mirrors: true,
    answers: {
      200: {
        description: "Counted; partialSuccess says what was not, and why. In the content type of the request",
        schema: z.object({
          partialSuccess: z.object({ [rejectedField]: z.string(), errorMessage: z.string() }).optional(),
        }),
      },
    },
    problem: ({ code, detail }, _instance, headers) =>
      writeStatus(code, detail, formOf(headers?.get("content-type") ?? null)),
    handle: async ({ actor, bytes, headers }) => {
      const form = formOf(headers.get("content-type"));
      const received = await receive(actor, bytes, form);
      if (!received.ok) return received;
      return ok({
        status: 200,
        body: writePartial(received.value, form),
        headers: { "content-type": contentTypes[form] },
      });
    },
  });
}

/** OTLP/HTTP: what OpenTelemetry SDKs and collectors send as they are. */
export const otlpRoutes: ApiRoute[] = [
  signalRoute({
    path: "/api/otlp/v1/traces",
    id: "sendTraces",
    summary: "OTLP/HTTP traces: spans of model requests by GenAI conventions, each counted once",
    rejectedField: "rejectedSpans",
    receive: receiveTraces,
  }),
  signalRoute({
    path: "/api/otlp/v1/metrics",
    id: "sendMetrics",
    summary:
      "OTLP/HTTP metrics: gen_ai.client.token.usage or gen_ai.client.inference.usage.*, delta or cumulative, each point counted once",
    rejectedField: "rejectedDataPoints",
    receive: receiveMetrics,
  }),
];
