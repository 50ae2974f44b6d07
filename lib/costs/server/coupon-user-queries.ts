import "server-only";
import { pool } from "../../platform/db";

/** Campaigns of one answer at most: those that gave something last. */
export const MOST_CAMPAIGNS = 50;

/** Users of a campaign who came to it on one day: the day of their first coupon, or of their first use of a shared code. */
export type CameOnDay = {
  campaign: string;
  /** Index of the day. */
  day: number;
  users: number;
  /** Those who redeemed something that stands. */
  redeemed: number;
  /** Numbers (usage_subject.id) of those who ever sent usage. */
  ids: number[];
};
export type DiscountOnDay = {
  campaign: string;
  day: number;
  utcDay: string;
  currency: string | null;
  redemptions: number;
  withoutAmount: number;
  amount: bigint;
};
export type CouponUsers = {
  campaigns: { key: string; name: string; hasHoldout: boolean; startedBefore: boolean }[];
  came: CameOnDay[];
  discounts: DiscountOnDay[];
};

const dates = (edges: readonly number[]) => edges.map((edge) => new Date(edge));

// whoever got a coupon, and whoever redeemed one: a shared code has no owner until then
const CAME = `chosen AS MATERIALIZED (
    SELECT c.id, c.key, c.name, c.discount_currency, c.holdout_percent FROM campaign c
    WHERE c.issued > 0 OR c.redeemed > 0
    ORDER BY coalesce(c.launched_at, c.created_at) DESC LIMIT ${MOST_CAMPAIGNS}
  ), got AS (
    SELECT campaign_id, subject, issued_at AS at, false AS redeemed FROM coupon
    WHERE issued_at IS NOT NULL AND subject IS NOT NULL AND campaign_id IN (SELECT id FROM chosen)
    UNION ALL
    SELECT campaign_id, subject, redeemed_at, rolled_back_at IS NULL FROM redemption
    WHERE campaign_id IN (SELECT id FROM chosen)
  ), came AS MATERIALIZED (
    SELECT campaign_id, subject, min(at) AS at, bool_or(redeemed) AS redeemed FROM got GROUP BY 1, 2
  )`;

type CameRow = Omit<CameOnDay, "ids" | "users" | "redeemed"> & {
  users: string;
  redeemed: string;
  ids: number[] | null;
};
type DiscountRow = { campaign: string; day: number; utc_day: string; currency: string | null } & Record<
  "redemptions" | "without_amount" | "amount",
  string
>;

/**
 * Who came to which campaign on the days between `edges` (milliseconds), and what their redemptions that stand cost until
 * the last edge, by the day on which the user came. Reads the coupons: callers keep it.
 */
export async function readCouponUsers(edges: readonly number[]): Promise<CouponUsers> {
  const [from, to] = [new Date(edges[0] ?? 0), new Date(edges.at(-1) ?? 0)];
  const given = [dates(edges), from, to];
  const campaigns = await pool().query<{
    key: string;
    name: string;
    hasHoldout: boolean;
    startedBefore: boolean;
  }>(
    `WITH ${CAME} SELECT c.key, c.name, c.holdout_percent IS NOT NULL AS "hasHoldout",
       bool_or(m.at < $1) AS "startedBefore"
     FROM chosen c JOIN came m ON m.campaign_id = c.id WHERE m.at < $2 GROUP BY 1, 2, 3 ORDER BY 1`,
    [from, to],
  );
  const came = await pool().query<CameRow>(
    `WITH ${CAME} SELECT c.key AS campaign, width_bucket(m.at, $1::timestamptz[]) - 1 AS day, count(*)::text AS users,
       (count(*) FILTER (WHERE m.redeemed))::text AS redeemed,
       array_agg(s.id) FILTER (WHERE s.id IS NOT NULL) AS ids
     FROM came m JOIN chosen c ON c.id = m.campaign_id LEFT JOIN usage_subject s ON s.subject = m.subject
     WHERE m.at >= $2 AND m.at < $3 GROUP BY 1, 2`,
    given,
  );
  const discounts = await pool().query<DiscountRow>(
    `WITH ${CAME} SELECT c.key AS campaign, width_bucket(m.at, $1::timestamptz[]) - 1 AS day,
       to_char(r.redeemed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS utc_day,
       coalesce(r.currency, c.discount_currency) AS currency, count(*)::text AS redemptions,
       (count(*) FILTER (WHERE r.discount_amount IS NULL))::text AS without_amount,
       coalesce(sum(r.discount_amount), 0)::text AS amount
     FROM redemption r JOIN chosen c ON c.id = r.campaign_id
       JOIN came m ON m.campaign_id = r.campaign_id AND m.subject = r.subject
     WHERE r.rolled_back_at IS NULL AND r.redeemed_at < $3 AND m.at >= $2 AND m.at < $3
     GROUP BY 1, 2, 3, 4`,
    given,
  );
  return {
    campaigns: campaigns.rows,
    came: came.rows.map(({ users, redeemed, ids, ...row }) => ({
      ...row,
      users: Number(users),
      redeemed: Number(redeemed),
      ids: ids ?? [],
    })),
    discounts: discounts.rows.map((row) => ({
      campaign: row.campaign,
      day: row.day,
      utcDay: row.utc_day,
      currency: row.currency,
      redemptions: Number(row.redemptions),
      withoutAmount: Number(row.without_amount),
      amount: BigInt(row.amount),
    })),
  };
}

/** When each user (usage_subject.id) got the first coupon of any campaign, or redeemed the first shared code; milliseconds. */
export async function readFirstCoupons(until: Date): Promise<Map<number, number>> {
  const { rows } = await pool().query<{ ids: number[] | null; ats: string[] | null }>(
    `SELECT array_agg(id) AS ids, array_agg((extract(epoch FROM at) * 1000)::bigint::text) AS ats FROM (
       SELECT s.id, min(got.at) AS at FROM (
         SELECT subject, issued_at AS at FROM coupon WHERE issued_at < $1 AND subject IS NOT NULL
         UNION ALL
         SELECT subject, redeemed_at FROM redemption WHERE redeemed_at < $1) got
       JOIN usage_subject s ON s.subject = got.subject GROUP BY 1) firsts`,
    [until],
  );
  const { ids, ats } = rows[0] ?? {};
  return new Map((ids ?? []).map((id, nth) => [id, Number(ats?.[nth] ?? 0)]));
}
