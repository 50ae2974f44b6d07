import "server-only";
import { type Actor, authorize } from "../../auth";
import { type CsvCell, toCsvLine } from "../../kernel/csv";
import { toLocalInput } from "../../kernel/local-time";
import { plainMicros } from "../../kernel/money";
import { ok, type Result } from "../../kernel/result";
import type { UsageQuery, UsageReport, UsageRow } from "../../usage";
import { getUsageReport } from "../../usage/server";

const head = [
  "start",
  "local_start",
  "time_zone",
  "group",
  "requests",
  "input_tokens",
  "output_tokens",
  "cached_input_tokens",
  "reasoning_tokens",
  "gpu_seconds",
  "cost",
  "currency",
  "unpriced_requests",
  "unconverted_requests",
  "active_users",
  "new_users",
  "retained_users",
  "returned_users",
  "churned_users",
];

function toCells(row: UsageRow, { groupBy }: UsageQuery, { timeZone, currency }: UsageReport): CsvCell[] {
  return [
    row.start,
    toLocalInput(row.start, timeZone),
    timeZone,
    groupBy ? (row[groupBy] ?? null) : null,
    row.requests,
    row.inputTokens,
    row.outputTokens,
    row.cachedInputTokens,
    row.reasoningTokens,
    row.gpuSeconds,
    plainMicros(row.costMicros),
    currency,
    row.unpricedRequests,
    row.unconvertedRequests,
    row.activeUsers,
    row.newUsers,
    row.retainedUsers,
    row.returnedUsers,
    row.churnedUsers,
  ];
}

const ROWS_A_CHUNK = 500;

/** The lines of the file, some hundred at a time, so that none waits for all. */
function* linesOf(report: UsageReport, query: UsageQuery): Generator<string> {
  yield toCsvLine(head);
  for (let at = 0; at < report.data.length; at += ROWS_A_CHUNK) {
    yield report.data
      .slice(at, at + ROWS_A_CHUNK)
      .map((row) => toCsvLine(toCells(row, query, report)))
      .join("");
  }
}

/**
 * The usage report as CSV: the same rows as GET /api/v1/usage, cost in currency units to the millionth. `forbidden` for
 * whoever may not export cost data.
 */
export async function exportUsage(
  actor: Actor,
  query: UsageQuery,
): Promise<Result<{ name: string; body: ReadableStream<Uint8Array> }>> {
  const may = authorize(actor, "export_costs");
  if (!may.ok) return may;
  const report = await getUsageReport(actor, query);
  if (!report.ok) return report;
  const lines = linesOf(report.value, query);
  const text = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value, done } = lines.next();
      if (done) controller.close();
      else controller.enqueue(text.encode(value));
    },
  });
  const { timeZone } = report.value;
  const dayOf = (at: string) => toLocalInput(at, timeZone).slice(0, 10);
  const last = new Date(Date.parse(query.to) - 1).toISOString();
  return ok({ name: `usage-${dayOf(query.from)}-to-${dayOf(last)}.csv`, body });
}
