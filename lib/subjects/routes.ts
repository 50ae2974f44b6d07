import "server-only";
import { z } from "zod";
import { type ApiRoute, defineRoute } from "../entry";
import { ok } from "../kernel/result";
import * as commands from "./server";
import { erasureSchema, subjectExportSchema, subjectInput } from "./subject-export";

const tag = "personal data";

/** Personal data: for administrators who are signed in, never for a key. */
export const subjectRoutes: ApiRoute[] = [
  defineRoute({
    method: "get",
    path: "/api/v1/subjects/{subject}",
    id: "exportSubject",
    tag,
    summary: "Everything that is held of a chatbot user, as one file",
    scope: "person",
    permission: "manage_personal_data",
    heavy: true,
    params: subjectInput,
    answers: { 200: { description: "The file", schema: subjectExportSchema } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { subject } }) => {
      const file = await commands.exportSubject(actor, subject);
      if (!file.ok) return file;
      const raw = new Response(file.value, {
        headers: {
          "content-type": "application/json",
          "content-disposition": 'attachment; filename="subject.json"',
          "cache-control": "no-store",
        },
      });
      return ok({ status: 200, raw });
    },
  }),
  defineRoute({
    method: "delete",
    path: "/api/v1/subjects/{subject}",
    id: "eraseSubject",
    tag,
    summary: "Put a random name in the place of a chatbot user; every sum stays",
    scope: "person",
    permission: "manage_personal_data",
    params: subjectInput,
    body: z.strictObject({}),
    answers: { 200: { description: "What was done", schema: erasureSchema } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { subject } }) => {
      const erased = await commands.eraseSubject(actor, subject);
      return erased.ok ? ok({ status: 200, body: erased.value }) : erased;
    },
  }),
];
