import "server-only";
import pg from "pg";
import { type Actor, authorize } from "../../auth";
import { type CsvCell, toCsvLine } from "../../kernel/csv";
import { toLocalInput } from "../../kernel/local-time";
import { plainMicros } from "../../kernel/money";
import { ok, type Result, refuse } from "../../kernel/result";
import { databaseUrl } from "../../platform/db";
import { readEnv } from "../../platform/env";
import { decideLedgerRange, type LedgerRange, type LedgerRow } from "../ledger";
import { openLedger } from "./ledger-queries";
import { toLedgerRow } from "./ledger-rows";
import { streamLedger } from "./ledger-sql";
import { reportingCurrency } from "./reporting-currency";

const ROWS_AT_ONCE = 5_000;
/** Whoever stops reading gives the snapshot up. */
const IDLE_MS = 60_000;
/** Each holds a connection and a snapshot of the database. */
const MOST_AT_ONCE = 3;
let underWay = 0;

const head = [
  "row",
  "at",
  "local_at",
  "time_zone",
  "occurred_at",
  "event",
  "user",
  "source",
  "model",
  "provider",
  "region",
  "campaign",
  "service_tier",
  "requests",
  "input_tokens",
  "cached_input_tokens",
  "output_tokens",
  "reasoning_tokens",
  "cache_write_tokens",
  "audio_input_tokens",
  "audio_output_tokens",
  "gpu_seconds",
  "price",
  "cost",
  "currency",
  "given_cost",
  "given_currency",
  "state",
];

function toCells(row: LedgerRow, zone: string, currency: string): CsvCell[] {
  return [
    row.id,
    row.at,
    toLocalInput(row.at, zone),
    zone,
    row.occurredAt,
    row.eventId,
    row.subject,
    row.source,
    row.model,
    row.provider,
    row.region,
    row.campaign,
    row.serviceTier,
    row.requests,
    row.inputTokens,
    row.cachedInputTokens,
    row.outputTokens,
    row.reasoningTokens,
    row.cacheWriteTokens,
    row.audioInputTokens,
    row.audioOutputTokens,
    row.gpuSeconds,
    row.priceId,
    row.costMicros === null ? null : plainMicros(row.costMicros),
    currency,
    row.given ? plainMicros(row.given.micros) : null,
    row.given?.currency ?? null,
    row.state,
  ];
}

/** The lines of the file, of one snapshot, on a connection of its own: a million rows take no more memory than some thousand. */
async function* linesOf(
  range: LedgerRange,
  edges: { from: number; to: number },
  zone: string,
  currency: string,
): AsyncGenerator<string> {
  const client = new pg.Client({ connectionString: databaseUrl(), application_name: "sluice export_ledger" });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    await client.query(`SET LOCAL idle_in_transaction_session_timeout = ${IDLE_MS}`);
    const { scope, names } = await openLedger(client, range, edges);
    yield toCsvLine(head);
    for await (const rows of streamLedger(client, scope, ROWS_AT_ONCE)) {
      yield rows
        .flatMap((row) => {
          const named = names.get(row.dimension_id);
          return named ? toCsvLine(toCells(toLedgerRow(row, named), zone, currency)) : [];
        })
        .join("");
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

function busy() {
  const refused = refuse("unavailable", "Other exports are under way. Ask again in a moment.");
  return { ok: false as const, error: { ...refused.error, retryAfterSeconds: 5 } };
}

/**
 * The rows of the ledger as CSV, all of them, the oldest first, cost in currency units to the millionth; their sum is the
 * ledger's total to the last unit. `forbidden` for whoever may not export cost data; `unavailable` while others run.
 */
export async function exportLedger(
  actor: Actor,
  { timeZone, ...range }: LedgerRange & { timeZone?: string | undefined },
): Promise<Result<{ name: string; body: ReadableStream<Uint8Array> }>> {
  const may = authorize(actor, "export_costs");
  if (!may.ok) return may;
  const decided = decideLedgerRange(range);
  if (!decided.ok) return decided;
  if (underWay >= MOST_AT_ONCE) return busy();
  const zone = timeZone ?? readEnv("REPORTING_TIME_ZONE").REPORTING_TIME_ZONE;
  const currency = await reportingCurrency();
  underWay += 1;
  const lines = linesOf(range, decided.value, zone, currency);
  const text = new TextEncoder();
  let open = true;
  const close = () => {
    if (open) underWay -= 1;
    open = false;
  };
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { value, done } = await lines.next();
          if (!done) return controller.enqueue(text.encode(value));
          close();
          controller.close();
        } catch (error) {
          close();
          controller.error(error);
        }
      },
      async cancel() {
        close();
        await lines.return(undefined);
      },
    },
    { highWaterMark: 1 },
  );
  const dayOf = (at: number) => toLocalInput(new Date(at).toISOString(), zone).slice(0, 10);
  return ok({
    name: `ledger-${dayOf(decided.value.from)}-to-${dayOf(decided.value.to - 1)}.csv`,
    body,
  });
}
