import "server-only";
import { z } from "zod";
import { type ApiRoute, defineRoute } from "../entry";
import { ok } from "../kernel/result";
import { reratingInput, reratingSchema } from "./rerating";
import * as commands from "./server";

const tag = "periods";
const params = z.strictObject({
  id: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, "must be the number of a rerating")
    .transform(Number),
});
const answers = { 200: { description: "The rerating", schema: reratingSchema } };

/** Pricing a month again, machine to machine. Approving takes a person with a session. */
export const reratingRoutes: ApiRoute[] = [
  defineRoute({
    method: "get",
    path: "/api/v1/reratings",
    id: "listReratings",
    tag,
    summary: "Proposals to price a month again, newest first; the last hundred",
    scope: "read",
    answers: { 200: { description: "Reratings", schema: z.object({ data: z.array(reratingSchema) }) } },
    handle: async ({ actor }) => {
      const found = await commands.listReratings(actor);
      return found.ok ? ok({ status: 200, body: { data: found.value } }) : found;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/reratings/{id}",
    id: "getRerating",
    tag,
    summary: "One, with what it changes by model",
    scope: "read",
    params,
    answers,
    refusals: ["not_found"],
    handle: async ({ actor, params }) => {
      const found = await commands.getRerating(actor, params.id);
      return found.ok ? ok({ status: 200, body: found.value }) : found;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/reratings",
    id: "proposeRerating",
    tag,
    summary: "Counts what a month would cost by the prices as they stand; changes nothing",
    scope: "costs:write",
    body: reratingInput,
    idempotency: true,
    answers: { 201: { description: "The proposal with its preview", schema: reratingSchema } },
    refusals: ["invalid_transition"],
    handle: async ({ actor, body }) => {
      const made = await commands.proposeRerating(actor, body);
      return made.ok ? ok({ status: 201, body: made.value }) : made;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/reratings/{id}/approve",
    id: "approveRerating",
    tag,
    summary: "Carries out what another person proposed: corrections in rows of their own. Never a key",
    scope: "person",
    permission: "approve_rerating",
    params,
    idempotency: true,
    answers,
    refusals: ["not_found", "invalid_transition"],
    handle: async ({ actor, params }) => {
      const approved = await commands.approveReratingBy(actor, params.id);
      return approved.ok ? ok({ status: 200, body: approved.value }) : approved;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/reratings/{id}/withdraw",
    id: "withdrawRerating",
    tag,
    summary: "Takes a proposal back",
    scope: "costs:write",
    params,
    idempotency: true,
    answers,
    refusals: ["not_found", "invalid_transition"],
    handle: async ({ actor, params }) => {
      const withdrawn = await commands.withdrawReratingBy(actor, params.id);
      return withdrawn.ok ? ok({ status: 200, body: withdrawn.value }) : withdrawn;
    },
  }),
];
