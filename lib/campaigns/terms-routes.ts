import "server-only";
import { z } from "zod";
import { type ApiRoute, defineRoute } from "../entry";
import { pageFields } from "../kernel/page";
import { ok, type Result } from "../kernel/result";
import { campaignExtendInput } from "./campaign-input";
import { campaignSchema } from "./campaign-view";
import { eligibilityTestInput, eligibilityTestSchema } from "./eligibility-test";
import { readIfMatch } from "./if-match";
import { jobSchema } from "./job-view";
import { allowAgainInput, denyEntrySchema, denyInput, listImportSchema, listNames } from "./list-input";
import * as commands from "./server";
import { versionDiffSchema, versionSchema } from "./version-view";

const params = z.strictObject({ key: z.string() });
const listParams = z.strictObject({
  key: z.string(),
  list: z.enum(listNames, { message: `must be one of ${listNames.join(", ")}` }),
});
const page = z.strictObject({
  ...pageFields,
});
const nothing = z.strictObject({});
const revision = z.coerce
  .number("must be a number")
  .int("must be whole")
  .min(1, "must be 1 or more")
  .max(2_147_483_647, "is too large");
const LIST_LIMIT = 8 * 1024 * 1024;

function answer<T>(result: Result<T>, status = 200) {
  return result.ok ? ok({ status, body: result.value }) : result;
}

/** Extending, testing and listing who may have a coupon, and a campaign's earlier wordings, machine to machine. */
export const termsRoutes: ApiRoute[] = [
  defineRoute({
    method: "post",
    path: "/api/v1/campaigns/{key}/extend",
    id: "extendCampaign",
    tag: "campaigns",
    summary:
      "Give every coupon that is out and not expired more days, as a job; answers when done or after three seconds",
    scope: "campaigns:write",
    params,
    body: campaignExtendInput,
    idempotency: true,
    answers: { 202: { description: "The job", schema: jobSchema } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { key }, body }) =>
      answer(await commands.extendCampaign(actor, key, body), 202),
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/campaigns/{key}/eligibility",
    id: "testEligibility",
    tag: "campaigns",
    summary: "Whether these attributes would be eligible, and which clause refuses; nothing is issued",
    scope: "read",
    params,
    body: eligibilityTestInput,
    idempotency: true,
    answers: { 200: { description: "The judgement", schema: eligibilityTestSchema } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { key }, body }) =>
      answer(await commands.testEligibility(actor, key, body)),
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/campaigns/{key}/lists/{list}",
    id: "listListed",
    tag: "lists",
    summary: "Subjects on a campaign's allow or deny list",
    scope: "read",
    params: listParams,
    query: page,
    answers: {
      200: {
        description: "A page of subjects",
        schema: z.object({ data: z.array(z.string()), nextCursor: z.string().nullable() }),
      },
    },
    refusals: ["not_found"],
    handle: async ({ actor, params: { key, list }, query }) =>
      answer(await commands.listListed(actor, key, list, query)),
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/campaigns/{key}/lists/{list}",
    id: "importList",
    tag: "lists",
    summary: "Put the subjects of a CSV file on a list; with an allow list nobody else is eligible",
    scope: "campaigns:write",
    params: listParams,
    rawBody: { maxBytes: LIST_LIMIT, contentTypes: ["text/csv"] },
    idempotency: true,
    answers: { 200: { description: "What was added and what was refused", schema: listImportSchema } },
    refusals: ["not_found", "too_large"],
    handle: async ({ actor, params: { key, list }, bytes }) =>
      answer(await commands.importList(actor, key, list, bytes)),
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/campaigns/{key}/lists/{list}/clear",
    id: "clearList",
    tag: "lists",
    summary: "Empty a campaign's list",
    scope: "campaigns:write",
    params: listParams,
    body: nothing,
    idempotency: true,
    answers: {
      200: {
        description: "How many were on it",
        schema: z.object({ removed: z.int(), total: z.int() }),
      },
    },
    refusals: ["not_found"],
    handle: async ({ actor, params: { key, list } }) => answer(await commands.clearList(actor, key, list)),
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/campaigns/{key}/versions",
    id: "listVersions",
    tag: "campaigns",
    summary: "The wordings that a campaign had, the newest first, with what each changed",
    scope: "read",
    params,
    answers: { 200: { description: "Versions", schema: z.object({ data: z.array(versionSchema) }) } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { key } }) => answer(await commands.listVersions(actor, key)),
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/campaigns/{key}/versions/diff",
    id: "compareVersions",
    tag: "campaigns",
    summary: "What differs between two wordings of a campaign",
    scope: "read",
    params,
    query: z.strictObject({ from: revision, to: revision }),
    answers: { 200: { description: "The fields that differ", schema: versionDiffSchema } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { key }, query }) =>
      answer(await commands.compareVersions(actor, key, query)),
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/campaigns/{key}/undo",
    id: "undoEdit",
    tag: "campaigns",
    summary: "Take the last edit back, with If-Match; asked again it puts it back",
    scope: "campaigns:write",
    params,
    body: nothing,
    idempotency: true,
    answers: { 200: { description: "The campaign as it now stands, with its ETag", schema: campaignSchema } },
    refusals: ["not_found", "edit_conflict", "invalid_transition"],
    handle: async ({ actor, params: { key }, headers }) => {
      const revision = readIfMatch(headers, "needed");
      if (!revision.ok) return revision;
      const undone = await commands.undoEdit(actor, key, revision.value ?? 0);
      if (!undone.ok) return undone;
      return ok({ status: 200, body: undone.value, headers: { etag: `"${undone.value.revision}"` } });
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/deny-list",
    id: "listDenied",
    tag: "lists",
    summary: "Who is kept out of every campaign",
    scope: "read",
    query: page,
    answers: {
      200: {
        description: "A page of entries",
        schema: z.object({ data: z.array(denyEntrySchema), nextCursor: z.string().nullable() }),
      },
    },
    handle: async ({ actor, query }) => answer(await commands.listDenied(actor, query)),
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/deny-list",
    id: "denyEverywhere",
    tag: "lists",
    summary: "Keep a subject, device, address or inviter out of every campaign; twice is no error",
    scope: "campaigns:write",
    body: denyInput,
    idempotency: true,
    answers: { 201: { description: "The entry", schema: denyInput } },
    handle: async ({ actor, body }) => answer(await commands.denyEverywhere(actor, body), 201),
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/deny-list/remove",
    id: "allowAgain",
    tag: "lists",
    summary: "Take an entry off the deny list",
    scope: "campaigns:write",
    body: allowAgainInput,
    idempotency: true,
    answers: { 200: { description: "What was taken off", schema: allowAgainInput } },
    refusals: ["not_found"],
    handle: async ({ actor, body }) => answer(await commands.allowAgain(actor, body)),
  }),
];
