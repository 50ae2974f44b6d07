import "server-only";
import { z } from "zod";
import { type ApiRoute, defineRoute } from "../entry";
import { ok } from "../kernel/result";
import { ledgerFileQuery, ledgerQuery, ledgerSchema } from "./ledger";
import { ledgerEntrySchema } from "./ledger-entry";
import * as commands from "./server";

const tag = "ledger";

/** The rows behind the figures, machine to machine. */
export const ledgerRoutes: ApiRoute[] = [
  defineRoute({
    method: "get",
    path: "/api/v1/ledger",
    id: "listLedger",
    tag,
    summary: "The usage events behind a figure, the newest first, with what all of them come to",
    scope: "read",
    heavy: true,
    query: ledgerQuery,
    answers: { 200: { description: "A page of rows, and totals over all rows", schema: ledgerSchema } },
    handle: async ({ actor, query }) => {
      const ledger = await commands.listLedger(actor, query);
      return ledger.ok ? ok({ status: 200, body: ledger.value }) : ledger;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/ledger.csv",
    id: "exportLedger",
    tag,
    summary: "The same rows as CSV, all of them, cost in currency units to the millionth",
    scope: "read",
    permission: "export_costs",
    heavy: true,
    query: ledgerFileQuery,
    answers: { 200: { description: "The file", schema: z.string(), contentType: "text/csv" } },
    handle: async ({ actor, query }) => {
      const file = await commands.exportLedger(actor, query);
      if (!file.ok) return file;
      const headers = {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="${file.value.name}"`,
        "cache-control": "no-store",
      };
      return ok({ status: 200, raw: new Response(file.value.body, { headers }) });
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/ledger/{id}",
    id: "getLedgerEntry",
    tag,
    summary:
      "How one row's cost came about: each class by its price, the rate, the rounding, what corrected it",
    scope: "read",
    params: z.strictObject({ id: z.string() }),
    answers: { 200: { description: "The row and its reckoning", schema: ledgerEntrySchema } },
    refusals: ["not_found"],
    handle: async ({ actor, params }) => {
      const entry = await commands.getLedgerEntry(actor, params.id);
      return entry.ok ? ok({ status: 200, body: entry.value }) : entry;
    },
  }),
];
