import "server-only";
import { z } from "zod";
import { type ApiRoute, defineRoute } from "../entry";
import { ok } from "../kernel/result";
import { annotationInput, annotationSchema, annotationsQuery } from "./annotation";
import * as commands from "./server";

const tag = "costs";

/** What people and machines noted on the charts: a deployment says so itself. */
export const annotationRoutes: ApiRoute[] = [
  defineRoute({
    method: "get",
    path: "/api/v1/annotations",
    id: "listAnnotations",
    tag,
    summary: "What was noted about these times, the latest first",
    scope: "read",
    query: annotationsQuery,
    answers: {
      200: {
        description: "Annotations that touch [from, to)",
        schema: z.object({ data: z.array(annotationSchema), nextCursor: z.string().nullable() }),
      },
    },
    handle: async ({ actor, query }) => {
      const page = await commands.listAnnotations(actor, query);
      return page.ok ? ok({ status: 200, body: page.value }) : page;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/annotations",
    id: "addAnnotation",
    tag,
    summary: "Note what happened, at an instant or over a stretch of time; the charts show it",
    scope: "campaigns:write",
    permission: "annotate",
    body: annotationInput,
    idempotency: true,
    answers: { 201: { description: "The annotation", schema: annotationSchema } },
    handle: async ({ actor, body }) => {
      const annotation = await commands.addAnnotation(actor, body);
      return annotation.ok ? ok({ status: 201, body: annotation.value }) : annotation;
    },
  }),
  defineRoute({
    method: "delete",
    path: "/api/v1/annotations/{id}",
    id: "removeAnnotation",
    tag,
    summary: "Remove an annotation: its author or an administrator; a key what it wrote itself",
    scope: "campaigns:write",
    permission: "annotate",
    params: z.strictObject({ id: z.string() }),
    answers: { 200: { description: "What it was", schema: annotationSchema } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { id } }) => {
      const annotation = await commands.removeAnnotation(actor, id);
      return annotation.ok ? ok({ status: 200, body: annotation.value }) : annotation;
    },
  }),
];
