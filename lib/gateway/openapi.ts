import "server-only";
import { z } from "zod";
import type { ApiRoute, Door } from "../entry";
import { type ProblemCode, problems } from "../kernel/problem";

type Json = Record<string, unknown>;

const problemSchema: Json = {
  type: "object",
  required: ["type", "title", "status", "detail", "instance", "code"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    instance: { type: "string" },
    code: { type: "string" },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["pointer", "detail"],
        properties: { pointer: { type: "string" }, detail: { type: "string" } },
      },
    },
  },
};

function toSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: "draft-2020-12",
    io,
    unrepresentable: "any",
  }) as Json;
  return rest;
}

/** What every route may answer, by what it takes in. */
function commonRefusals(route: ApiRoute): ProblemCode[] {
  const takesBody = route.method !== "get";
  return [
    "internal_error",
    "unavailable",
    "rate_limited",
    "invalid_request",
    ...(route.scope === "open" ? [] : (["unauthenticated", "forbidden"] as const)),
    ...(takesBody ? (["invalid_json", "too_large", "unsupported_media_type"] as const) : []),
    ...(route.idempotency ? (["idempotency_key_reused", "idempotency_in_flight"] as const) : []),
  ];
}

/** The same answer in the other content types of a route that answers in the request's own. */
function inOtherTypes(route: ApiRoute): Json {
  const others = route.mirrors ? (route.rawBody?.contentTypes ?? []) : [];
  return Object.fromEntries(others.filter((type) => type !== "application/json").map((type) => [type, {}]));
}

function toAnswers(route: ApiRoute): Json {
  const answers: Json = {};
  for (const [status, { description, schema, contentType }] of Object.entries(route.answers)) {
    const type = contentType ?? "application/json";
    const media = schema ? { schema: toSchema(schema, "output") } : {};
    answers[status] =
      schema === null ? { description } : { description, content: { [type]: media, ...inOtherTypes(route) } };
  }
  const codes = [...new Set([...commonRefusals(route), ...(route.refusals ?? [])])];
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const probe = route.problem?.({ code, detail: "" }, route.path).status ?? problems[code][0];
    byStatus.set(probe, [...(byStatus.get(probe) ?? []), code]);
  }
  for (const [status, list] of [...byStatus].sort(([a], [b]) => a - b)) {
    if (answers[status]) continue;
    const names = list.map((code) => (code === "invalid_json" ? "invalid_request" : code));
    const body = route.problem
      ? { "application/json": { schema: { type: "object" } }, ...inOtherTypes(route) }
      : { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
    answers[status] = { description: [...new Set(names)].join(", "), content: body };
  }
  // the HTTP server's own, before any route is asked
  answers[431] = { description: "The address and the headers are longer than 16 KiB in all" };
  return answers;
}

function toParameters(route: ApiRoute): Json[] {
  const parameters: Json[] = [];
  const add = (where: "path" | "query", schema: z.ZodType | undefined) => {
    if (!schema) return;
    const { properties = {}, required = [] } = toSchema(schema, "input") as {
      properties?: Record<string, Json>;
      required?: string[];
    };
    for (const [name, one] of Object.entries(properties)) {
      parameters.push({
        name,
        in: where,
        required: where === "path" || required.includes(name),
        schema: one,
      });
    }
  };
  add("path", route.params);
  add("query", route.query);
  if (route.idempotency) {
    parameters.push({
      name: "Idempotency-Key",
      in: "header",
      required: false,
      schema: { type: "string", minLength: 1, maxLength: 255 },
    });
  }
  return parameters;
}

function toSecurity(scope: Door): Json[] {
  if (scope === "open") return [];
  return scope === "person" ? [{ session: [] }] : [{ key: [scope] }];
}

function toOperation(route: ApiRoute): Json {
  const operation: Json = {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    security: toSecurity(route.scope),
    parameters: toParameters(route),
    responses: toAnswers(route),
  };
  const raw = route.rawBody ?? route.streamedBody;
  if (raw) {
    const schema = route.body ? toSchema(route.body, "input") : {};
    operation.requestBody = {
      required: true,
      content: Object.fromEntries(raw.contentTypes.map((type) => [type, { schema }])),
    };
  } else if (route.method !== "get") {
    const schema = route.body ? toSchema(route.body, "input") : { type: "object" };
    operation.requestBody = { required: false, content: { "application/json": { schema } } };
  }
  return operation;
}

/** The document of the whole machine API, from the schemas that validate it. */
export function toOpenApi(routes: ApiRoute[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    (paths[route.path] as Json)[route.method] = toOperation(route);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Sluice",
      version: "1",
      description:
        "Coupon campaigns for AI chatbots: issue and redeem coupons, pause promotions, read the flag, send usage.",
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An API key: slu_…, made under Settings, Keys" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "next-auth.session-token",
          description: "A person signed in to the dashboard, asking from its own pages",
        },
      },
    },
  };
}
