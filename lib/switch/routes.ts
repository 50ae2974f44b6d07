import "server-only";
import { z } from "zod";
import { isAllowed } from "../auth";
import { type KnownKey, verifyApiKey, verifyPublicId, verifyStreamToken } from "../auth/server";
import {
  type ApiRoute,
  corsHeaders,
  defineRoute,
  type LaneBindings,
  type RouteAnswer,
  type RouteRequest,
} from "../entry";
import { pageFields } from "../kernel/page";
import { ok, type Result, refuse } from "../kernel/result";
import { drillSchema } from "./drill";
import { toFlagdDefinition } from "./flagd";
import {
  checkContext,
  matchesEtag,
  ofrepBulkSchema,
  ofrepFlagSchema,
  toOfrepBulk,
  toOfrepFlag,
  toOfrepProblem,
  versionOfEtag,
} from "./ofrep";
import { frontendsSchema, pauseSchema } from "./pause-view";
import {
  amendPause,
  flagServer,
  getPause,
  getSwitch,
  listDrills,
  listFrontends,
  listPauses,
  pausePromotions,
  resumePromotions,
  runDrill,
  type ServedFlags,
  streamHub,
} from "./server";
import { signSnapshot, snapshotKeys } from "./server/signed-snapshot";
import { openStream } from "./server/stream-response";
import { amendInput, pauseInput, resumeInput } from "./switch-input";
import { type Switch, switchSchema } from "./switch-view";

const tag = "switch";
const flagTag = "flags";
const answers = { 200: { description: "The switch as it now stands", schema: switchSchema } };

function answer(result: Result<Switch>) {
  return result.ok ? ok({ status: 200, body: result.value }) : result;
}

/** The global switch, machine to machine. */
const switchRoutes: ApiRoute[] = [
  defineRoute({
    method: "get",
    path: "/api/v1/switch",
    id: "getSwitch",
    tag,
    summary: "The two global switches",
    scope: "read",
    answers,
    handle: async ({ actor }) => answer(await getSwitch(actor)),
  }),
  defineRoute({
    method: "patch",
    path: "/api/v1/switch",
    id: "amendPause",
    tag,
    summary: "Change the pause that stands; null takes a field away",
    scope: "switch:pause",
    body: amendInput,
    answers,
    refusals: ["invalid_transition", "paused_by_person"],
    handle: async ({ actor, body }) => answer(await amendPause(actor, body)),
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/switch/pause",
    id: "pausePromotions",
    tag,
    summary: "Pause all promotions; pausing while paused is no error",
    scope: "switch:pause",
    body: pauseInput,
    idempotency: true,
    answers,
    handle: async ({ actor, body }) => answer(await pausePromotions(actor, body)),
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/switch/resume",
    id: "resumePromotions",
    tag,
    summary: "Open both switches; resuming while on changes nothing",
    scope: "switch:resume",
    body: resumeInput,
    idempotency: true,
    answers,
    refusals: ["paused_by_person"],
    handle: async ({ actor, body }) => answer(await resumePromotions(actor, body)),
  }),
];

const page = z.strictObject({
  ...pageFields,
  campaign: z.string().max(60).optional(),
});

/** What the switch did, and who has seen it. */
const historyRoutes: ApiRoute[] = [
  defineRoute({
    method: "get",
    path: "/api/v1/pauses",
    id: "listPauses",
    tag,
    summary: "Pauses of everything, or of one campaign, the newest first",
    scope: "read",
    query: page,
    answers: {
      200: {
        description: "A page of pauses",
        schema: z.object({ data: z.array(pauseSchema), nextCursor: z.string().nullable() }),
      },
    },
    handle: async ({ actor, query }) => {
      const pauses = await listPauses(actor, query);
      return pauses.ok ? ok({ status: 200, body: pauses.value }) : pauses;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/pauses/{id}",
    id: "getPause",
    tag,
    summary: "One pause: when, by whom, what was last before it, who has seen it",
    scope: "read",
    params: z.strictObject({ id: z.string() }),
    answers: { 200: { description: "The pause", schema: pauseSchema } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { id } }) => {
      const pause = await getPause(actor, id);
      return pause.ok ? ok({ status: 200, body: pause.value }) : pause;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/frontends",
    id: "listFrontends",
    tag,
    summary: "The lanes that serve flags now, and the frontends connected to them",
    scope: "read",
    answers: { 200: { description: "Lanes, and frontends by key", schema: frontendsSchema } },
    handle: async ({ actor }) => {
      const frontends = await listFrontends(actor);
      return frontends.ok ? ok({ status: 200, body: frontends.value }) : frontends;
    },
  }),
];

/** The rehearsal of the pause: weekly by itself, and whenever somebody asks. */
const drillRoutes: ApiRoute[] = [
  defineRoute({
    method: "get",
    path: "/api/v1/drills",
    id: "listDrills",
    tag,
    summary: "Rehearsals of the pause, the newest first; the last hundred",
    scope: "read",
    answers: { 200: { description: "Rehearsals", schema: z.object({ data: z.array(drillSchema) }) } },
    handle: async ({ actor }) => {
      const drills = await listDrills(actor, 100);
      return drills.ok ? ok({ status: 200, body: { data: drills.value } }) : drills;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/drills",
    id: "runDrill",
    tag,
    summary:
      "Rehearse the pause with a test flag; promotions go on. Answers within seconds, passed or failed",
    scope: "switch:pause",
    idempotency: true,
    answers: { 200: { description: "The rehearsal and what it measured", schema: drillSchema } },
    refusals: ["invalid_transition"],
    handle: async ({ actor }) => {
      const drill = await runDrill(actor);
      return drill.ok ? ok({ status: 200, body: drill.value }) : drill;
    },
  }),
];

const away = () =>
  refuse("unavailable", "The flags cannot be read just now. Treat them as off and try again.");

/** What this process serves, at least as new as `heard`; `unavailable` before the database was ever read. */
async function serve(heard: number | null): Promise<Result<ServedFlags>> {
  const server = flagServer();
  if (!server.current()) await server.ready();
  if (heard !== null) await server.readThrough(heard);
  const served = server.current();
  return served ? ok(served) : away();
}

const unchanged = (etag: string) => ok({ status: 304, headers: { etag, "cache-control": "no-cache" } });

// one text for each version and key: thousands ask at once after a change
let kept: { served: ServedFlags; byToken: Map<string, string> } | undefined;
function bulkText(served: ServedFlags, streamToken: string): string {
  if (kept?.served !== served) kept = { served, byToken: new Map() };
  const found = kept.byToken.get(streamToken);
  if (found) return found;
  const { version, changedAt, flags } = served;
  const text = JSON.stringify(toOfrepBulk(flags, { version, changedAt }, streamToken));
  kept.byToken.set(streamToken, text);
  return text;
}

async function identifyStream(token: string | undefined, headers: Headers): Promise<Result<KnownKey>> {
  if (token !== undefined) return verifyStreamToken(token);
  const presented =
    /^bearer\s+(\S+)\s*$/i.exec(headers.get("authorization") ?? "")?.[1] ?? headers.get("x-api-key");
  if (presented) return verifyApiKey(presented);
  return refuse("unauthenticated", "Take the stream's address from eventStreams of the bulk answer.");
}

function addressOf(lane: LaneBindings): string {
  return lane.incoming?.socket.remoteAddress ?? "";
}

/** The flags of a key's public address in some form, with ETag, 304 and what a cache may do with them. */
async function serveDefinition(
  {
    params: { publicId },
    headers,
    holdToOrigins,
  }: Pick<RouteRequest<{ publicId: string }, unknown, unknown>, "params" | "headers" | "holdToOrigins">,
  write: (served: ServedFlags) => { body: unknown; contentType?: string },
): Promise<Result<RouteAnswer>> {
  const key = await verifyPublicId(publicId);
  if (!key.ok && key.error.code === "unavailable") return key;
  if (!key.ok || !isAllowed(key.value, "read_flags")) {
    return refuse("not_found", "There is no such definition. Its address stands under Settings, Keys.");
  }
  const held = holdToOrigins(key.value.allowedOrigins);
  if (!held.ok) return held;
  const served = await serve(null);
  if (!served.ok) return served;
  const { etag } = served.value;
  const caching = {
    etag,
    "cache-control": "public, max-age=1, stale-while-revalidate=5, stale-if-error=86400",
  };
  if (matchesEtag(headers.get("if-none-match"), etag)) return ok({ status: 304, headers: caching });
  const { body, contentType } = write(served.value);
  return ok({
    status: 200,
    body,
    headers: contentType ? { ...caching, "content-type": contentType } : caching,
  });
}

/** What the chatbot's frontend reads (OFREP 0.3), and the same for flagd. */
const flagRoutes: ApiRoute[] = [
  defineRoute({
    method: "post",
    path: "/ofrep/v1/evaluate/flags",
    id: "evaluateFlags",
    tag: flagTag,
    summary: "All flags (OFREP bulk evaluation)",
    scope: "flags:read",
    answers: {
      200: { description: "All flags, with their ETag", schema: ofrepBulkSchema },
      304: { description: "Nothing has changed", schema: null },
    },
    problem: (refusal) => ({ ...toOfrepProblem(refusal), contentType: "application/json" }),
    cors: true,
    handle: async ({ actor, body, headers, url }) => {
      const context = checkContext(body);
      if (!context.ok) return context;
      const told = url.searchParams.get("flagConfigEtag");
      const heard = told === null ? null : versionOfEtag(told);
      const served = await serve(heard);
      if (!served.ok) return served;
      const { etag, version } = served.value;
      const has = headers.get("if-none-match");
      // what was heard of differs from what is served: that dictates the whole answer (OFREP, flagConfigEtag)
      const differs = told !== null && told.replace(/^W\//, "") !== etag;
      if (!differs && matchesEtag(has, etag)) {
        if (heard !== null && actor.kind === "key") streamHub().deliveries.confirm(actor.id, version);
        return unchanged(etag);
      }
      if (heard !== null && actor.kind === "key") {
        streamHub().deliveries.fetched(actor.id, version, flagServer().now());
      }
      const token = (actor as KnownKey).streamToken ?? "";
      return ok({
        status: 200,
        body: bulkText(served.value, token),
        headers: { etag, "content-type": "application/json", "cache-control": "no-cache" },
      });
    },
  }),
  defineRoute({
    method: "post",
    path: "/ofrep/v1/evaluate/flags/{key}",
    id: "evaluateFlag",
    tag: flagTag,
    summary: "One flag (OFREP evaluation)",
    scope: "flags:read",
    params: z.strictObject({ key: z.string() }),
    answers: {
      200: { description: "The flag", schema: ofrepFlagSchema },
      304: { description: "Nothing has changed", schema: null },
    },
    refusals: ["not_found"],
    problem: (refusal, instance) => ({
      ...toOfrepProblem(refusal, keyOf(instance)),
      contentType: "application/json",
    }),
    cors: true,
    handle: async ({ body, params, headers }) => {
      const context = checkContext(body);
      if (!context.ok) return context;
      const served = await serve(null);
      if (!served.ok) return served;
      const flag = served.value.flags.find(({ key }) => key === params.key);
      if (!flag) return refuse("not_found", `There is no flag ${params.key.slice(0, 80)}.`);
      const { etag } = served.value;
      if (matchesEtag(headers.get("if-none-match"), etag)) return unchanged(etag);
      return ok({ status: 200, body: toOfrepFlag(flag), headers: { etag, "cache-control": "no-cache" } });
    },
  }),
  defineRoute({
    method: "get",
    path: "/ofrep/v1/events",
    id: "streamFlagEvents",
    tag: flagTag,
    summary: "Server-sent events: a notification for each version",
    // the browser's EventSource sends no header: the token of the bulk answer stands in the query instead
    scope: "open",
    query: z.object({ token: z.string().max(200).optional() }),
    answers: { 200: { description: "An event stream", contentType: "text/event-stream" } },
    refusals: ["unauthenticated", "forbidden"],
    problem: (refusal) => ({ ...toOfrepProblem(refusal), contentType: "application/json" }),
    cors: true,
    handle: async ({ query, headers, lane, signal, requestId, holdToOrigins }) => {
      const key = await identifyStream(query.token, headers);
      if (!key.ok) return key;
      const { allowedOrigins } = key.value;
      const held = holdToOrigins(allowedOrigins);
      if (!held.ok) return held;
      if (!isAllowed(key.value, "read_flags"))
        return refuse("forbidden", "This key lacks the scope flags:read.");
      if (!flagServer().current()) await flagServer().ready();
      // only the socket of the gateway is written past the answer's own headers
      const cors = corsHeaders(headers.get("origin"), allowedOrigins);
      const raw = openStream(
        key.value,
        { outgoing: lane.outgoing, signal, address: addressOf(lane) },
        { ...cors, "x-request-id": requestId },
      );
      return ok({ status: 200, raw });
    },
  }),
  defineRoute({
    method: "get",
    path: "/flagd/v1/{publicId}/flags.json",
    id: "getFlagdDefinition",
    tag: flagTag,
    summary: "The same flags as a flagd definition",
    scope: "open",
    params: z.strictObject({ publicId: z.string() }),
    answers: {
      200: { description: "A flagd definition", schema: z.record(z.string(), z.unknown()) },
      304: { description: "Nothing has changed", schema: null },
    },
    refusals: ["not_found", "forbidden"],
    cors: true,
    handle: (request) =>
      serveDefinition(request, (served) => ({
        body: toFlagdDefinition(served.flags, { version: served.version, changedAt: served.changedAt }),
      })),
  }),
  defineRoute({
    method: "get",
    path: "/flagd/v1/{publicId}/flags.jws",
    id: "getSignedSnapshot",
    tag: flagTag,
    summary: "The flagd definition and its version, signed (compact JWS, EdDSA): for a CDN or object store",
    scope: "open",
    params: z.strictObject({ publicId: z.string() }),
    answers: {
      200: { description: "A compact JWS", contentType: "application/jose" },
      304: { description: "Nothing has changed", schema: null },
    },
    refusals: ["not_found", "forbidden"],
    cors: true,
    handle: (request) =>
      serveDefinition(request, (served) => ({
        body: signSnapshot(served),
        contentType: "application/jose",
      })),
  }),
  defineRoute({
    method: "get",
    path: "/flagd/v1/keys.json",
    id: "getSnapshotKeys",
    tag: flagTag,
    summary: "What verifies the signed snapshots (JSON Web Key Set)",
    scope: "open",
    answers: {
      200: {
        description: "The keys",
        schema: z.object({ keys: z.array(z.record(z.string(), z.string())) }),
      },
    },
    cors: true,
    handle: async () =>
      ok({ status: 200, body: snapshotKeys(), headers: { "cache-control": "public, max-age=300" } }),
  }),
];

function keyOf(path: string): string {
  try {
    return decodeURIComponent(path.split("/").at(-1) ?? "");
  } catch {
    return path.split("/").at(-1) ?? "";
  }
}

export const flagAndSwitchRoutes: ApiRoute[] = [
  ...switchRoutes,
  ...historyRoutes,
  ...drillRoutes,
  ...flagRoutes,
];
