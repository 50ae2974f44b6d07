import "server-only";
import { type Actor, authorize } from "../../auth";
import { parseCursor, toCursor, wrongCursor } from "../../kernel/cursor";
import { ok, type Result, refuse } from "../../kernel/result";
import { pool } from "../../platform/db";
import type { Coupon, CouponSort, CouponStatus } from "../coupon-view";
import {
  type CouponRow,
  campaignId,
  couponColumns,
  couponJoins,
  noSuchCampaign,
  toCoupon,
} from "./coupon-queries";

const MOST = 100;

export type CouponFilter = {
  /** Of one campaign, else of all. */
  campaign?: string;
  status?: CouponStatus;
  /** The beginning of a code or of a subject, in any case, or a whole order id. */
  search?: string;
  subject?: string;
  device?: string;
  address?: string;
  inviter?: string;
  /** Issued in [issuedFrom, issuedTo). */
  issuedFrom?: Date;
  issuedTo?: Date;
  /** newest unless said otherwise; `expires` shows what is open, within a campaign. */
  sort?: CouponSort;
  cursor?: string;
  /** 1–100. */
  limit?: number;
};

type Order = { by: "issued_at" | "expires_at" | "id"; direction: "ASC" | "DESC" };
const orders: Record<CouponSort, Order> = {
  newest: { by: "issued_at", direction: "DESC" },
  oldest: { by: "issued_at", direction: "ASC" },
  expires: { by: "expires_at", direction: "ASC" },
};
// codes in wait have no time
const inWait: Order = { by: "id", direction: "ASC" };

const unexpired = "(k.expires_at IS NULL OR k.expires_at > now())";
// the halves of a status, each served by an index of its own
const statusConditions: Record<CouponStatus, string[]> = {
  available: ["k.status = 'available'"],
  issued: [
    `k.status = 'issued' AND ${unexpired}`,
    `k.status = 'held' AND k.held_until <= now() AND ${unexpired}`,
  ],
  held: [`k.status = 'held' AND k.held_until > now() AND ${unexpired}`],
  redeemed: ["k.status = 'redeemed'"],
  expired: ["k.status = 'expired'", "k.status IN ('issued', 'held') AND k.expires_at <= now()"],
  revoked: ["k.status = 'revoked'"],
};

type Parameters = { values: unknown[]; put: (value: unknown) => string };

function parameters(): Parameters {
  const values: unknown[] = [];
  return { values, put: (value) => `$${values.push(value)}` };
}

const beginning = (text: string) => `${text.replaceAll(/[\\%_]/g, "\\$&")}%`;

/** Up to here what a search finds is looked up; above, walking the list in its order soon meets enough of it. */
const FEW = 1_000;

/** Where coupons are looked for: among these few ids, or among all that fit a condition. */
type Source = { ids: string[] } | { condition: string };

const everything: Source[] = [{ condition: "true" }];

/**
 * What a search finds, read from each index in the index's own order: the planner cannot know that a beginning is rare
 * or that nothing begins with it, and would walk a campaign of a million coupons to find that out.
 */
async function searchSources(search: string | undefined, { put }: Parameters): Promise<Source[]> {
  const words = search?.replaceAll("\0", "").trim();
  if (!words) return everything;
  const code = words.toUpperCase().replaceAll(/[\s\p{Pd}]/gu, "");
  const isCode = /^[A-Z0-9]+$/.test(code);
  const { rows } = await pool().query<{ by_subject: string[]; by_code: string[]; by_order: string[] }>(
    `SELECT
       ARRAY(SELECT id FROM coupon WHERE lower(subject) LIKE lower($1)
         ORDER BY lower(subject) USING ~<~ LIMIT ${FEW + 1}) AS by_subject,
       ARRAY(SELECT id FROM coupon WHERE $4 AND translate(code, '- ', '') LIKE $2
         ORDER BY translate(code, '- ', '') USING ~<~ LIMIT ${FEW + 1}) AS by_code,
       ARRAY(SELECT coupon_id FROM redemption WHERE order_id = $3 LIMIT ${FEW}) AS by_order`,
    [beginning(words), beginning(code), words, isCode],
  );
  const { by_subject: bySubject = [], by_code: byCode = [], by_order: byOrder = [] } = rows[0] ?? {};
  const isFew = (ids: string[]) => ids.length <= FEW;
  const ids = [...new Set([bySubject, byCode, byOrder].filter(isFew).flat())];
  return [
    ...(ids.length > 0 ? [{ ids }] : []),
    ...(isFew(bySubject) ? [] : [{ condition: `lower(k.subject) LIKE lower(${put(beginning(words))})` }]),
    ...(isFew(byCode) ? [] : [{ condition: `translate(k.code, '- ', '') LIKE ${put(beginning(code))}` }]),
  ];
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What lies behind a place in this order. */
function readPlace(cursor: string, { by, direction }: Order, { put }: Parameters): Result<string> {
  const parts = parseCursor(cursor, 3);
  if (!parts.ok) return parts;
  const [of = "", at = "", id = ""] = parts.value;
  const isTime = by === "id" ? at === "" : !Number.isNaN(Date.parse(at));
  if (of !== `${by} ${direction}` || !isTime || !uuid.test(id)) return wrongCursor();
  if (by === "id") return ok(`k.id > ${put(id)}::uuid`);
  const than = direction === "DESC" ? "<" : ">";
  return ok(`(k.${by}, k.id) ${than} (${put(at)}::timestamptz, ${put(id)}::uuid)`);
}

function plainConditions(filter: CouponFilter, { put }: Parameters): string[] {
  const { subject, device, address, inviter, issuedFrom, issuedTo } = filter;
  return [
    ...(subject === undefined
      ? []
      : [`lower(k.subject) = lower(${put(subject)}) AND k.subject = ${put(subject)}`]),
    ...(device === undefined ? [] : [`k.device = ${put(device)}`]),
    ...(address === undefined ? [] : [`k.address = ${put(address)}`]),
    ...(inviter === undefined ? [] : [`k.inviter = ${put(inviter)}`]),
    ...(issuedFrom ? [`k.issued_at >= ${put(issuedFrom)}::timestamptz`] : []),
    ...(issuedTo ? [`k.issued_at < ${put(issuedTo)}::timestamptz`] : []),
  ];
}

function needsCampaign() {
  return refuse("invalid_request", "sort: by expiry goes within one campaign.", [
    { pointer: "#/query/sort", detail: "expires goes within one campaign" },
  ]);
}

/** A page of coupons, the last issued first unless `sort` says otherwise. `not_found` for an unknown campaign. */
export async function listCoupons(
  actor: Actor,
  filter: CouponFilter = {},
): Promise<Result<{ data: Coupon[]; nextCursor: string | null }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const { campaign, status, search, sort = "newest", cursor, limit = 50 } = filter;
  const order = status === "available" ? inWait : orders[sort];
  const given = parameters();
  const everywhere = [status === "available" ? "k.issued_at IS NULL" : "k.issued_at IS NOT NULL"];
  if (campaign !== undefined) {
    const id = await campaignId(campaign);
    if (!id) return noSuchCampaign(campaign);
    everywhere.push(`k.campaign_id = ${given.put(id)}`);
  } else if (order.by === "expires_at") return needsCampaign();
  if (order.by === "expires_at") everywhere.push("k.status IN ('issued', 'held') AND k.expires_at > now()");
  if (cursor) {
    const behind = readPlace(cursor, order, given);
    if (!behind.ok) return behind;
    everywhere.push(behind.value);
  }
  everywhere.push(...plainConditions(filter, given));
  const take = Math.max(1, Math.min(limit, MOST));
  const { by, direction } = order;
  const ordered = `ORDER BY ${by === "id" ? "" : `${by} ${direction}, `}id ${direction} LIMIT ${take + 1}`;
  const statuses = status ? statusConditions[status] : ["true"];
  const sources = await searchSources(search, given);
  if (sources.length === 0) return ok({ data: [], nextCursor: null });
  const branches = sources.flatMap((source) => {
    // fenced off, so that the few are read one by one whatever the planner makes of the order
    const from =
      "ids" in source
        ? `(SELECT * FROM coupon WHERE id = ANY (${given.put(source.ids)}::uuid[]) OFFSET 0) k`
        : "coupon k";
    return statuses.map((stands) => {
      const where = [...everywhere, ...("ids" in source ? [] : [source.condition]), stands].join(" AND ");
      return `(SELECT k.id, k.issued_at, k.expires_at FROM ${from} WHERE ${where} ${ordered})`;
    });
  });
  const { rows } = await pool().query<CouponRow>(
    `SELECT ${couponColumns}
     FROM (SELECT id, issued_at, expires_at FROM (${branches.join(" UNION ")}) found ${ordered}) page
     JOIN coupon k ON k.id = page.id ${couponJoins}
     ORDER BY page.${by} ${direction}, page.id ${direction}`,
    given.values,
  );
  const data = rows.slice(0, take).map(toCoupon);
  const last = data.at(-1);
  if (rows.length <= take || !last) return ok({ data, nextCursor: null });
  const at = by === "id" ? "" : ((by === "issued_at" ? last.issuedAt : last.expiresAt) ?? "");
  return ok({ data, nextCursor: toCursor([`${by} ${direction}`, at, last.id]) });
}
