import "server-only";
import { z } from "zod";
import type { Actor } from "../auth";
import { type ApiRoute, defineRoute } from "../entry";
import { pageFields } from "../kernel/page";
import { ok, type Result } from "../kernel/result";
import { campaignStatuses } from "./campaign";
import { campaignEdit, campaignInput, campaignPauseInput, campaignResumeInput } from "./campaign-input";
import { type Campaign, campaignSchema, campaignSorts } from "./campaign-view";
import { readIfMatch } from "./if-match";
import * as commands from "./server";

const params = z.strictObject({ key: z.string() });
const nothing = z.strictObject({});
const instant = z.iso
  .datetime({ offset: true, message: "must be a time such as 2026-11-27T10:00:00+08:00" })
  .transform((value) => new Date(value));
const query = z.strictObject({
  ...pageFields,
  status: z.enum(campaignStatuses, { message: `must be one of ${campaignStatuses.join(", ")}` }).optional(),
  search: z.string().max(120).optional(),
  tag: z.string().max(40).optional(),
  from: instant.optional().describe("Those that had not ended by then"),
  to: instant.optional().describe("Those that began before then, or are to"),
  sort: z.enum(campaignSorts, { message: `must be one of ${campaignSorts.join(", ")}` }).optional(),
});
const answers = {
  200: { description: "The campaign as it now stands, with its ETag", schema: campaignSchema },
};

function answer(result: Result<Campaign>, status = 200) {
  if (!result.ok) return result;
  return ok({ status, body: result.value, headers: { etag: `"${result.value.revision}"` } });
}

type Move = (actor: Actor, key: string, seen: { revision?: number }) => Promise<Result<Campaign>>;

function moveRoute(verb: string, id: string, summary: string, command: Move): ApiRoute {
  return defineRoute({
    method: "post",
    path: `/api/v1/campaigns/{key}/${verb}`,
    id,
    tag: "campaigns",
    summary,
    scope: "campaigns:write",
    params,
    body: nothing,
    idempotency: true,
    answers,
    refusals: ["not_found", "invalid_transition", "edit_conflict"],
    handle: async (request) => {
      const revision = readIfMatch(request.headers);
      if (!revision.ok) return revision;
      const seen = revision.value === undefined ? {} : { revision: revision.value };
      return answer(await command(request.actor, request.params.key, seen));
    },
  });
}

/** Campaigns, machine to machine. */
export const campaignRoutes: ApiRoute[] = [
  defineRoute({
    method: "get",
    path: "/api/v1/campaigns",
    id: "listCampaigns",
    tag: "campaigns",
    summary: "Campaigns, newest first",
    scope: "read",
    query,
    answers: {
      200: {
        description: "A page of campaigns",
        schema: z.object({ data: z.array(campaignSchema), nextCursor: z.string().nullable() }),
      },
    },
    handle: async ({ actor, query: filter }) => {
      const page = await commands.listCampaigns(actor, filter);
      return page.ok ? ok({ status: 200, body: page.value }) : page;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/campaigns",
    id: "createCampaign",
    tag: "campaigns",
    summary: "Create a draft",
    scope: "campaigns:write",
    body: campaignInput,
    idempotency: true,
    answers: { 201: { description: "The draft", schema: campaignSchema } },
    refusals: ["key_taken", "code_taken"],
    handle: async ({ actor, body }) => answer(await commands.createCampaign(actor, body), 201),
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/campaigns/{key}",
    id: "getCampaign",
    tag: "campaigns",
    summary: "One campaign",
    scope: "read",
    params,
    answers,
    refusals: ["not_found"],
    handle: async ({ actor, params: { key } }) => answer(await commands.getCampaign(actor, key)),
  }),
  defineRoute({
    method: "patch",
    path: "/api/v1/campaigns/{key}",
    id: "editCampaign",
    tag: "campaigns",
    summary: "Edit, with If-Match; null takes a field away",
    scope: "campaigns:write",
    params,
    body: campaignEdit,
    answers,
    refusals: ["not_found", "edit_conflict", "invalid_transition", "code_taken"],
    handle: async ({ actor, params: { key }, body, headers }) => {
      const revision = readIfMatch(headers, "needed");
      if (!revision.ok) return revision;
      return answer(await commands.editCampaign(actor, key, body, revision.value ?? 0));
    },
  }),
  moveRoute(
    "launch",
    "launchCampaign",
    "Launch: active, or scheduled when its start lies ahead",
    commands.launchCampaign,
  ),
  moveRoute("end", "endCampaign", "End for good", commands.endCampaign),
  moveRoute("archive", "archiveCampaign", "Put an ended campaign or a draft away", commands.archiveCampaign),
  defineRoute({
    method: "post",
    path: "/api/v1/campaigns/{key}/duplicate",
    id: "duplicateCampaign",
    tag: "campaigns",
    summary: "A draft like this one, without its start and end",
    scope: "campaigns:write",
    params,
    body: nothing,
    idempotency: true,
    answers: { 200: { description: "The new draft", schema: campaignSchema } },
    refusals: ["not_found", "key_taken"],
    handle: async ({ actor, params: { key } }) => answer(await commands.duplicateCampaign(actor, key)),
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/campaigns/{key}/pause",
    id: "pauseCampaign",
    tag: "campaigns",
    summary: "Pause this campaign; pausing while paused is no error",
    scope: "switch:pause",
    params,
    body: campaignPauseInput,
    idempotency: true,
    answers,
    refusals: ["not_found", "invalid_transition"],
    handle: async ({ actor, params: { key }, body }) =>
      answer(await commands.pauseCampaign(actor, key, body)),
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/campaigns/{key}/resume",
    id: "resumeCampaign",
    tag: "campaigns",
    summary: "Resume this campaign; resuming while it runs changes nothing",
    scope: "switch:resume",
    params,
    body: campaignResumeInput,
    idempotency: true,
    answers,
    refusals: ["not_found", "invalid_transition", "paused_by_person"],
    handle: async ({ actor, params: { key }, body }) =>
      answer(await commands.resumeCampaign(actor, key, body)),
  }),
];
