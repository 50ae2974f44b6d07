import { z } from "zod";
import type { ProblemCode } from "../kernel/problem";
import { problems } from "../kernel/problem";
import { ok, type Refusal, type Result, refuse } from "../kernel/result";
import type { Flag } from "./flags";

/**
 * OFREP 0.3 (open-feature/protocol, service/openapi.yaml and event-streams.yaml): the wire forms, nothing else.
 */
const metadata = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const ofrepFlagSchema = z.object({
  key: z.string(),
  value: z.union([z.boolean(), z.string()]),
  reason: z.literal("STATIC"),
  variant: z.string(),
  metadata,
});
export const ofrepBulkSchema = z.object({
  flags: z.array(ofrepFlagSchema),
  metadata,
  eventStreams: z
    .array(
      z.object({
        type: z.literal("sse"),
        endpoint: z.object({ requestUri: z.string() }),
        inactivityDelaySec: z.int(),
      }),
    )
    .optional(),
});

/** A tab in the background gives its stream back after this, and asks anew when it is looked at again. */
const INACTIVITY_SECONDS = 120;

export function toOfrepFlag({ key, value, variant, metadata }: Flag) {
  return { key, value, reason: "STATIC" as const, variant, metadata };
}

/**
 * The bulk answer. The stream's address is relative to the origin that was asked (`endpoint`), so it holds behind any
 * proxy; it carries the stream-only token, never the key.
 */
export function toOfrepBulk(
  flags: Flag[],
  version: { version: number; changedAt: string },
  streamToken: string,
) {
  return {
    flags: flags.map(toOfrepFlag),
    metadata: { ...version },
    eventStreams: [
      {
        type: "sse" as const,
        endpoint: { requestUri: `/ofrep/v1/events?token=${encodeURIComponent(streamToken)}` },
        inactivityDelaySec: INACTIVITY_SECONDS,
      },
    ],
  };
}

/** The flags are the same for every user, so the context is only checked for its form; none at all is fine. */
export function checkContext(body: unknown): Result<void, Refusal<"invalid_request">> {
  const wrong = (detail: string, pointer: string) => refuse("invalid_request", detail, [{ pointer, detail }]);
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return wrong('The body must be an object such as {"context": {"targetingKey": "user"}}.', "#");
  }
  const { context } = body as { context?: unknown };
  if (context === undefined) return ok(undefined);
  if (typeof context !== "object" || context === null || Array.isArray(context)) {
    return wrong("context must be an object.", "#/context");
  }
  const { targetingKey } = context as { targetingKey?: unknown };
  if (targetingKey !== undefined && typeof targetingKey !== "string") {
    return wrong("context.targetingKey must be a string.", "#/context/targetingKey");
  }
  return ok(undefined);
}

/** Errors in OFREP's own form: 400 with an errorCode, 404 FLAG_NOT_FOUND, else errorDetails alone. */
export function toOfrepProblem(refusal: Refusal, key?: string): { status: number; body: unknown } {
  const [status] = problems[refusal.code as ProblemCode];
  const named = key === undefined ? {} : { key };
  switch (refusal.code) {
    case "invalid_json":
      return { status: 400, body: { ...named, errorCode: "PARSE_ERROR", errorDetails: refusal.detail } };
    case "invalid_request":
      return { status: 400, body: { ...named, errorCode: "INVALID_CONTEXT", errorDetails: refusal.detail } };
    case "not_found":
      return { status: 404, body: { ...named, errorCode: "FLAG_NOT_FOUND", errorDetails: refusal.detail } };
    default:
      return { status, body: { errorDetails: refusal.detail } };
  }
}

/** One server-sent event: a notification only, never a value. `etag` is what the refetch will be answered with. */
export function toRefetchEvent(version: number, etag: string, changedAt: string): string {
  const lastModified = Math.floor(Date.parse(changedAt) / 1000);
  const data = JSON.stringify({ type: "refetchEvaluation", etag, lastModified });
  return `id: ${version}\nevent: message\ndata: ${data}\n\n`;
}

/** The version that an ETag of ours names (`"17"`, `"17-off"`, `W/"17"`, or bare); null for anything else. */
export function versionOfEtag(etag: string): number | null {
  const match = /^(?:W\/)?"?(\d{1,15})(?:-[a-z0-9]+)?"?$/.exec(etag.trim());
  return match ? Number(match[1]) : null;
}

/** RFC 9110 If-None-Match: weak comparison, lists and `*`. */
export function matchesEtag(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  if (ifNoneMatch.trim() === "*") return true;
  return ifNoneMatch.split(",").some((one) => one.trim().replace(/^W\//, "") === etag);
}
