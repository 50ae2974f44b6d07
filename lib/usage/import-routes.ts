import "server-only";
import { z } from "zod";
import { jobSchema } from "../campaigns";
import { type ApiRoute, defineRoute } from "../entry";
import { pageFields } from "../kernel/page";
import { ok } from "../kernel/result";
import { type UsageImportQuery, usageImportQuery } from "./import-input";
import * as commands from "./server";
import { MOST_FILE_BYTES, usageImportSchema } from "./usage-import";

const tag = "imports";
const params = z.strictObject({ id: z.string() });
const contentTypes = [
  "application/octet-stream",
  "text/csv",
  "application/json",
  "application/x-ndjson",
  "application/gzip",
];
type Uploaded = { id: string; sha256: string };

/** Usage files over the web: the file is the body, the options of `npm run import` are the query. */
export const importRoutes: ApiRoute[] = [
  defineRoute({
    method: "post",
    path: "/api/v1/usage-imports",
    id: "importUsage",
    tag,
    summary:
      "Have a usage file of up to 2 GiB (plain or gzip) imported, as a job: the same as npm run import; the same file again adds nothing",
    scope: "usage:write",
    permission: "import_usage",
    query: usageImportQuery,
    streamedBody: {
      maxBytes: MOST_FILE_BYTES,
      contentTypes,
      receive: async ({ actor, query, body }) => {
        const taken = await commands.receiveUsageFile(actor, query as UsageImportQuery, body);
        if (!taken.ok) return taken;
        const { id, sha256 } = taken.value;
        return ok({ digest: sha256, value: taken.value, discard: () => commands.discardUpload(id) });
      },
    },
    idempotency: true,
    answers: {
      202: {
        description:
          "The job; GET /api/v1/jobs/{id} tells how far it is, /usage-imports/{importId} what became of it",
        schema: jobSchema.extend({ importId: z.uuid() }),
      },
    },
    refusals: ["invalid_transition", "not_found"],
    handle: async ({ actor, received, query: { dryRun } }) => {
      const id = (received as Uploaded | undefined)?.id ?? "";
      const job = await commands.startUsageImport(actor, id, { dryRun });
      return job.ok ? ok({ status: 202, body: { ...job.value, importId: id } }) : job;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/usage-imports",
    id: "listUsageImports",
    tag,
    summary: "Usage files that came over the web, newest first, and what became of them",
    scope: "read",
    query: z.strictObject({
      ...pageFields,
    }),
    answers: {
      200: {
        description: "A page of them",
        schema: z.object({ data: z.array(usageImportSchema), nextCursor: z.string().nullable() }),
      },
    },
    handle: async ({ actor, query: { limit, cursor } }) => {
      const page = await commands.listUsageImports(actor, {
        ...(limit !== undefined && { limit }),
        ...(cursor !== undefined && { cursor }),
      });
      return page.ok ? ok({ status: 200, body: page.value }) : page;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/usage-imports/{id}",
    id: "getUsageImport",
    tag,
    summary: "One usage file: its options, how far it is, and what became of its rows",
    scope: "read",
    params,
    answers: { 200: { description: "The import", schema: usageImportSchema } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { id } }) => {
      const read = await commands.getUsageImport(actor, id);
      return read.ok ? ok({ status: 200, body: read.value }) : read;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/usage-imports/{id}/start",
    id: "startUsageImport",
    tag,
    summary: "Import what was only checked before (dryRun), without sending it again",
    scope: "usage:write",
    permission: "import_usage",
    params,
    body: z.strictObject({}),
    idempotency: true,
    answers: { 202: { description: "The job", schema: jobSchema } },
    refusals: ["not_found", "invalid_transition"],
    handle: async ({ actor, params: { id } }) => {
      const job = await commands.startUsageImport(actor, id);
      return job.ok ? ok({ status: 202, body: job.value }) : job;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/usage-imports/{id}/cancel",
    id: "cancelUsageImport",
    tag,
    summary: "Stop after the batch under way and forget the file; what was loaded stays",
    scope: "usage:write",
    permission: "import_usage",
    params,
    body: z.strictObject({}),
    idempotency: true,
    answers: { 200: { description: "The import", schema: usageImportSchema } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { id } }) => {
      const read = await commands.cancelUsageImport(actor, id);
      return read.ok ? ok({ status: 200, body: read.value }) : read;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/usage-imports/{id}/rejected.csv",
    id: "exportRejectedRows",
    tag,
    summary: "The rows that were not loaded, as they stood in the file, each with its line and reason",
    scope: "usage:write",
    permission: "import_usage",
    params,
    answers: { 200: { description: "The file", schema: z.string(), contentType: "text/csv" } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { id } }) => {
      const file = await commands.exportRejected(actor, id);
      if (!file.ok) return file;
      const raw = new Response(file.value.body, {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": `attachment; filename="${file.value.name}"`,
          "cache-control": "no-store",
        },
      });
      return ok({ status: 200, raw });
    },
  }),
];
