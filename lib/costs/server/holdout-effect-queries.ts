import "server-only";
import { pool } from "../../platform/db";
import type { CountedGroup } from "../holdout-effect";

/** How far back users are compared. */
const MOST_DAYS = 90;

export type CountedEffect = {
  from: Date | null;
  to: Date | null;
  given: CountedGroup;
  heldOut: CountedGroup;
  /** Requests of both groups with a cost and without one. */
  priced: number;
  unpriced: number;
};
type Row = {
  held: boolean;
  subjects: string;
  active: string;
  mean: number | null;
  variance: number | null;
  priced: string | null;
  unpriced: string | null;
  first: Date | null;
  last: Date | null;
};

const nobody: CountedGroup = { subjects: 0, active: 0, mean: 0, variance: 0 };

/**
 * Whoever got a coupon of the campaign and whoever was held out, each from their own moment on, `days` days long. Only
 * those whose days are over at `now`, and only of the stretch in which both happened: before the holdout was set, or after
 * the last coupon, there is nobody to compare with. Active: a request more than a day after, so that the visit in which
 * the coupon was given does not count. Read from the events: seconds over millions; callers keep it.
 */
export async function countHoldoutEffect(
  campaignId: string,
  days: number,
  now: Date,
): Promise<CountedEffect> {
  const { rows } = await pool().query<Row>(
    `WITH given AS MATERIALIZED (
       SELECT k.subject, min(k.issued_at) AS at FROM coupon k
       WHERE k.campaign_id = $1 AND k.issued_at IS NOT NULL GROUP BY 1
     ), held AS MATERIALIZED (
       SELECT t.subject, t.at FROM turned_away t
       WHERE t.campaign_id = $1 AND t.reason = 'held_out'
         AND NOT EXISTS (SELECT 1 FROM given g WHERE g.subject = t.subject)
     ), stretch AS MATERIALIZED (
       SELECT greatest(g.first, h.first, $3::timestamptz - make_interval(days => ${MOST_DAYS})) AS first,
         least(g.last, h.last, $3::timestamptz - make_interval(days => $2)) AS last
       FROM (SELECT min(at) AS first, max(at) AS last FROM given) g, (SELECT min(at) AS first, max(at) AS last FROM held) h
     ), who AS MATERIALIZED (
       SELECT both_of.*, s.id FROM (
         SELECT subject, at, false AS held FROM given UNION ALL SELECT subject, at, true FROM held) both_of
       JOIN stretch ON both_of.at BETWEEN stretch.first AND stretch.last
       LEFT JOIN usage_subject s ON s.subject = both_of.subject
     ), used AS (
       SELECT e.subject_id, bool_or(e.at >= w.at + interval '1 day') AS active, sum(coalesce(e.rated_micros, e.cost_micros)) AS cost,
         sum(e.requests) FILTER (WHERE e.cost_micros IS NOT NULL OR e.corrected) AS priced,
         sum(e.requests) FILTER (WHERE e.cost_micros IS NULL AND NOT e.corrected) AS unpriced
       FROM who w JOIN usage_event e ON e.subject_id = w.id
         AND e.at >= w.at AND e.at < w.at + make_interval(days => $2)
       WHERE e.at >= (SELECT first FROM stretch)
         AND e.at < (SELECT last FROM stretch) + make_interval(days => $2)
       GROUP BY 1
     )
     SELECT w.held, count(*) AS subjects, count(*) FILTER (WHERE u.active) AS active,
       avg(coalesce(u.cost, 0))::float8 AS mean, var_samp(coalesce(u.cost, 0)::float8) AS variance,
       sum(u.priced) AS priced, sum(u.unpriced) AS unpriced, (SELECT first FROM stretch) AS first, (SELECT last FROM stretch) AS last
     FROM who w LEFT JOIN used u ON u.subject_id = w.id GROUP BY 1`,
    [campaignId, days, now],
  );
  const group = (held: boolean): CountedGroup => {
    const row = rows.find((one) => one.held === held);
    if (!row) return nobody;
    return {
      subjects: Number(row.subjects),
      active: Number(row.active),
      mean: row.mean ?? 0,
      variance: row.variance ?? 0,
    };
  };
  return {
    from: rows[0]?.first ?? null,
    to: rows[0]?.last ?? null,
    given: group(false),
    heldOut: group(true),
    priced: rows.reduce((sum, { priced }) => sum + Number(priced ?? 0), 0),
    unpriced: rows.reduce((sum, { unpriced }) => sum + Number(unpriced ?? 0), 0),
  };
}

/** null when there is no such campaign. */
export async function findCampaignId(key: string): Promise<string | null> {
  if (!/^[a-z0-9-]{3,60}$/.test(key)) return null;
  const { rows } = await pool().query<{ id: string }>("SELECT id FROM campaign WHERE key = $1", [key]);
  return rows[0]?.id ?? null;
}
