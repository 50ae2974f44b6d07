import { z } from "zod";
import { pageFields } from "../kernel/page";
import { ok, type Result, refuse } from "../kernel/result";
import { type LedgerFilter, ledgerFilterFields } from "./ledger-filter";
import { usageQuery } from "./usage-report";

export const LEDGER_PAGE = 50;
const MOST_ROWS = 100;
/** As long as the screens' longest range, with a day of a change of clocks. */
const MOST_RANGE_MS = 401 * 86_400_000;
const QUARTER_MS = 900_000;

const { from, to } = usageQuery.shape;
const ledgerFields = {
  from,
  to,
  ...ledgerFilterFields,
  exceptSource: z.string().min(1).max(400).optional().describe("Every source but this one"),
};

/** Query of GET /api/v1/ledger. */
export const ledgerQuery = z.strictObject({
  ...ledgerFields,
  ...pageFields,
});
/** Query of GET /api/v1/ledger.csv: the same rows, all of them. */
export const ledgerFileQuery = z.strictObject({
  ...ledgerFields,
  timeZone: usageQuery.shape.timeZone.describe("The clock of the local times"),
});
export type LedgerRange = LedgerFilter & { from: string; to: string };

/** The range in milliseconds, or 422 when it cuts a quarter of an hour, is empty or too long. */
export function decideLedgerRange(range: LedgerRange): Result<{ from: number; to: number }> {
  const wrong = (field: "from" | "to", detail: string) =>
    refuse("invalid_request", `query.${field}: ${detail}.`, [{ pointer: `#/query/${field}`, detail }]);
  const [begin, end] = [Date.parse(range.from), Date.parse(range.to)];
  // sums are kept by the quarter of an hour, and a day of any zone is made of whole ones
  if (begin % QUARTER_MS !== 0) return wrong("from", "must be a whole quarter of an hour, such as 10:15");
  if (end % QUARTER_MS !== 0) return wrong("to", "must be a whole quarter of an hour, such as 10:15");
  if (begin >= end) return wrong("to", "must be after from");
  if (end - begin > MOST_RANGE_MS) return wrong("to", "may be at most 400 days from from");
  return ok({ from: begin, to: end });
}

const count = z.int();
const micros = z.string();
const name = z.string().nullable();
const figures = {
  requests: count,
  inputTokens: count,
  outputTokens: count,
  cachedInputTokens: count,
  reasoningTokens: count,
  gpuSeconds: z.number(),
};

export const ledgerRowSchema = z.object({
  id: z.string(),
  /** When it is booked: its own time, unless that lies in a closed period. */
  at: z.iso.datetime(),
  /** When it was, of a correction; null of every other row. */
  occurredAt: z.iso.datetime().nullable(),
  /** The id that its sender gave it. */
  eventId: z.string(),
  subject: name,
  source: z.string(),
  model: z.string(),
  provider: name,
  region: name,
  campaign: name,
  serviceTier: name,
  ...figures,
  /** Parts of input and output with prices of their own. */
  cacheWriteTokens: count,
  audioInputTokens: count,
  audioOutputTokens: count,
  priceId: name,
  /** Micro-units of the reporting currency; null while it has none. A correction may be below 0. */
  costMicros: micros.nullable(),
  /** The cost that the event brought along, in its own currency. */
  given: z.object({ micros, currency: z.string() }).nullable(),
  /** priced: has a cost; unpriced: no price covers it; unconverted: a rate is missing. */
  state: z.enum(["priced", "unpriced", "unconverted"]),
  /** What it costs was set right by a row of its own, booked later. */
  corrected: z.boolean(),
});
export type LedgerRow = z.infer<typeof ledgerRowSchema>;

export const ledgerTotalsSchema = z.object({
  ...figures,
  costMicros: micros,
  unpricedRequests: count,
  unconvertedRequests: count,
});
export type LedgerTotals = z.infer<typeof ledgerTotalsSchema>;

/** Rows from the newest on; totals over all rows that are asked for, not those of the page. */
export const ledgerSchema = z.object({
  data: z.array(ledgerRowSchema),
  nextCursor: z.string().nullable(),
  previousCursor: z.string().nullable(),
  totals: ledgerTotalsSchema,
  /** The newest month (UTC) of these whose rows were dropped: sums count it, rows are there from the next on. */
  droppedMonth: z.string().nullable(),
  currency: z.string(),
  asOf: z.iso.datetime(),
});
export type Ledger = z.infer<typeof ledgerSchema>;
