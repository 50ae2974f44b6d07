import "server-only";
import { z } from "zod";
import { type ApiRoute, defineRoute } from "../entry";
import { ok, refuse } from "../kernel/result";
import {
  addedInvoicesSchema,
  invoiceLineSchema,
  invoicesQuery,
  reconciliationQuery,
  removeInvoiceInput,
} from "./invoice-input";
import { reconciliationSchema } from "./reconciliation";
import * as commands from "./server";

const tag = "invoices";
const FILE_LIMIT = 4 * 1024 * 1024;

/** What providers charge, and how far it is from what was metered. */
export const invoiceRoutes: ApiRoute[] = [
  defineRoute({
    method: "post",
    path: "/api/v1/invoices",
    id: "addInvoices",
    tag,
    summary:
      "Add the lines of a CSV of invoices: provider, invoice, period (or from, to), amount, currency, and line, model, description if there are any; all or none, and the same file again adds nothing",
    scope: "costs:write",
    rawBody: { maxBytes: FILE_LIMIT, contentTypes: ["text/csv"] },
    idempotency: true,
    answers: { 200: { description: "How many lines are new", schema: addedInvoicesSchema } },
    handle: async ({ actor, bytes }) => {
      let text: string;
      try {
        text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      } catch {
        return refuse("invalid_json", "The file is not UTF-8. Save it as CSV in UTF-8.");
      }
      const added = await commands.addInvoices(actor, text);
      return added.ok ? ok({ status: 200, body: added.value }) : added;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/invoices",
    id: "listInvoices",
    tag,
    summary: "Lines of invoices, newest first",
    scope: "read",
    query: invoicesQuery,
    answers: {
      200: {
        description: "A page of lines",
        schema: z.object({ data: z.array(invoiceLineSchema), nextCursor: z.string().nullable() }),
      },
    },
    handle: async ({ actor, query }) => {
      const page = await commands.listInvoices(actor, query);
      return page.ok ? ok({ status: 200, body: page.value }) : page;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/invoices/remove",
    id: "removeInvoice",
    tag,
    summary: "Take an invoice back with all its lines; closed months keep what they showed",
    scope: "costs:write",
    body: removeInvoiceInput,
    idempotency: true,
    answers: { 200: { description: "How many lines went", schema: z.object({ removed: z.int() }) } },
    refusals: ["not_found"],
    handle: async ({ actor, body }) => {
      const removed = await commands.removeInvoice(actor, body);
      return removed.ok ? ok({ status: 200, body: removed.value }) : removed;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/reconciliations",
    id: "getReconciliation",
    tag,
    summary: "A month's metered cost beside its invoices, by provider, and by model where a line names one",
    scope: "read",
    heavy: true,
    query: reconciliationQuery,
    answers: { 200: { description: "The month", schema: reconciliationSchema } },
    handle: async ({ actor, query: { period } }) => {
      const read = await commands.getReconciliation(actor, period);
      return read.ok ? ok({ status: 200, body: read.value }) : read;
    },
  }),
];
