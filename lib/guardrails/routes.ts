import "server-only";
import { z } from "zod";
import { type ApiRoute, defineRoute } from "../entry";
import { ok } from "../kernel/result";
import { guardrailInput, guardrailSchema } from "./guardrail";
import { createGuardrail, listGuardrails, removeGuardrail, switchGuardrail } from "./server";

const params = z.strictObject({ id: z.string() });
const tag = "guardrails";

/** Guardrails, machine to machine. */
export const guardrailRoutes: ApiRoute[] = [
  defineRoute({
    method: "get",
    path: "/api/v1/guardrails",
    id: "listGuardrails",
    tag,
    summary: "Every guardrail and whether it is armed",
    scope: "read",
    answers: { 200: { description: "All of them", schema: z.object({ data: z.array(guardrailSchema) }) } },
    handle: async ({ actor }) => {
      const rules = await listGuardrails(actor);
      return rules.ok ? ok({ status: 200, body: { data: rules.value } }) : rules;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/guardrails",
    id: "createGuardrail",
    tag,
    summary: "Set a line that a figure must not cross",
    scope: "costs:write",
    body: guardrailInput,
    idempotency: true,
    answers: { 201: { description: "The guardrail, armed", schema: guardrailSchema } },
    handle: async ({ actor, body }) => {
      const rule = await createGuardrail(actor, body);
      return rule.ok ? ok({ status: 201, body: rule.value }) : rule;
    },
  }),
  defineRoute({
    method: "patch",
    path: "/api/v1/guardrails/{id}",
    id: "switchGuardrail",
    tag,
    summary: "Turn a guardrail on or off",
    scope: "costs:write",
    params,
    body: z.strictObject({ enabled: z.boolean("must be true or false") }),
    answers: { 200: { description: "The guardrail", schema: guardrailSchema } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { id }, body: { enabled } }) => {
      const rule = await switchGuardrail(actor, id, enabled);
      return rule.ok ? ok({ status: 200, body: rule.value }) : rule;
    },
  }),
  defineRoute({
    method: "delete",
    path: "/api/v1/guardrails/{id}",
    id: "removeGuardrail",
    tag,
    summary: "Remove a guardrail",
    scope: "costs:write",
    params,
    answers: { 200: { description: "What it was", schema: guardrailSchema } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { id } }) => {
      const rule = await removeGuardrail(actor, id);
      return rule.ok ? ok({ status: 200, body: rule.value }) : rule;
    },
  }),
];
