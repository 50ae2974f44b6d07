import "server-only";
import pg from "pg";
import { databaseUrl } from "../../platform/db";
import type { CouponStatus } from "../coupon-view";

export type ExportRow = {
  code: string;
  status: CouponStatus;
  subject: string | null;
  issued_at: Date | null;
  expires_at: Date | null;
  redeemed_at: Date | null;
  order_id: string | null;
  discount_amount: string | null;
  currency: string | null;
};

const ROWS_AT_ONCE = 5_000;
/** Whoever stops reading gives the snapshot up. */
const IDLE_MS = 60_000;

const columns = `k.code, CASE WHEN k.status IN ('issued', 'held') AND k.expires_at <= now() THEN 'expired'
    WHEN k.status = 'held' AND k.held_until <= now() THEN 'issued' ELSE k.status END AS status,
  k.subject, k.issued_at, k.expires_at, k.redeemed_at, r.order_id, r.discount_amount, r.currency`;
const from = `coupon k LEFT JOIN redemption r ON r.coupon_id = k.id AND r.rolled_back_at IS NULL AND NOT r.shared
  WHERE k.campaign_id = `;

/**
 * All coupons of a campaign, those issued by their time and then those in wait, as they stood at one moment: a cursor of
 * the database on a connection of its own, so that a million take no more memory than five thousand.
 */
export async function* readCoupons(campaignId: string): AsyncGenerator<ExportRow[]> {
  const client = new pg.Client({
    connectionString: databaseUrl(),
    application_name: "sluice export_coupons",
  });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    await client.query(`SET LOCAL idle_in_transaction_session_timeout = ${IDLE_MS}`);
    // each part in the order of an index of its own
    const id = pg.escapeLiteral(campaignId);
    await client.query(`DECLARE coupons NO SCROLL CURSOR FOR
      (SELECT ${columns} FROM ${from} ${id} AND k.issued_at IS NOT NULL ORDER BY k.issued_at DESC, k.id DESC)
      UNION ALL (SELECT ${columns} FROM ${from} ${id} AND k.status = 'available' ORDER BY k.id)
      UNION ALL (SELECT ${columns} FROM ${from} ${id} AND k.issued_at IS NULL AND k.status <> 'available' ORDER BY k.id)`);
    for (;;) {
      const { rows } = await client.query<ExportRow>(`FETCH ${ROWS_AT_ONCE} FROM coupons`);
      if (rows.length === 0) return;
      yield rows;
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}
