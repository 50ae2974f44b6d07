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
  claim: IdempotencyClaim | null;
};

/** The redeeming lane: as the issuing one, with redeem_coupons (prisma/migrations/…_redeem_coupons). */
export function createRedeemLane(options: { url?: string } = {}): Lane<RedeemQuestion> {
  return createLane({
    ...options,
    name: "redeem_coupons",
    // about 30 ms; a redemption costs more than an issue
    mostAtOnce: 150,
    text: `SELECT * FROM redeem_coupons($1::text[], $2::text[], $3::uuid[], $4::text[], $5::bigint[], $6::text[],
      $7::text[], $8::text[], $9::text[])`,
    values: (questions) => [
      questions.map(({ plainCode }) => plainCode),
      questions.map(({ subject }) => subject),
      questions.map(newId),
      questions.map(({ orderId }) => orderId),
      questions.map(({ amount }) => amount),
      questions.map(({ currency }) => currency),
      questions.map(({ claim }) => claim?.scope ?? null),
      questions.map(({ claim }) => claim?.key ?? null),
      questions.map(({ claim }) => claim?.requestHash ?? null),
    ],
  });
}

export type ValidationRow = {
  refusal: string | null;
  discount: { kind: string; value: number; currency?: string; maxAmount?: number };
  discount_amount: string | null;
  expires_at: Date | null;
};

/** What redeem_coupons would say, by the same function, without a lock; null when there is no such coupon. */
export async function readValidation(
  plainCode: string,
  { subject, amount, currency }: { subject?: string; amount?: number; currency?: string },
): Promise<ValidationRow | null> {
  const { rows } = await pool().query<ValidationRow>(
    `SELECT redemption_refusal(p, k, s.redemption, $2, $3, $4, clock_timestamp()) AS refusal,
       jsonb_strip_nulls(jsonb_build_object('kind', p.discount_kind, 'value', p.discount_value,
         'currency', p.discount_currency, 'maxAmount', p.discount_max_amount)) AS discount,
       coupon_discount(p.discount_kind, p.discount_value, p.discount_max_amount, $3) AS discount_amount,
       k.expires_at
     FROM coupon k JOIN campaign p ON p.id = k.campaign_id LEFT JOIN promotion_switch s ON s.id = 1
     WHERE translate(k.code, '- ', '') = $1 AND k.status <> 'available'`,
    [plainCode, subject ?? null, amount ?? null, currency ?? null],
  );
  return rows[0] ?? null;
}

/** One call, one transaction; 'busy' while another transaction holds the coupon. */
export async function callRollBack(id: string): Promise<{ outcome: string; answer: unknown }> {
  const { rows } = await pool().query<{ outcome: string; answer: unknown }>(
    "SELECT outcome, answer FROM roll_back_redemption($1::uuid)",
    [id],
  );
  const [row] = rows;
  if (!row) throw new Error("roll_back_redemption gave no answer");
  return row;
}
