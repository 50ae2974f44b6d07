import "server-only";
import { z } from "zod";
import { type ApiRoute, defineRoute } from "../entry";
import { pageFields } from "../kernel/page";
import { ok } from "../kernel/result";
import { RATES_LIMIT_BYTES } from "./exchange-rates-csv";
import { exchangeRateSchema } from "./price-input";
import * as commands from "./server";

const tag = "prices";
const pageQuery = z.strictObject({
  ...pageFields,
});

/** Rates into the reporting currency, machine to machine. */
export const exchangeRateRoutes: ApiRoute[] = [
  defineRoute({
    method: "get",
    path: "/api/v1/exchange-rates",
    id: "listExchangeRates",
    tag,
    summary: "Exchange rates, the latest day first; each holds from the start of its day (UTC)",
    scope: "read",
    query: pageQuery,
    answers: {
      200: {
        description: "A page of rates",
        schema: z.object({ data: z.array(exchangeRateSchema), nextCursor: z.string().nullable() }),
      },
    },
    handle: async ({ actor, query }) => {
      const page = await commands.pageExchangeRates(actor, query);
      return page.ok ? ok({ status: 200, body: page.value }) : page;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/exchange-rates",
    id: "importExchangeRates",
    tag,
    summary: "Rates as CSV (currency,into,effectiveFrom,rate, or the ECB's quotes a day), all or none",
    scope: "costs:write",
    rawBody: { maxBytes: RATES_LIMIT_BYTES, contentTypes: ["text/csv"] },
    idempotency: true,
    answers: {
      200: {
        description: "How many were added, and how many stood already",
        schema: z.object({ into: z.string(), added: z.int(), unchanged: z.int() }),
      },
    },
    refusals: ["price_overlap"],
    handle: async ({ actor, bytes }) => {
      const imported = await commands.importExchangeRates(actor, bytes);
      return imported.ok ? ok({ status: 200, body: imported.value }) : imported;
    },
  }),
];
