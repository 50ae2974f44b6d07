import "server-only";
import { db, type Tx } from "../../platform/db";
import {
  type DroppedMonth,
  type KeptMonths,
  keptMonths,
  type StoredMonth,
  storedMonthEdges,
} from "../kept-rows";
import { openReratings } from "../rerating";

export const KEPT_ROWS = "usage_rows.months";

export async function readKeptMonths(): Promise<KeptMonths> {
  const row = await db().setting.findUnique({ where: { key: KEPT_ROWS }, select: { value: true } });
  return keptMonths.find((one) => one === row?.value) ?? "never";
}

/** The newest first. */
export async function listDroppedMonths(): Promise<DroppedMonth[]> {
  const rows = await db().usageDroppedMonth.findMany({ orderBy: { month: "desc" } });
  return rows.map(({ month, rows: gone, keptRows, droppedAt }) => ({
    month,
    rows: Number(gone),
    keptRows: Number(keptRows),
    droppedAt: droppedAt.toISOString(),
  }));
}

/** The newest month that has lost its rows among those that a stretch of time (milliseconds) touches; null without one. */
export async function findDroppedMonth(
  { from, to }: { from: number; to: number },
  tx: Tx = db(),
): Promise<StoredMonth | null> {
  const row = await tx.usageDroppedMonth.findFirst({
    where: {
      month: {
        gte: new Date(from).toISOString().slice(0, 7),
        lte: new Date(to - 1).toISOString().slice(0, 7),
      },
    },
    orderBy: { month: "desc" },
    select: { month: true },
  });
  return row?.month ?? null;
}

/** Months before `before` that have all their rows, the oldest first. */
export async function listMonthsWithRows(before: StoredMonth): Promise<StoredMonth[]> {
  const rows = await db().$queryRaw<{ month: string }[]>`
    SELECT replace(right(c.relname, 7), '_', '-') AS month
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'usage_event'::regclass AND replace(right(c.relname, 7), '_', '-') < ${before}
      AND NOT EXISTS (SELECT 1 FROM usage_dropped_month d WHERE d.month = replace(right(c.relname, 7), '_', '-'))
    ORDER BY 1`;
  return rows.map(({ month }) => month);
}

/** What `decideDrop` wants to know of a month. */
export async function readDropState(tx: Tx, month: StoredMonth) {
  const { from, to } = storedMonthEdges(month);
  const [closed, [waiting], rerating, [limited]] = await Promise.all([
    tx.closedPeriod.findMany({
      where: { fromAt: { lt: new Date(to) }, toAt: { gt: new Date(from) } },
      select: { fromAt: true, toAt: true },
    }),
    tx.$queryRaw<{ waiting: boolean }[]>`
      SELECT EXISTS (SELECT 1 FROM usage_event WHERE at >= ${new Date(from)} AND at < ${new Date(to)}
        AND cost_micros IS NULL AND NOT corrected) AS waiting`,
    tx.rerating.findFirst({
      where: {
        status: { in: openReratings },
        fromAt: { lt: new Date(to) },
        toAt: { gt: new Date(from) },
      },
      select: { id: true },
    }),
    // its true-up reads them again whenever a worker starts
    tx.$queryRaw<{ limited: boolean }[]>`
      SELECT EXISTS (SELECT 1 FROM campaign c WHERE c.limit_cost_micros IS NOT NULL AND c.status NOT IN ('ended', 'archived')
        AND EXISTS (SELECT 1 FROM coupon k WHERE k.campaign_id = c.id AND k.issued_at < ${new Date(to)})) AS limited`,
  ]);
  return {
    closed: closed.map(({ fromAt, toAt }) => ({
      fromMicros: fromAt.getTime() * 1000,
      toMicros: toAt.getTime() * 1000,
    })),
    waitingRequests: waiting?.waiting ?? false,
    rerating: rerating !== null,
    limitedCampaign: limited?.limited ?? false,
  };
}

/** All rows of a stored month, and those of them that are corrections of months before. */
export async function countRows(month: StoredMonth): Promise<{ rows: number; corrections: number }> {
  const { from, to } = storedMonthEdges(month);
  const [row] = await db().$queryRaw<{ rows: bigint; corrections: bigint }[]>`
    SELECT count(*) AS rows, count(*) FILTER (WHERE occurred_at IS NOT NULL) AS corrections
    FROM usage_event WHERE at >= ${new Date(from)} AND at < ${new Date(to)}`;
  return { rows: Number(row?.rows ?? 0), corrections: Number(row?.corrections ?? 0) };
}
