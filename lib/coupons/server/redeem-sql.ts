import "server-only";
import { pool } from "../../platform/db";
import { createLane, type IdempotencyClaim, type Lane } from "./lane";
import { newId } from "./new-id";

export type RedeemQuestion = {
  plainCode: string;
  subject: string;
  orderId: string | null;
  amount: number | null;
  currency: string | null;
  /** How the caller was judged by the rules of a shared code, and by which terms; null before anybody asked. */
  termsVersion: number | null;
  eligible: boolean;
  claim: IdempotencyClaim | null;
};

/** The redeeming lane: as the issuing one, with redeem_coupons (prisma/migrations/…_redeem_by_terms). */
export function createRedeemLane(options: { url?: string } = {}): Lane<RedeemQuestion> {
  return createLane({
    ...options,
    name: "redeem_coupons",
    // about 30 ms; a redemption costs more than an issue
    mostAtOnce: 150,
    text: `SELECT * FROM redeem_coupons($1::text[], $2::text[], $3::uuid[], $4::text[], $5::bigint[], $6::text[],
      $7::int[], $8::boolean[], $9::text[], $10::text[], $11::text[])`,
    values: (questions) => [
      questions.map(({ plainCode }) => plainCode),
      questions.map(({ subject }) => subject),
      questions.map(newId),
      questions.map(({ orderId }) => orderId),
      questions.map(({ amount }) => amount),
      questions.map(({ currency }) => currency),
      questions.map(({ termsVersion }) => termsVersion),
      questions.map(({ eligible }) => eligible),
      questions.map(({ claim }) => claim?.scope ?? null),
      questions.map(({ claim }) => claim?.key ?? null),
      questions.map(({ claim }) => claim?.requestHash ?? null),
    ],
  });
}

export type ValidationRow = {
  refusal: string | null;
  campaign: string;
  kind: string;
  has_rules: boolean;
  discount: { kind: string; value: number; currency?: string; maxAmount?: number; minOrder?: number };
  discount_amount: string | null;
  expires_at: Date | null;
};

/** What redeem_coupons would say, by the same function, without a lock; null when there is no such coupon. */
export async function readValidation(
  plainCode: string,
  asked: { subject?: string; amount?: number; currency?: string; eligible: boolean },
): Promise<ValidationRow | null> {
  const { subject, amount, currency, eligible } = asked;
  const { rows } = await pool().query<ValidationRow>(
    `SELECT CASE WHEN k.is_retired THEN 'coupon_revoked'
         ELSE redemption_refusal(p, k.coupon, s, $2, NULL, $3, $4, $5, clock_timestamp()) END AS refusal,
       p.key AS campaign, p.kind, p.eligibility IS NOT NULL AS has_rules,
       jsonb_strip_nulls(jsonb_build_object('kind', p.discount_kind, 'value', p.discount_value,
         'currency', p.discount_currency, 'maxAmount', p.discount_max_amount, 'minOrder', p.discount_min_order)) AS discount,
       coupon_discount(p.discount_kind, p.discount_value, p.discount_max_amount, $3) AS discount_amount,
       (k.coupon).expires_at
     FROM (
       SELECT k AS coupon, false AS is_retired FROM coupon k
       WHERE translate(k.code, '- ', '') = $1 AND k.status <> 'available'
       UNION ALL
       SELECT k, true FROM retired_code o JOIN coupon k ON k.id = o.coupon_id WHERE o.plain = $1
     ) k JOIN campaign p ON p.id = (k.coupon).campaign_id LEFT JOIN promotion_switch s ON s.id = 1
     ORDER BY k.is_retired LIMIT 1`,
    [plainCode, subject ?? null, amount ?? null, currency ?? null, eligible],
  );
  return rows[0] ?? null;
}

async function callOnce<T extends object>(text: string, values: unknown[]): Promise<T> {
  const { rows } = await pool().query<T>(text, values);
  const [row] = rows;
  if (!row) throw new Error(`no answer to ${text}`);
  return row;
}

export type Outcome = { outcome: string; answer: unknown };

/** One call, one transaction each; 'busy' while another transaction holds the coupon. */
export function callRollBack(id: string, policy: string | null): Promise<Outcome> {
  return callOnce("SELECT outcome, answer FROM roll_back_redemption($1::uuid, $2::text)", [id, policy]);
}

export function callRefund(
  id: string,
  amount: number,
  currency: string | null,
): Promise<Outcome & { left_amount: string | null }> {
  return callOnce(
    "SELECT outcome, left_amount, answer FROM refund_redemption($1::uuid, $2::uuid, $3::bigint, $4::text)",
    [id, newId(), amount, currency],
  );
}

export function callHold(plainCode: string, subject: string, orderId: string | null, minutes: number) {
  return callOnce<Outcome>("SELECT outcome, answer FROM hold_coupon($1::text, $2::text, $3::text, $4::int)", [
    plainCode,
    subject,
    orderId,
    minutes,
  ]);
}

export function callRelease(plainCode: string, subject: string, orderId: string | null) {
  return callOnce<{ outcome: string }>("SELECT outcome FROM release_coupon($1::text, $2::text, $3::text)", [
    plainCode,
    subject,
    orderId,
  ]);
}
