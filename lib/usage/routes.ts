import "server-only";
import { z } from "zod";
import { type ApiRoute, defineRoute } from "../entry";
import { pageFields } from "../kernel/page";
import { ok, type Result, refuse } from "../kernel/result";
import { priceInput, priceSchema } from "./price-input";
import * as commands from "./server";
import { rejectionCodes } from "./usage-event";
import { usageQuery, usageReportSchema } from "./usage-report";

const EVENTS_LIMIT = 8 * 1024 * 1024;
const SINGLE = "application/cloudevents+json";
const BATCH = "application/cloudevents-batch+json";

const receivedSchema = z.object({
  accepted: z.int(),
  duplicates: z.int(),
  rejected: z.array(z.object({ index: z.int(), code: z.enum(rejectionCodes), detail: z.string() })),
});

/** The events of a body: an array in a batch, one object else. */
function readEvents(bytes: Uint8Array, isBatch: boolean): Result<unknown[]> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return refuse("invalid_json", "The body is not JSON. Check quotes, commas and the encoding (UTF-8).");
  }
  if (Array.isArray(value) === isBatch) return ok(Array.isArray(value) ? value : [value]);
  const detail = isBatch
    ? `must be an array; one event goes as ${SINGLE}`
    : `is an array; send it as ${BATCH}`;
  return refuse("invalid_request", `The body ${detail}.`, [{ pointer: "#", detail }]);
}

const pricesQuery = z.strictObject({
  ...pageFields,
  model: z.string().max(400).optional(),
});

/** Usage and prices, machine to machine. */
export const usageRoutes: ApiRoute[] = [
  defineRoute({
    method: "post",
    path: "/api/v1/events",
    id: "sendEvents",
    tag: "usage",
    summary: "Usage events as CloudEvents 1.0, each counted once by source and id",
    scope: "usage:write",
    permission: "send_usage",
    rawBody: { maxBytes: EVENTS_LIMIT, contentTypes: [SINGLE, BATCH] },
    idempotency: true,
    answers: { 202: { description: "What was counted and what was not, and why", schema: receivedSchema } },
    handle: async ({ actor, bytes, headers }) => {
      const isBatch = /^\s*application\/cloudevents-batch\+json/i.test(headers.get("content-type") ?? "");
      const events = readEvents(bytes, isBatch);
      if (!events.ok) return events;
      const received = await commands.receiveEvents(actor, events.value);
      return received.ok ? ok({ status: 202, body: received.value }) : received;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/usage",
    id: "getUsage",
    tag: "usage",
    summary: "Usage, spend and growth by calendar bucket of a time zone",
    scope: "read",
    heavy: true,
    query: usageQuery,
    answers: { 200: { description: "Rows, and totals over the whole range", schema: usageReportSchema } },
    handle: async ({ actor, query }) => {
      const report = await commands.getUsageReport(actor, query);
      return report.ok ? ok({ status: 200, body: report.value }) : report;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/prices",
    id: "listPrices",
    tag: "prices",
    summary: "Price versions, newest first",
    scope: "read",
    query: pricesQuery,
    answers: {
      200: {
        description: "A page of prices",
        schema: z.object({ data: z.array(priceSchema), nextCursor: z.string().nullable() }),
      },
    },
    handle: async ({ actor, query }) => {
      const page = await commands.listPrices(actor, query);
      return page.ok ? ok({ status: 200, body: page.value }) : page;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/prices",
    id: "addPrice",
    tag: "prices",
    summary: "A new price version; it settles what is unpriced and leaves what is priced",
    scope: "costs:write",
    body: priceInput,
    idempotency: true,
    answers: { 201: { description: "The price", schema: priceSchema } },
    refusals: ["price_overlap"],
    handle: async ({ actor, body }) => {
      const added = await commands.addPrice(actor, body);
      return added.ok ? ok({ status: 201, body: added.value }) : added;
    },
  }),
];
