import "server-only";
import { z } from "zod";
import { type ApiRoute, defineRoute } from "../entry";
import { ok } from "../kernel/result";
import { toOpenApi } from "./openapi";

/** The document of `routes` and of itself. */
export function documentRoutes(routes: ApiRoute[]): ApiRoute[] {
  let text: string | undefined;
  const route: ApiRoute = defineRoute({
    method: "get",
    path: "/api/openapi.json",
    id: "getOpenApi",
    tag: "document",
    summary: "This document: OpenAPI 3.1 of the whole machine API",
    scope: "open",
    answers: { 200: { description: "The document", schema: z.record(z.string(), z.unknown()) } },
    handle: async () => {
      text ??= JSON.stringify(toOpenApi([...routes, route]));
      return ok({ status: 200, body: text, headers: { "content-type": "application/json" } });
    },
  });
  return [route];
}
