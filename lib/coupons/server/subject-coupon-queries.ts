import "server-only";
import { pool } from "../../platform/db";

/** One coupon of a subject, with all that is kept of it; amounts in minor units. */
export type SubjectCoupon = {
  code: string;
  campaign: string;
  status: string;
  issuedAt: string;
  expiresAt?: string;
  redeemedAt?: string;
  revokedAt?: string;
  redemptions: {
    id: string;
    orderId?: string;
    amount?: number;
    currency?: string;
    discountAmount?: number;
    redeemedAt: string;
    rolledBackAt?: string;
  }[];
};

export async function listSubjectCoupons(subject: string): Promise<SubjectCoupon[]> {
  const { rows } = await pool().query<{ coupon: SubjectCoupon }>(
    `SELECT jsonb_strip_nulls(jsonb_build_object(
         'code', k.code, 'campaign', c.key, 'status', k.status, 'issuedAt', wire_time(coalesce(k.issued_at,
           (SELECT min(r.redeemed_at) FROM redemption r WHERE r.coupon_id = k.id AND r.subject = $1))),
         'expiresAt', wire_time(k.expires_at), 'redeemedAt', wire_time(k.redeemed_at),
         'revokedAt', wire_time(k.revoked_at),
         'redemptions', (SELECT coalesce(jsonb_agg(redemption_answer(r, k.code, c.key) - '{code,campaign,subject}'::text[]
           ORDER BY r.redeemed_at), '[]') FROM redemption r WHERE r.coupon_id = k.id AND (NOT r.shared OR r.subject = $1)))) AS coupon
     FROM coupon k JOIN campaign c ON c.id = k.campaign_id
     WHERE lower(k.subject) = lower($1) AND k.subject = $1
       OR k.id IN (SELECT r.coupon_id FROM redemption r WHERE r.shared AND r.subject = $1)
     ORDER BY k.issued_at, k.id`,
    [subject],
  );
  return rows.map(({ coupon }) => coupon);
}
