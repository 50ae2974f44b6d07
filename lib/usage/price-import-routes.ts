import "server-only";
import { z } from "zod";
import { type ApiRoute, defineRoute } from "../entry";
import { pageFields } from "../kernel/page";
import { ok } from "../kernel/result";
import {
  applyPriceImportInput,
  MAP_LIMIT_BYTES,
  priceImportOptions,
  priceImportRowSchema,
  priceImportSchema,
} from "./price-import";
import * as commands from "./server";

const tag = "prices";
const params = z.strictObject({
  id: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, "must be the number of a price import")
    .transform(Number),
});
const pageQuery = z.strictObject({
  ...pageFields,
});

/** Price maps, machine to machine: previewed first, then applied as they were shown. */
export const priceImportRoutes: ApiRoute[] = [
  defineRoute({
    method: "post",
    path: "/api/v1/price-imports",
    id: "previewPriceImport",
    tag,
    summary: "LiteLLM's price map, compared with the prices in force; changes no price",
    scope: "costs:write",
    query: priceImportOptions,
    rawBody: { maxBytes: MAP_LIMIT_BYTES, contentTypes: ["application/json"] },
    idempotency: true,
    answers: { 201: { description: "What it would change, counted", schema: priceImportSchema } },
    handle: async ({ actor, query, bytes }) => {
      const made = await commands.previewPriceImport(actor, bytes, query);
      return made.ok ? ok({ status: 201, body: made.value }) : made;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/price-imports/{id}",
    id: "getPriceImport",
    tag,
    summary: "An import, with a page of its models beside the prices in force",
    scope: "read",
    params,
    query: pageQuery,
    answers: {
      200: {
        description: "The import and its models, those that apply takes first",
        schema: priceImportSchema.extend({
          data: z.array(priceImportRowSchema),
          nextCursor: z.string().nullable(),
        }),
      },
    },
    refusals: ["not_found"],
    handle: async ({ actor, params, query }) => {
      const found = await commands.getPriceImport(actor, params.id, query);
      return found.ok ? ok({ status: 200, body: found.value }) : found;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/price-imports/{id}/apply",
    id: "applyPriceImport",
    tag,
    summary: "Adds the prices of a preview as list prices, all or none, and settles what is unpriced",
    scope: "costs:write",
    params,
    body: applyPriceImportInput,
    idempotency: true,
    answers: { 200: { description: "The import, applied", schema: priceImportSchema } },
    refusals: ["not_found", "invalid_transition", "edit_conflict", "price_overlap"],
    handle: async ({ actor, params, body }) => {
      const applied = await commands.applyPriceImport(actor, params.id, body);
      return applied.ok ? ok({ status: 200, body: applied.value }) : applied;
    },
  }),
];
