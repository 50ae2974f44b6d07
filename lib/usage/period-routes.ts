import "server-only";
import { z } from "zod";
import { type ApiRoute, defineRoute } from "../entry";
import { pageFields } from "../kernel/page";
import { ok } from "../kernel/result";
import { closePeriodInput, periodName, periodSchema, reopenPeriodInput } from "./period";
import * as commands from "./server";

const tag = "periods";
const params = z.strictObject({ period: periodName });
const listQuery = z.strictObject({
  ...pageFields,
});

/** Closing the books, machine to machine. */
export const periodRoutes: ApiRoute[] = [
  defineRoute({
    method: "get",
    path: "/api/v1/periods",
    id: "listPeriods",
    tag,
    summary: "The months of the ledger, newest first: totals, corrections, and which are closed",
    scope: "read",
    heavy: true,
    query: listQuery,
    answers: {
      200: {
        description: "A page of months",
        schema: z.object({ data: z.array(periodSchema), nextCursor: z.string().nullable() }),
      },
    },
    handle: async ({ actor, query }) => {
      const { limit, cursor } = query;
      const page = await commands.listPeriods(actor, {
        ...(limit !== undefined && { limit }),
        ...(cursor !== undefined && { cursor }),
      });
      return page.ok ? ok({ status: 200, body: page.value }) : page;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/periods/{period}",
    id: "getPeriod",
    tag,
    summary: "One month with its rows",
    scope: "read",
    heavy: true,
    params,
    answers: { 200: { description: "The month", schema: periodSchema } },
    handle: async ({ actor, params }) => {
      const period = await commands.getPeriod(actor, params.period);
      return period.ok ? ok({ status: 200, body: period.value }) : period;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/periods/{period}/close",
    id: "closePeriod",
    tag,
    summary:
      "Closes a month that is over; what arrives later is booked as a correction in the first open one",
    scope: "costs:write",
    params,
    body: closePeriodInput,
    idempotency: true,
    answers: { 200: { description: "The closed month with its rows", schema: periodSchema } },
    refusals: ["invalid_transition"],
    handle: async ({ actor, params, body }) => {
      const period = await commands.closePeriod(actor, params.period, body);
      return period.ok ? ok({ status: 200, body: period.value }) : period;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/periods/{period}/reopen",
    id: "reopenPeriod",
    tag,
    summary: "Opens a closed month again: administrators only, never a key",
    scope: "person",
    permission: "reopen_period",
    params,
    body: reopenPeriodInput,
    idempotency: true,
    answers: { 200: { description: "The open month with its rows", schema: periodSchema } },
    refusals: ["invalid_transition"],
    handle: async ({ actor, params, body }) => {
      const period = await commands.reopenPeriod(actor, params.period, body);
      return period.ok ? ok({ status: 200, body: period.value }) : period;
    },
  }),
];
