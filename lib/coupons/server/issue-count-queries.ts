import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { pool } from "../../platform/db";

const MINUTE_MS = 60_000;

export type IssueWindow = { from: Date; to: Date };

/** Whole minutes inside a window, which coupon_minute counts, and what sticks out on either side. */
function split({ from, to }: IssueWindow, nth: number) {
  const first = Math.ceil(from.getTime() / MINUTE_MS) * MINUTE_MS;
  const last = Math.floor(to.getTime() / MINUTE_MS) * MINUTE_MS;
  if (first >= last) return { whole: [], rest: [{ nth, from, to }] };
  return {
    whole: [{ nth, from: new Date(first), to: new Date(last) }],
    rest: [
      { nth, from, to: new Date(first) },
      { nth, from: new Date(last), to },
    ],
  };
}

const columns = (windows: (IssueWindow & { nth: number })[]) => [
  windows.map(({ nth }) => nth),
  windows.map(({ from }) => from),
  windows.map(({ to }) => to),
];

/**
 * Coupons issued in each window [from, to), by the key of their campaign, in the order of the windows; campaigns that
 * issued none are left away. Exact to the millisecond, and cheap however long the windows are.
 */
export async function countIssuedBetween(
  actor: Actor,
  windows: readonly IssueWindow[],
): Promise<Result<Map<string, number>[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const parts = windows.map(split);
  const { rows } = await pool().query<{ nth: number; key: string; issued: string }>(
    // one index scan a window: a grouping of its own keeps the planner from joining windows with the whole table
    `SELECT counted.nth, c.key, sum(counted.issued)::text AS issued FROM (
       SELECT w.nth, s.*
       FROM unnest($1::int[], $2::timestamptz[], $3::timestamptz[]) AS w (nth, from_at, to_at) CROSS JOIN LATERAL (
         SELECT m.campaign_id, sum(m.issued) AS issued FROM coupon_minute m
         WHERE m.minute >= w.from_at AND m.minute < w.to_at GROUP BY m.campaign_id) s
       UNION ALL
       SELECT w.nth, s.*
       FROM unnest($4::int[], $5::timestamptz[], $6::timestamptz[]) AS w (nth, from_at, to_at) CROSS JOIN LATERAL (
         SELECT k.campaign_id, count(*) FROM coupon k
         WHERE k.issued_at >= w.from_at AND k.issued_at < w.to_at GROUP BY k.campaign_id) s
     ) counted JOIN campaign c ON c.id = counted.campaign_id GROUP BY 1, 2`,
    [...columns(parts.flatMap(({ whole }) => whole)), ...columns(parts.flatMap(({ rest }) => rest))],
  );
  const counts = windows.map(() => new Map<string, number>());
  for (const { nth, key, issued } of rows) counts[nth]?.set(key, Number(issued));
  return ok(counts);
}

/** Coupons ever issued, of all campaigns; by their counters. */
export async function countIssuedInAll(actor: Actor): Promise<Result<number>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const { rows } = await pool().query<{ issued: string }>(
    "SELECT coalesce(sum(issued), 0)::text AS issued FROM campaign",
  );
  return ok(Number(rows[0]?.issued ?? 0));
}

/** What moves with coupons and campaigns: another text = something changed. Cheap enough to ask each second. */
export async function getCouponPulse(): Promise<{ coupons: string; campaigns: string }> {
  const { rows } = await pool().query<{ coupons: string; campaigns: string }>(
    `SELECT concat_ws('.', coalesce(sum(issued), 0), coalesce(sum(redeemed), 0), coalesce(sum(expired), 0),
         coalesce(sum(revoked), 0), coalesce(sum(discount_spent), 0), coalesce(sum(discount_open), 0)) AS coupons,
       concat_ws('.', count(*), coalesce(sum(revision), 0)) AS campaigns
     FROM campaign`,
  );
  return rows[0] ?? { coupons: "", campaigns: "" };
}
