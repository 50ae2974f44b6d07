import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { pool } from "../../platform/db";

/** Discounts of redemptions that stand, in one currency, in one stretch of time. */
export type DiscountSum = {
  /** Index of the bucket. */
  bucket: number;
  /** Day in UTC, by which a currency is converted. */
  utcDay: string;
  /** null: the checkout told no currency. */
  currency: string | null;
  redemptions: number;
  /** Redemptions of a discount that is no sum of money (free days) or that nobody told the amount of. */
  withoutAmount: number;
  /** Minor units. */
  amount: bigint;
};

type Row = {
  bucket: number;
  utc_day: string;
  currency: string | null;
  redemptions: string;
  without_amount: string;
  amount: string;
};

/**
 * What the redemptions cost that stand, by bucket, day in UTC and currency. `edges` (milliseconds): starts of the
 * buckets and the end of the last.
 */
export async function sumDiscounts(actor: Actor, edges: readonly number[]): Promise<Result<DiscountSum[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const { rows } = await pool().query<Row>(
    `SELECT width_bucket(r.redeemed_at, $1::timestamptz[]) - 1 AS bucket,
       to_char(r.redeemed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS utc_day,
       coalesce(r.currency, c.discount_currency) AS currency, count(*)::text AS redemptions,
       count(*) FILTER (WHERE r.discount_amount IS NULL)::text AS without_amount,
       coalesce(sum(r.discount_amount), 0)::text AS amount
     FROM campaign c JOIN redemption r ON r.campaign_id = c.id
     WHERE c.redeemed > 0 AND r.rolled_back_at IS NULL AND r.redeemed_at >= $2 AND r.redeemed_at < $3
     GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    [edges.map((edge) => new Date(edge)), new Date(edges[0] ?? 0), new Date(edges.at(-1) ?? 0)],
  );
  return ok(
    rows.map((row) => ({
      bucket: row.bucket,
      utcDay: row.utc_day,
      currency: row.currency,
      redemptions: Number(row.redemptions),
      withoutAmount: Number(row.without_amount),
      amount: BigInt(row.amount),
    })),
  );
}
