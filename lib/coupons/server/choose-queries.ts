import "server-only";
import { pool } from "../../platform/db";
import type { Choice } from "../choose-coupons";

export type ChoiceRow = {
  plain: string;
  code: string;
  refusal: string | null;
  campaign: string;
  kind: string;
  has_rules: boolean;
  discount: Choice["discount"];
  discount_amount: string | null;
  stack_group: string | null;
  stack_priority: number | null;
  expires_at: Date | null;
};

type Order = { subject: string; orderId: string | null; amount: number | null; currency: string | null };

/** What redeeming each would answer, by the function that redeems, without a lock; no row for a code that there is not. */
export async function readChoices(
  plainCodes: string[],
  eligible: boolean[],
  { subject, orderId, amount, currency }: Order,
): Promise<ChoiceRow[]> {
  const { rows } = await pool().query<ChoiceRow>(
    `SELECT q.plain, (k.coupon).code,
       CASE WHEN k.is_retired THEN 'coupon_revoked'
         ELSE redemption_refusal(p, k.coupon, s, $3, $4, $5, $6, q.eligible, clock_timestamp()) END AS refusal,
       p.key AS campaign, p.kind, p.eligibility IS NOT NULL AS has_rules,
       jsonb_strip_nulls(jsonb_build_object('kind', p.discount_kind, 'value', p.discount_value,
         'currency', p.discount_currency, 'maxAmount', p.discount_max_amount, 'minOrder', p.discount_min_order)) AS discount,
       coupon_discount(p.discount_kind, p.discount_value, p.discount_max_amount, $5) AS discount_amount,
       p.stack_group, p.stack_priority, (k.coupon).expires_at
     FROM unnest($1::text[], $2::boolean[]) AS q (plain, eligible)
     CROSS JOIN LATERAL (
       SELECT * FROM (
         SELECT k AS coupon, false AS is_retired FROM coupon k
         WHERE translate(k.code, '- ', '') = q.plain AND k.status <> 'available'
         UNION ALL
         SELECT k, true FROM retired_code o JOIN coupon k ON k.id = o.coupon_id WHERE o.plain = q.plain
       ) found ORDER BY is_retired LIMIT 1
     ) k
     JOIN campaign p ON p.id = (k.coupon).campaign_id LEFT JOIN promotion_switch s ON s.id = 1`,
    [plainCodes, eligible, subject, orderId, amount, currency],
  );
  return rows;
}

/** The codes, without dashes, of what a subject has open, what runs out first before the rest. */
export async function listOpenCodes(subject: string, most: number): Promise<string[]> {
  const { rows } = await pool().query<{ plain: string }>(
    `SELECT translate(k.code, '- ', '') AS plain FROM coupon k
     WHERE lower(k.subject) = lower($1) AND k.subject = $1 AND k.status IN ('issued', 'held')
       AND (k.expires_at IS NULL OR k.expires_at > now())
     ORDER BY k.expires_at NULLS LAST, k.id LIMIT $2`,
    [subject, most],
  );
  return rows.map(({ plain }) => plain);
}
