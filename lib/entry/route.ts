import type { z } from "zod";
import type { Actor, Permission, Scope } from "../auth";
import type { ProblemCode } from "../kernel/problem";
import type { Refusal, Result } from "../kernel/result";

export type Door = Scope | "open" | "person";

/** What the lane gives every request: a signed-in person when Next mounts the API, Node's response in the gateway. */
export type LaneBindings = {
  person?: Actor | null;
  incoming?: import("node:http").IncomingMessage;
  outgoing?: import("node:http").ServerResponse;
};

export type IdempotencyClaim = { scope: string; key: string; requestHash: string };

/** A body that is taken as it comes, in constant memory: what its receiver made of it, and the digest that tells it apart. */
export type Received = { digest: string; value: unknown; discard?: () => Promise<void> };
export type StreamedBody = {
  maxBytes: number;
  contentTypes: string[];
  /** Takes the whole body, before its digest decides anything (idempotency); passes on what the body throws. */
  receive: (request: {
    actor: Actor;
    query: unknown;
    body: AsyncIterable<Uint8Array>;
  }) => Promise<Result<Received>>;
};

export type RouteRequest<Params, Query, Body> = {
  actor: Actor;
  params: Params;
  query: Query;
  body: Body;
  /** Only with `rawBody`: the bytes as they came (after gunzip), within the limit. */
  bytes: Uint8Array;
  /** Only with `streamedBody`: what its receiver made of the body. */
  received: unknown;
  headers: Headers;
  url: URL;
  requestId: string;
  /** Only with `idempotency: "own"`: the command itself keeps the answer, in its own transaction. */
  idempotency: IdempotencyClaim | null;
  lane: LaneBindings;
  signal: AbortSignal;
  /**
   * For a route with `cors` that finds its key by itself: from here on the answer, also an error, is for this key's origins
   * only. `forbidden` when another one asks.
   */
  holdToOrigins: (allowedOrigins: readonly string[]) => Result<void, Refusal<"forbidden">>;
};

/** `raw` is a finished Response of the route's own (streams); else `body` goes out as JSON; text and bytes as they are. */
export type RouteAnswer = {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  raw?: Response;
};

type Shape = z.ZodType;
type Infer<T> = T extends z.ZodType ? z.output<T> : Record<string, never>;

export type RouteDefinition<
  P extends Shape | undefined,
  Q extends Shape | undefined,
  B extends Shape | undefined,
> = {
  method: "get" | "post" | "patch" | "put" | "delete";
  /** OpenAPI form, e.g. /api/v1/campaigns/{key}/coupons */
  path: string;
  /** operationId */
  id: string;
  tag: string;
  summary: string;
  /**
   * The key scope that opens it; "open" (no identity; actor is then a nameless system actor); or "person": never a key,
   * the command asks which people.
   */
  scope: Door;
  /** The row of the roles table for people, where the scope says too little: asked before anything is read. */
  permission?: Permission;
  params?: P;
  query?: Q;
  /** Strict objects only: unknown fields are refused with their pointer. A missing body reads as {}. */
  body?: B;
  rawBody?: { maxBytes: number; contentTypes: string[] };
  /** Instead of rawBody, for bodies of any size. gzip is left as it is: the file itself may be packed. */
  streamedBody?: StreamedBody;
  /** true: answers kept by entry; "own": the handler keeps them. Only POST under /api/v1. */
  idempotency?: true | "own";
  /** Schemas of the 2xx answers, for the OpenAPI document. null = no body. */
  answers: Record<number, { description: string; schema?: z.ZodType | null; contentType?: string }>;
  /** Codes this route may answer beyond those every route may (401, 403, 422, 429, 503 …). */
  refusals?: ProblemCode[];
  /**
   * The protocol's own error bodies instead of problem+json (OFREP, OTLP); bytes go out as they are. The document asks
   * without headers.
   */
  problem?: (
    refusal: Refusal,
    instance: string,
    headers?: Headers,
  ) => { status: number; body: unknown; contentType?: string };
  /** Answers and errors come in the content type of the request, any of rawBody's; JSON when it names none. */
  mirrors?: true;
  /** Long work for the database: few at a time (in-flight.ts). */
  heavy?: boolean;
  /** CORS by the key's allowed origins: the flag routes. */
  cors?: boolean;
  handle: (request: RouteRequest<Infer<P>, Infer<Q>, Infer<B>>) => Promise<Result<RouteAnswer>>;
};

/** A route as the gateway assembles it. */
export type ApiRoute = RouteDefinition<z.ZodType | undefined, z.ZodType | undefined, z.ZodType | undefined>;

/** Names one route of the machine API: identity, schemas, idempotency and errors around a thin handler. */
export function defineRoute<
  P extends Shape | undefined = undefined,
  Q extends Shape | undefined = undefined,
  B extends Shape | undefined = undefined,
>(definition: RouteDefinition<P, Q, B>): ApiRoute {
  return definition as unknown as ApiRoute;
}
