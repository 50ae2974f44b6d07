import "server-only";
import { type Actor, authorize } from "../../auth";
import { parseCursor, toCursor } from "../../kernel/cursor";
import { ok, type Result, refuse } from "../../kernel/result";
import { pool } from "../../platform/db";
import { toPlainCode } from "../coupon-code";
import type { Coupon, CouponCounts, CouponStatus } from "../coupon-view";
import { noSuchCoupon } from "../refusal";

const MOST = 100;

type CouponRow = {
  id: string;
  code: string;
  campaign: string;
  subject: string;
  status: CouponStatus;
  issued_at: Date;
  expires_at: Date | null;
  redeemed_at: Date | null;
  revoked_at: Date | null;
  redemption_id: string | null;
  order_id: string | null;
  discount_amount: string | null;
  currency: string | null;
};

// a coupon past its time is expired, swept or not; now() and not clock_timestamp(), which no index can serve
const columns = `k.id, k.code, c.key AS campaign, k.subject,
  CASE WHEN k.status = 'issued' AND k.expires_at <= now() THEN 'expired' ELSE k.status END AS status,
  k.issued_at, k.expires_at, k.redeemed_at, k.revoked_at,
  r.id AS redemption_id, r.order_id, r.discount_amount, r.currency`;
const joins = `JOIN campaign c ON c.id = k.campaign_id
  LEFT JOIN redemption r ON r.coupon_id = k.id AND r.rolled_back_at IS NULL`;

function toCoupon(row: CouponRow): Coupon {
  return {
    id: row.id,
    code: row.code,
    campaign: row.campaign,
    subject: row.subject,
    status: row.status,
    issuedAt: row.issued_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    redeemedAt: row.redeemed_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
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
    `SELECT ${columns} FROM coupon k ${joins}
     WHERE translate(k.code, '- ', '') = $1 AND k.status <> 'available'`,
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

export type CouponFilter = {
  /** Of one campaign, else of all. */
  campaign?: string;
  status?: CouponStatus;
  /** The beginning of a code or of a subject, in any case, or a whole order id. */
  search?: string;
  cursor?: string;
  /** 1–100. */
  limit?: number;
};

// the halves of a status, each served by an index of its own
const statusConditions: Record<CouponStatus, string[]> = {
  available: ["k.status = 'available'"],
  issued: ["k.status = 'issued' AND (k.expires_at IS NULL OR k.expires_at > now())"],
  held: ["k.status = 'held'"],
  redeemed: ["k.status = 'redeemed'"],
  expired: ["k.status = 'expired'", "k.status = 'issued' AND k.expires_at <= now()"],
  revoked: ["k.status = 'revoked'"],
};

type Parameters = { values: unknown[]; put: (value: unknown) => string };

function parameters(): Parameters {
  const values: unknown[] = [];
  return { values, put: (value) => `$${values.push(value)}` };
}

const beginning = (text: string) => `${text.replaceAll(/[\\%_]/g, "\\$&")}%`;

function searchConditions(search: string | undefined, { put }: Parameters): string[] {
  const words = search?.replaceAll("\0", "").trim();
  if (!words) return ["true"];
  const conditions = [
    `lower(k.subject) LIKE lower(${put(beginning(words))})`,
    `k.id IN (SELECT coupon_id FROM redemption WHERE order_id = ${put(words)})`,
  ];
  const code = words.toUpperCase().replaceAll(/[\s\p{Pd}]/gu, "");
  if (/^[A-Z0-9]+$/.test(code)) {
    conditions.push(`translate(k.code, '- ', '') LIKE ${put(beginning(code))}`);
  }
  return conditions;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function readPlace(cursor: string): Result<{ at: Date; id: string }> {
  const parts = parseCursor(cursor, 2);
  if (!parts.ok) return parts;
  const [at = "", id = ""] = parts.value;
  if (!Number.isNaN(Date.parse(at)) && uuid.test(id)) return ok({ at: new Date(at), id });
  return refuse("invalid_request", "cursor is not one of this list; leave it away to start over", [
    { pointer: "#/query/cursor", detail: "take it unchanged from nextCursor" },
  ]);
}

async function campaignId(key: string): Promise<string | null> {
  if (!/^[a-z0-9-]{3,60}$/.test(key)) return null;
  const { rows } = await pool().query<{ id: string }>("SELECT id FROM campaign WHERE key = $1", [key]);
  return rows[0]?.id ?? null;
}

function noSuchCampaign(key: string) {
  return refuse("not_found", `There is no campaign ${key.slice(0, 60)}.`);
}

/** A page of coupons, the last issued first. `not_found` for an unknown campaign. */
export async function listCoupons(
  actor: Actor,
  { campaign, status, search, cursor, limit = 50 }: CouponFilter = {},
): Promise<Result<{ data: Coupon[]; nextCursor: string | null }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const place = cursor ? readPlace(cursor) : ok(null);
  if (!place.ok) return place;
  const given = parameters();
  const everywhere = ["k.status <> 'available'"];
  if (campaign !== undefined) {
    const id = await campaignId(campaign);
    if (!id) return noSuchCampaign(campaign);
    everywhere.push(`k.campaign_id = ${given.put(id)}`);
  }
  if (place.value) {
    const { at, id } = place.value;
    everywhere.push(`(k.issued_at, k.id) < (${given.put(at)}::timestamptz, ${given.put(id)}::uuid)`);
  }
  const take = Math.max(1, Math.min(limit, MOST));
  const ordered = `ORDER BY issued_at DESC, id DESC LIMIT ${take + 1}`;
  const statuses = status ? statusConditions[status] : ["true"];
  const branches = searchConditions(search, given).flatMap((found) =>
    statuses.map((stands) => {
      const where = [...everywhere, found, stands].join(" AND ");
      return `(SELECT k.id, k.issued_at FROM coupon k WHERE ${where} ${ordered})`;
    }),
  );
  const { rows } = await pool().query<CouponRow>(
    `SELECT ${columns}
     FROM (SELECT id, issued_at FROM (${branches.join(" UNION ")}) found ${ordered}) page
     JOIN coupon k ON k.id = page.id ${joins}
     ORDER BY page.issued_at DESC, page.id DESC`,
    given.values,
  );
  const data = rows.slice(0, take).map(toCoupon);
  const last = data.at(-1);
  return ok({ data, nextCursor: rows.length > take && last ? toCursor([last.issuedAt, last.id]) : null });
}

/** How many coupons stand where, of one campaign or of all. From the counters; only what is unswept is counted. */
export async function countCouponsByStatus(actor: Actor, campaign?: string): Promise<Result<CouponCounts>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const id = campaign === undefined ? null : await campaignId(campaign);
  if (campaign !== undefined && !id) return noSuchCampaign(campaign);
  const { rows } = await pool().query<
    Record<"total" | "redeemed" | "expired" | "revoked" | "held" | "due", string>
  >(
    `SELECT coalesce(sum(c.issued), 0) AS total, coalesce(sum(c.redeemed), 0) AS redeemed,
       coalesce(sum(c.expired), 0) AS expired, coalesce(sum(c.revoked), 0) AS revoked,
       coalesce(sum((SELECT count(*) FROM coupon k WHERE k.campaign_id = c.id AND k.status = 'held')), 0) AS held,
       coalesce(sum((SELECT count(*) FROM coupon k
         WHERE k.campaign_id = c.id AND k.status = 'issued' AND k.expires_at <= now())), 0) AS due
     FROM campaign c WHERE $1::uuid IS NULL OR c.id = $1`,
    [id],
  );
  const [row] = rows;
  const count = (name: "total" | "redeemed" | "expired" | "revoked" | "held" | "due") =>
    Number(row?.[name] ?? 0);
  const expired = count("expired") + count("due");
  const gone = count("redeemed") + expired + count("revoked") + count("held");
  return ok({
    total: count("total"),
    issued: count("total") - gone,
    held: count("held"),
    redeemed: count("redeemed"),
    expired,
    revoked: count("revoked"),
  });
}
