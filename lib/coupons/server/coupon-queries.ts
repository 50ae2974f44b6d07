import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { pool } from "../../platform/db";
import { toPlainCode } from "../coupon-code";
import type { Coupon, CouponCounts, CouponStatus } from "../coupon-view";
import { noSuchCoupon } from "../refusal";

export type CouponRow = {
  id: string;
  code: string;
  campaign: string;
  subject: string | null;
  status: CouponStatus;
  issued_at: Date | null;
  expires_at: Date | null;
  redeemed_at: Date | null;
  revoked_at: Date | null;
  held_until: Date | null;
  redemption_id: string | null;
  order_id: string | null;
  discount_amount: string | null;
  currency: string | null;
};

// a coupon past its time is expired and a hold past its time is none, swept or not; now() and not clock_timestamp(),
// which no index can serve
export const couponColumns = `k.id, k.code, c.key AS campaign, k.subject,
  CASE WHEN k.status IN ('issued', 'held') AND k.expires_at <= now() THEN 'expired'
    WHEN k.status = 'held' AND k.held_until <= now() THEN 'issued' ELSE k.status END AS status,
  k.issued_at, k.expires_at, k.redeemed_at, k.revoked_at,
  CASE WHEN k.held_until > now() THEN k.held_until END AS held_until,
  r.id AS redemption_id, r.order_id, r.discount_amount, r.currency`;
export const couponJoins = `JOIN campaign c ON c.id = k.campaign_id
  LEFT JOIN redemption r ON r.coupon_id = k.id AND r.rolled_back_at IS NULL AND NOT r.shared`;

export function toCoupon(row: CouponRow): Coupon {
  return {
    id: row.id,
    code: row.code,
    campaign: row.campaign,
    subject: row.subject,
    status: row.status,
    issuedAt: row.issued_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
    redeemedAt: row.redeemed_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
    heldUntil: row.held_until?.toISOString() ?? null,
    redemption:
      row.redemption_id === null
        ? null
        : {
            id: row.redemption_id,
            orderId: row.order_id,
            discountAmount: row.discount_amount === null ? null : Number(row.discount_amount),
            currency: row.currency,
          },
  };
}

/** The coupon with this code, dashes left out; null when there is none. */
export async function findCoupon(plainCode: string): Promise<Coupon | null> {
  const { rows } = await pool().query<CouponRow>(
    `SELECT ${couponColumns} FROM coupon k ${couponJoins}
     WHERE translate(k.code, '- ', '') = $1`,
    [plainCode],
  );
  return rows[0] ? toCoupon(rows[0]) : null;
}

/** One coupon by its code, in any case, with or without dashes; `coupon_not_found`. */
export async function getCoupon(actor: Actor, typed: string): Promise<Result<Coupon>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const plainCode = toPlainCode(typed);
  const coupon = plainCode && (await findCoupon(plainCode));
  return coupon ? ok(coupon) : noSuchCoupon(typed);
}

export async function campaignId(key: string): Promise<string | null> {
  if (!/^[a-z0-9-]{3,60}$/.test(key)) return null;
  const { rows } = await pool().query<{ id: string }>("SELECT id FROM campaign WHERE key = $1", [key]);
  return rows[0]?.id ?? null;
}

export function noSuchCampaign(key: string) {
  return refuse("not_found", `There is no campaign ${key.slice(0, 60)}.`);
}

/** How many coupons stand where, of one campaign or of all. From the counters; only what is unswept is counted. */
export async function countCouponsByStatus(actor: Actor, campaign?: string): Promise<Result<CouponCounts>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const id = campaign === undefined ? null : await campaignId(campaign);
  if (campaign !== undefined && !id) return noSuchCampaign(campaign);
  type Name = "total" | "redeemed" | "expired" | "revoked" | "held" | "due" | "available";
  // of a shared code every use is issued and redeemed at once
  const { rows } = await pool().query<Record<Name, string>>(
    `SELECT coalesce(sum(CASE c.kind WHEN 'shared_code' THEN c.redeemed + c.revoked ELSE c.issued END), 0) AS total,
       coalesce(sum(c.redeemed), 0) AS redeemed,
       coalesce(sum(c.expired), 0) AS expired, coalesce(sum(c.revoked), 0) AS revoked,
       coalesce(sum(c.available), 0) AS available,
       coalesce(sum((SELECT count(*) FROM coupon k WHERE k.campaign_id = c.id AND k.status = 'held'
         AND k.held_until > now() AND (k.expires_at IS NULL OR k.expires_at > now()))), 0) AS held,
       coalesce(sum((SELECT count(*) FROM coupon k
         WHERE k.campaign_id = c.id AND k.status IN ('issued', 'held') AND k.expires_at <= now())), 0) AS due
     FROM campaign c WHERE $1::uuid IS NULL OR c.id = $1`,
    [id],
  );
  const [row] = rows;
  const count = (name: Name) => Number(row?.[name] ?? 0);
  const expired = count("expired") + count("due");
  const gone = count("redeemed") + expired + count("revoked") + count("held");
  return ok({
    total: count("total"),
    available: count("available"),
    issued: count("total") - gone,
    held: count("held"),
    redeemed: count("redeemed"),
    expired,
    revoked: count("revoked"),
  });
}
