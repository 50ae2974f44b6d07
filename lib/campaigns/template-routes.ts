import "server-only";
import { z } from "zod";
import { type ApiRoute, defineRoute } from "../entry";
import { pageFields } from "../kernel/page";
import { ok, type Result } from "../kernel/result";
import * as commands from "./server";
import { noteInput, noteSchema, templateInput, templateSchema } from "./template-view";

const params = z.strictObject({ key: z.string() });
const idParams = z.strictObject({ id: z.string() });
const nothing = z.strictObject({});
const page = z.strictObject({
  ...pageFields,
});

function answer<T>(result: Result<T>, status = 200) {
  return result.ok ? ok({ status, body: result.value }) : result;
}

/** Wordings to start from, and what people wrote about a campaign, machine to machine. */
export const templateRoutes: ApiRoute[] = [
  defineRoute({
    method: "get",
    path: "/api/v1/templates",
    id: "listTemplates",
    tag: "campaigns",
    summary: "Wordings to start campaigns from, by name",
    scope: "read",
    query: page,
    answers: {
      200: {
        description: "A page of templates",
        schema: z.object({ data: z.array(templateSchema), nextCursor: z.string().nullable() }),
      },
    },
    handle: async ({ actor, query }) => answer(await commands.listTemplates(actor, query)),
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/templates",
    id: "saveTemplate",
    tag: "campaigns",
    summary: "Keep what a campaign says, without its key, start, end and shared code",
    scope: "campaigns:write",
    body: templateInput,
    idempotency: true,
    answers: { 201: { description: "The template", schema: templateSchema } },
    refusals: ["not_found", "key_taken"],
    handle: async ({ actor, body }) => answer(await commands.saveTemplate(actor, body), 201),
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/templates/{id}/remove",
    id: "removeTemplate",
    tag: "campaigns",
    summary: "Remove a template; campaigns made from it stay",
    scope: "campaigns:write",
    params: idParams,
    body: nothing,
    idempotency: true,
    answers: { 200: { description: "What was removed", schema: templateSchema } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { id } }) => answer(await commands.removeTemplate(actor, id)),
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/campaigns/{key}/notes",
    id: "listNotes",
    tag: "campaigns",
    summary: "Notes on a campaign, the newest first",
    scope: "read",
    params,
    query: page,
    answers: {
      200: {
        description: "A page of notes",
        schema: z.object({ data: z.array(noteSchema), nextCursor: z.string().nullable() }),
      },
    },
    refusals: ["not_found"],
    handle: async ({ actor, params: { key }, query }) => answer(await commands.listNotes(actor, key, query)),
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/campaigns/{key}/notes",
    id: "writeNote",
    tag: "campaigns",
    summary: "Write a note on a campaign; it stands in its activity and in the audit",
    scope: "campaigns:write",
    params,
    body: noteInput,
    idempotency: true,
    answers: { 201: { description: "What was written", schema: z.object({ text: z.string() }) } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { key }, body }) =>
      answer(await commands.writeNote(actor, key, body.text), 201),
  }),
];
