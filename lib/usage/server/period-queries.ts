import "server-only";
import { type Actor, authorize } from "../../auth";
import { parseCursor, toCursor, wrongCursor } from "../../kernel/cursor";
import { minorDigits } from "../../kernel/money";
import { ok, type Result } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import { readEnv } from "../../platform/env";
import type { ClosedPeriod } from "../../platform/prisma-client/client";
import { divideHalfUp, fromScaled } from "../decimal";
import { type Period, type PeriodRow, periodEdges, periodOf } from "../period";
import { type Reconciliation, reconcile } from "../reconciliation";
import { listInvoicedPeriods, readInvoiced } from "./invoice-queries";
import { reportingCurrency } from "./reporting-currency";
import { DEMO_SOURCE } from "./usage-queries";
import type { SumColumns } from "./usage-report-sql";
import { addSums, noSums, type Sums, toSums } from "./usage-sums";

export const periodZone = () => readEnv("REPORTING_TIME_ZONE").REPORTING_TIME_ZONE;

type Edges = { from: number; to: number };

/** Once usage of somebody's own is there, the demo is left out, as on the screens. */
const counted = `(d.source <> '${DEMO_SOURCE}' OR NOT EXISTS (SELECT 1 FROM usage_dimension WHERE source <> '${DEMO_SOURCE}'))`;
const sumColumns = [
  "requests",
  "input_tokens",
  "output_tokens",
  "cached_input_tokens",
  "reasoning_tokens",
  "gpu_seconds",
  "cost_micros",
  "unpriced_requests",
  "unconverted_requests",
]
  .map((column) => `sum(r.${column})::text AS ${column}`)
  .join(", ");

type LedgerRow = SumColumns & {
  source: string;
  model: string;
  provider: string;
  region: string;
  campaign: string;
};
export type Ledger = { rows: PeriodRow[]; totals: Sums };

function figuresOf(sums: Sums) {
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

/** The rows of a stretch of time, one for each thing that is charged for, and their totals. */
export async function readLedger(tx: Tx, { from, to }: Edges): Promise<Ledger> {
  const rows = await tx.$queryRawUnsafe<LedgerRow[]>(
    `SELECT d.source, d.model, d.provider, d.region, d.campaign, ${sumColumns}
     FROM usage_dimension d JOIN usage_rollup r ON r.dimension_id = d.id
     WHERE r.bucket_start >= to_timestamp($1::float8) AND r.bucket_start < to_timestamp($2::float8) AND ${counted}
     GROUP BY 1, 2, 3, 4, 5 ORDER BY sum(r.cost_micros) DESC, 1, 2, 3, 4, 5`,
    from / 1000,
    to / 1000,
  );
  const totals = noSums();
  return {
    totals,
    rows: rows.map(({ source, model, provider, region, campaign, ...columns }) => {
      const sums = toSums(columns);
      addSums(totals, sums);
      return {
        source,
        model,
        provider: provider || null,
        region: region || null,
        campaign: campaign || null,
        ...figuresOf(sums),
      };
    }),
  };
}

type Corrections = Period["corrections"];

async function readCorrections(stretches: Edges[]): Promise<Corrections[]> {
  const rows = await db().$queryRawUnsafe<{ requests: string; cost_micros: string }[]>(
    `SELECT s.requests::text, s.cost_micros::text
     FROM unnest($1::float8[], $2::float8[]) WITH ORDINALITY AS w (from_s, to_s, nth) CROSS JOIN LATERAL (
       SELECT coalesce(sum(e.requests), 0) AS requests, coalesce(sum(e.cost_micros), 0) AS cost_micros
       FROM usage_event e JOIN usage_dimension d ON d.id = e.dimension_id
       WHERE e.occurred_at IS NOT NULL AND e.at >= to_timestamp(w.from_s) AND e.at < to_timestamp(w.to_s)
         AND ${counted}) s
     ORDER BY nth`,
    stretches.map(({ from }) => from / 1000),
    stretches.map(({ to }) => to / 1000),
  );
  return rows.map((row) => ({ requests: Number(row.requests), costMicros: row.cost_micros }));
}

async function readTotals(stretches: Edges[]): Promise<Sums[]> {
  const rows = await db().$queryRawUnsafe<(SumColumns & { requests: string | null })[]>(
    `SELECT s.* FROM unnest($1::float8[], $2::float8[]) WITH ORDINALITY AS w (from_s, to_s, nth) CROSS JOIN LATERAL (
       SELECT ${sumColumns} FROM usage_dimension d JOIN usage_rollup r ON r.dimension_id = d.id
       WHERE r.bucket_start >= to_timestamp(w.from_s) AND r.bucket_start < to_timestamp(w.to_s) AND ${counted}) s
     ORDER BY nth`,
    stretches.map(({ from }) => from / 1000),
    stretches.map(({ to }) => to / 1000),
  );
  return rows.map((row) => (row.requests === null ? noSums() : toSums(row)));
}

/** Micro-units → minor units of a currency, half up: lines of invoices may be finer. */
function toMinor(micros: bigint, currency: string): number {
  const unit = 10n ** BigInt(Math.max(0, 6 - minorDigits(currency)));
  return Number(micros < 0n ? -divideHalfUp(-micros, unit) : divideHalfUp(micros, unit));
}

type InvoicedSum = NonNullable<Period["invoiced"]>;

/** Lines of invoices by month; a closed month's as they stood when it was closed. */
async function readInvoicedSums(
  periods: string[],
  closed: Map<string, ClosedPeriod>,
  currency: string,
): Promise<Map<string, InvoicedSum>> {
  const sums = new Map<string, InvoicedSum>();
  for (const [period, { reconciliation }] of closed) {
    const { totals } = (reconciliation as Reconciliation | null) ?? {};
    if (totals && totals.lines > 0)
      sums.set(period, { lines: totals.lines, costMicros: totals.invoicedMicros });
  }
  const open = periods.filter((period) => !closed.has(period));
  for (const period of await listInvoicedPeriods(db(), open)) {
    const { totals } = reconcile([], await readInvoiced(db(), period, currency));
    sums.set(period, { lines: totals.lines, costMicros: totals.invoicedMicros });
  }
  return sums;
}

function toPeriod(
  period: string,
  now: number,
  currency: string,
  closed: ClosedPeriod | undefined,
  totals: Sums,
  corrections: Corrections,
  invoiced: InvoicedSum | undefined,
): Period {
  const zone = closed?.timeZone ?? periodZone();
  const { from, to } = edgesOf(period, closed);
  const invoice = closed?.invoiceMicros ?? null;
  const charged = closed || !invoiced?.costMicros ? invoice : BigInt(invoiced.costMicros);
  return {
    period,
    status: closed ? "closed" : "open",
    startsAt: new Date(from).toISOString(),
    endsAt: new Date(to).toISOString(),
    timeZone: zone,
    isOver: to <= now,
    currency,
    totals: figuresOf(totals),
    corrections,
    ...(closed && { closedAt: closed.closedAt.toISOString(), closedBy: closed.closedBy }),
    ...(closed?.reason ? { reason: closed.reason } : {}),
    ...(invoice !== null && { invoice: { amount: toMinor(invoice, currency), currency } }),
    ...(invoiced && { invoiced }),
    ...(charged !== null && { differenceMicros: String(charged - totals.costMicros) }),
  };
}

/** A closed period keeps the clocks that it was closed on. */
function edgesOf(period: string, closed: ClosedPeriod | undefined): Edges {
  if (closed) return { from: closed.fromAt.getTime(), to: closed.toAt.getTime() };
  return periodEdges(period, periodZone());
}

async function readPeriods(periods: string[], now: number): Promise<Period[]> {
  if (periods.length === 0) return [];
  const currency = await reportingCurrency();
  const held = await db().closedPeriod.findMany({ where: { period: { in: periods } } });
  const closed = new Map(held.map((row) => [row.period, row]));
  const edges = periods.map((period) => edgesOf(period, closed.get(period)));
  const [totals, corrections, invoiced] = await Promise.all([
    readTotals(edges),
    readCorrections(edges),
    readInvoicedSums(periods, closed, currency),
  ]);
  return periods.map((period, index) =>
    toPeriod(
      period,
      now,
      currency,
      closed.get(period),
      totals[index] ?? noSums(),
      corrections[index] ?? { requests: 0, costMicros: "0" },
      invoiced.get(period),
    ),
  );
}

async function firstUsageAt(): Promise<number | null> {
  const [row] = await db().$queryRaw<{ first: Date | null }[]>`
    SELECT min(first) AS first FROM usage_dimension d CROSS JOIN LATERAL (SELECT bucket_start AS first FROM usage_rollup
      WHERE dimension_id = d.id ORDER BY bucket_start LIMIT 1) r`;
  return row?.first?.getTime() ?? null;
}

/** The months from the running one back to the first with usage, the newest first. */
export async function listPeriods(
  actor: Actor,
  { limit = 12, cursor }: { limit?: number; cursor?: string } = {},
  now = Date.now(),
): Promise<Result<{ data: Period[]; nextCursor: string | null }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const zone = periodZone();
  let period = periodOf(now, zone);
  if (cursor !== undefined) {
    const parts = parseCursor(cursor, 1);
    if (!parts.ok) return parts;
    period = parts.value[0] ?? "";
    if (!/^20\d\d-(0[1-9]|1[0-2])$/.test(period)) return wrongCursor();
  }
  const first = periodOf((await firstUsageAt()) ?? now, zone);
  const periods: string[] = [];
  while (period >= first && periods.length <= limit) {
    periods.push(period);
    period = periodOf(periodEdges(period, zone).from - 1, zone);
  }
  const next = periods.length > limit ? periods.pop() : undefined;
  return ok({ data: await readPeriods(periods, now), nextCursor: next ? toCursor([next]) : null });
}

/** One month with its rows: what closing it would fix, or has fixed. */
export async function getPeriod(actor: Actor, period: string, now = Date.now()): Promise<Result<Period>> {
  const may = authorize(actor, "see");
  return may.ok ? ok(await readPeriod(period, now)) : may;
}

/** The same for whoever just changed it, which a key that sees nothing else may. */
export async function readPeriod(period: string, now = Date.now()): Promise<Period> {
  const [found] = await readPeriods([period], now);
  if (!found) throw new Error("a period was not read");
  const edges = { from: Date.parse(found.startsAt), to: Date.parse(found.endsAt) };
  return { ...found, rows: (await readLedger(db(), edges)).rows };
}
