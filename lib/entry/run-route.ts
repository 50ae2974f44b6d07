import "server-only";
import { createHash, randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Actor } from "../auth";
import { toProblem } from "../kernel/problem";
import { ok, type Refusal, type Result, refuse } from "../kernel/result";
import { log } from "../platform/log";
import { isOutage } from "../platform/outage";
import { answerHeaders } from "./answer-headers";
import { corsHeaders } from "./cors";
import { invalidRequest } from "./field-errors";
import { claimIdempotency, settleIdempotency } from "./idempotency-store";
import { identify } from "./identify";
import { enter, holdBody, MOST_FLAGS_IN_FLIGHT, MOST_IN_FLIGHT } from "./in-flight";
import { limitActor, limitStranger } from "./rate-limit";
import { mediaType, parseJson, readBytes, receiveStream } from "./read-body";
import { reportGate } from "./report-gate";
import type { ApiRoute, IdempotencyClaim, LaneBindings, Received, RouteAnswer } from "./route";

const JSON_LIMIT = 1024 * 1024;

type Read = {
  params: unknown;
  query: unknown;
  body: unknown;
  bytes: Uint8Array;
  received: unknown;
  claim: IdempotencyClaim | null;
  /** Takes back what a streamed body left, where its request is not carried out. */
  discard?: (() => Promise<void>) | undefined;
};

function check(schema: z.ZodType | undefined, value: unknown, root: string): Result<unknown> {
  if (!schema) return ok({});
  const parsed = schema.safeParse(value);
  return parsed.success ? ok(parsed.data) : { ok: false, error: invalidRequest(parsed.error, root) };
}

function readQuery(url: URL): Result<Record<string, string>> {
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (Object.hasOwn(query, name)) {
      return refuse("invalid_request", `query.${name}: may stand only once.`, [
        { pointer: `#/query/${name}`, detail: "give it once" },
      ]);
    }
    // no parameter of any route takes them, and Postgres takes no NUL
    if (/\p{Cc}/u.test(value)) {
      return refuse("invalid_request", `query.${name}: must not have control characters.`, [
        { pointer: `#/query/${name}`, detail: "must not have control characters" },
      ]);
    }
    query[name] = value;
  }
  return ok(query);
}

function readIdempotencyKey(route: ApiRoute, request: Request): Result<string | null> {
  const key = request.headers.get("idempotency-key");
  if (key === null || !route.idempotency) return ok(null);
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return ok(key);
  return refuse("invalid_request", "Idempotency-Key: 1 to 255 visible characters, no spaces.", [
    { pointer: "#/headers/idempotency-key", detail: "1 to 255 visible ASCII characters" },
  ]);
}

async function readRequest(
  route: ApiRoute,
  request: Request,
  url: URL,
  params: Record<string, string>,
  actor: Actor,
): Promise<Result<Read>> {
  const checkedParams = check(route.params, params, "#/params");
  if (!checkedParams.ok) return checkedParams;
  // Postgres takes no NUL, and no campaign was ever named so; a flag's key is never asked of it
  if (!route.cors && params.key !== undefined && /\p{Cc}/u.test(params.key))
    return refuse("not_found", "There is no campaign of that key. Check it: a–z, 0–9 and -.");
  const given = readQuery(url);
  if (!given.ok) return given;
  const query = route.query ? check(route.query, given.value, "#/query") : ok({});
  if (!query.ok) return query;
  let bytes: Uint8Array = new Uint8Array();
  let body: unknown = {};
  let received: Received | null = null;
  const raw = route.rawBody ?? route.streamedBody;
  if (raw && !raw.contentTypes.includes(mediaType(request)))
    return refuse("unsupported_media_type", `Content-Type must be ${raw.contentTypes.join(" or ")}.`);
  const key = readIdempotencyKey(route, request);
  if (!key.ok) return key;
  if (route.streamedBody) {
    const taken = await receiveStream(request, route.streamedBody, { actor, query: query.value });
    if (!taken.ok) return taken;
    received = taken.value;
  } else if (route.rawBody) {
    const read = await readBytes(request, route.rawBody.maxBytes);
    if (!read.ok) return read;
    bytes = read.value;
  } else if (request.method !== "GET" && request.method !== "HEAD") {
    const read = await readBytes(request, JSON_LIMIT);
    if (!read.ok) return read;
    bytes = read.value;
    const type = mediaType(request);
    if (bytes.byteLength > 0 && type !== "application/json" && !(route.cors && type === "")) {
      return refuse("unsupported_media_type", "Content-Type must be application/json.");
    }
    const json = parseJson(bytes);
    if (!json.ok) return json;
    const checked = route.body ? check(route.body, json.value, "#") : ok(json.value);
    if (!checked.ok) return checked;
    body = checked.value;
  }
  let claim: IdempotencyClaim | null = null;
  if (key.value !== null) {
    const requestHash = received?.digest ?? createHash("sha256").update(bytes).digest("hex");
    claim = { scope: `${actor.id} ${request.method} ${url.pathname}`, key: key.value, requestHash };
  }
  const { value: parts } = checkedParams;
  return ok({
    params: parts,
    query: query.value,
    body,
    bytes,
    received: received?.value,
    claim,
    discard: received?.discard,
  });
}

async function handleOnce(
  route: ApiRoute,
  read: Read,
  run: () => Promise<Result<RouteAnswer>>,
): Promise<Result<RouteAnswer>> {
  if (!read.claim || route.idempotency !== true) return run();
  const claimed = await claimIdempotency(read.claim);
  if (!claimed.ok || claimed.value) await read.discard?.();
  if (!claimed.ok) return claimed;
  if (claimed.value) return ok({ ...claimed.value, headers: { "idempotency-replayed": "true" } });
  let settled = false;
  try {
    const result = await run();
    await settleIdempotency(
      read.claim,
      result.ok ? { status: result.value.status, body: result.value.body } : null,
    );
    settled = true;
    return result;
  } finally {
    if (!settled) await settleIdempotency(read.claim, null).catch(() => undefined);
  }
}

function toBody(body: unknown): BodyInit {
  return typeof body === "string" || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body);
}

function toResponse(answer: RouteAnswer, extra: Record<string, string>): Response {
  if (answer.raw) {
    // written to the socket by the route itself, headers and all
    if (answer.raw.headers.has("x-hono-already-sent")) return answer.raw;
    for (const [name, value] of Object.entries(extra)) answer.raw.headers.set(name, value);
    return answer.raw;
  }
  const empty = answer.body === undefined || answer.status === 304 || answer.status === 204;
  const headers: Record<string, string> = { "cache-control": "no-store", ...extra, ...answer.headers };
  if (!empty && !answer.headers?.["content-type"]) headers["content-type"] = "application/json";
  return new Response(empty ? null : toBody(answer.body), { status: answer.status, headers });
}

function refusalResponse(
  route: ApiRoute,
  refusal: Refusal,
  instance: string,
  extra: Record<string, string>,
  asked: Headers,
): Response {
  const problem = route.problem?.(refusal, instance, asked) ?? toProblem(refusal, instance);
  const type =
    "contentType" in problem && problem.contentType ? problem.contentType : "application/problem+json";
  const headers: Record<string, string> = { "cache-control": "no-store", ...extra, "content-type": type };
  if (refusal.code === "unauthenticated") headers["www-authenticate"] = "Bearer";
  if (problem.status === 429 || problem.status === 503)
    headers["retry-after"] = String(refusal.retryAfterSeconds ?? 1);
  return new Response(toBody(problem.body), { status: problem.status, headers });
}

/** One request through one route: identity, limits, schemas, idempotency, the handler, and every error as promised. */
export async function runRoute(
  route: ApiRoute,
  request: Request,
  params: Record<string, string>,
  lane: LaneBindings,
): Promise<Response> {
  const url = new URL(request.url);
  const requestId =
    request.headers
      .get("x-request-id")
      ?.slice(0, 100)
      .replace(/[^\w-]/g, "") || randomUUID();
  const extra: Record<string, string> = { ...answerHeaders(request.headers), "x-request-id": requestId };
  const origin = request.headers.get("origin");
  if (route.cors) Object.assign(extra, corsHeaders(origin, null));
  const holdToOrigins = (allowedOrigins: readonly string[]) => {
    delete extra["access-control-allow-origin"];
    Object.assign(extra, corsHeaders(origin, allowedOrigins));
    return origin && allowedOrigins.length > 0 && !allowedOrigins.includes(origin)
      ? refuse("forbidden", `This key is not for ${origin}. Add it under Settings, Keys.`)
      : ok(undefined);
  };
  let leave: (() => void) | null = null;
  let letGo: (() => void) | null = null;
  try {
    const identified = await identify(request, route, lane);
    const address = lane.incoming?.socket.remoteAddress ?? "";
    if (!identified.ok) {
      const tooMany = identified.error.code === "unauthenticated" ? limitStranger(address) : null;
      return refusalResponse(route, tooMany ?? identified.error, url.pathname, extra, request.headers);
    }
    const actor = identified.value;
    if (route.cors && actor.kind === "key") {
      const held = holdToOrigins(actor.allowedOrigins);
      if (!held.ok) return refusalResponse(route, held.error, url.pathname, extra, request.headers);
    }
    // pausing is never refused for haste, and a flag that is refused would be stale
    const tooMany = route.scope === "switch:pause" || route.cors ? null : limitActor(actor);
    if (tooMany) return refusalResponse(route, tooMany, url.pathname, extra, request.headers);
    // a pause stands in no queue but its own
    const queue = route.scope.startsWith("switch:") ? route.scope : route.cors ? "flags" : "";
    leave = enter(`${actor.id} ${address} ${queue}`, route.cors ? MOST_FLAGS_IN_FLIGHT : MOST_IN_FLIGHT);
    if (!leave)
      return refusalResponse(
        route,
        { code: "rate_limited", detail: "Too many requests of this key are under way." },
        url.pathname,
        extra,
        request.headers,
      );
    const read = await readRequest(route, request, url, params, actor);
    if (!read.ok) return refusalResponse(route, read.error, url.pathname, extra, request.headers);
    const { claim, discard: _, ...parts } = read.value;
    letGo = holdBody(parts.bytes.byteLength);
    if (!letGo)
      return refusalResponse(
        route,
        { code: "unavailable", detail: "Too many large bodies are being read. Send this one again." },
        url.pathname,
        extra,
        request.headers,
      );
    const passed = route.heavy ? await reportGate()() : ok(() => {});
    if (!passed.ok) return refusalResponse(route, passed.error, url.pathname, extra, request.headers);
    const result = await handleOnce(route, read.value, () =>
      route.handle({
        ...(parts as { params: never; query: never; body: never; bytes: Uint8Array; received: unknown }),
        actor,
        headers: request.headers,
        url,
        requestId,
        idempotency: route.idempotency === "own" ? claim : null,
        lane,
        signal: request.signal,
        holdToOrigins,
      }),
    ).finally(passed.value);
    if (!result.ok) return refusalResponse(route, result.error, url.pathname, extra, request.headers);
    const response = toResponse(result.value, extra);
    // a HEAD has no body: what streams one would wait for its reader
    if (request.method === "HEAD" && response.body && !result.value.raw?.headers.has("x-hono-already-sent"))
      await response.body.cancel();
    return response;
  } catch (error) {
    if (isOutage(error)) {
      log.warn({ requestId, route: route.id, error: (error as Error).message }, "the database is away");
      return refusalResponse(
        route,
        {
          code: "unavailable",
          detail: "The database is not reachable just now. Nothing was lost; try again.",
        },
        url.pathname,
        extra,
        request.headers,
      );
    }
    log.error({ requestId, route: route.id, error }, "a route failed");
    return refusalResponse(
      route,
      {
        code: "internal_error",
        detail: `Something went wrong on our side. Tell us the request id ${requestId}.`,
      },
      url.pathname,
      extra,
      request.headers,
    );
  } finally {
    letGo?.();
    leave?.();
  }
}
