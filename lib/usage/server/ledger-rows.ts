import "server-only";
import { fromScaled, toScaled } from "../decimal";
import type { LedgerRow, LedgerTotals } from "../ledger";
import type { LedgerNames } from "../ledger-filter";
import type { LedgerColumns } from "./ledger-sql";
import type { SumColumns } from "./usage-report-sql";
import { noSums, toSums } from "./usage-sums";

/** Microseconds since 1970 as RFC 3339, to the microsecond. */
export function toInstantText(micros: string): string {
  const at = BigInt(micros);
  const ms = new Date(Number(at / 1000n)).toISOString();
  const rest = String(at % 1000n).padStart(3, "0");
  return rest === "000" ? ms : `${ms.slice(0, -1)}${rest}Z`;
}

const orNull = (name: string) => name || null;
const gpuOf = (seconds: string) => Number(fromScaled(toScaled(seconds, 9) ?? 0n, 9));

export function toLedgerRow(row: LedgerColumns, names: LedgerNames): LedgerRow {
  const isWaiting = row.cost_micros === null;
  const hasBasis = row.price_id !== null || row.given_micros !== null;
  return {
    id: `${row.at_micros}-${row.id}`,
    at: toInstantText(row.at_micros),
    occurredAt: row.occurred_micros === null ? null : toInstantText(row.occurred_micros),
    eventId: row.event_id,
    subject: row.subject,
    source: names.source,
    model: names.model,
    provider: orNull(names.provider),
    region: orNull(names.region),
    campaign: orNull(names.campaign),
    serviceTier: orNull(names.serviceTier),
    requests: row.requests,
    inputTokens: Number(row.input_tokens),
    outputTokens: Number(row.output_tokens),
    cachedInputTokens: Number(row.cached_input_tokens),
    reasoningTokens: Number(row.reasoning_tokens),
    cacheWriteTokens: Number(row.cache_write_tokens ?? 0),
    audioInputTokens: Number(row.audio_input_tokens ?? 0),
    audioOutputTokens: Number(row.audio_output_tokens ?? 0),
    gpuSeconds: gpuOf(row.gpu_seconds),
    priceId: row.price_id === null ? null : String(row.price_id),
    costMicros: row.cost_micros,
    given:
      row.given_micros === null || row.given_currency === null
        ? null
        : { micros: row.given_micros, currency: row.given_currency },
    state: !isWaiting ? "priced" : hasBasis ? "unconverted" : "unpriced",
    corrected: row.corrected,
  };
}

export function toLedgerTotals(row: SumColumns | undefined): LedgerTotals {
  const sums = row ? toSums(row) : noSums();
  return {
    requests: Number(sums.requests),
    inputTokens: Number(sums.inputTokens),
    outputTokens: Number(sums.outputTokens),
    cachedInputTokens: Number(sums.cachedInputTokens),
    reasoningTokens: Number(sums.reasoningTokens),
    gpuSeconds: Number(fromScaled(sums.gpuNanos, 9)),
    costMicros: String(sums.costMicros),
    unpricedRequests: Number(sums.unpricedRequests),
    unconvertedRequests: Number(sums.unconvertedRequests),
  };
}
