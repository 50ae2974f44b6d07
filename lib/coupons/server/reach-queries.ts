import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { pool } from "../../platform/db";
import type { Cluster, ClusterAttribute, Funnel } from "../reach-view";
import { campaignId, noSuchCampaign } from "./coupon-queries";

/** A campaign's funnel in subjects. `not_found`. */
export async function getFunnel(actor: Actor, key: string): Promise<Result<Funnel>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const id = await campaignId(key);
  if (!id) return noSuchCampaign(key);
  const { rows } = await pool().query<Record<string, string>>(
    `WITH away AS (
       SELECT t.reason, count(*) AS subjects FROM turned_away t
       WHERE t.campaign_id = $1 AND NOT EXISTS (
         SELECT 1 FROM coupon_subject s WHERE s.campaign_id = t.campaign_id AND s.subject = t.subject AND s.issued > 0)
       GROUP BY 1
     )
     SELECT c.issued, c.redeemed,
       (SELECT count(*) FROM coupon_subject s WHERE s.campaign_id = c.id AND s.issued > 0) AS subjects,
       (SELECT subjects FROM away WHERE reason = 'held_out') AS held_out,
       (SELECT subjects FROM away WHERE reason = 'budget_exhausted') AS budget_exhausted,
       (SELECT subjects FROM away WHERE reason = 'campaign_exhausted') AS campaign_exhausted,
       (SELECT subjects FROM away WHERE reason = 'rate_limited') AS rate_limited
     FROM campaign c WHERE c.id = $1`,
    [id],
  );
  const [row = {}] = rows;
  const count = (name: string) => Number(row[name] ?? 0);
  const turnedAway = {
    budget_exhausted: count("budget_exhausted"),
    campaign_exhausted: count("campaign_exhausted"),
    rate_limited: count("rate_limited"),
  };
  const away = Object.values(turnedAway).reduce((sum, subjects) => sum + subjects, 0);
  const [subjects, heldOut] = [count("subjects"), count("held_out")];
  return ok({
    eligible: subjects + heldOut + away,
    heldOut,
    turnedAway,
    subjects,
    issued: count("issued"),
    redeemed: count("redeemed"),
  });
}

const MOST = 100;
type Row = {
  value: string;
  coupons: string;
  subjects: string;
  redeemed: string;
  spent: string;
  open: string;
  currency: string | null;
  first_at: Date;
  last_at: Date;
};

/**
 * Values of an attribute that at least `least` different subjects share among the coupons issued since `from`, those with
 * the most subjects first: what a family with five phones looks like, and what it cost. Of coupons that were earned by
 * inviting, the invited users are counted. `not_found`.
 */
export async function listClusters(
  actor: Actor,
  key: string,
  { by, least, from }: { by: ClusterAttribute; least: number; from: Date },
): Promise<Result<{ data: Cluster[] }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const id = await campaignId(key);
  if (!id) return noSuchCampaign(key);
  const { rows } = await pool().query<Row>(
    // counted first without anything beside it: of a week's coupons few share anything, and of those few are shown
    `WITH shared AS MATERIALIZED (
       SELECT k.${by} AS value FROM coupon k
       WHERE k.campaign_id = $1 AND k.${by} IS NOT NULL AND k.issued_at >= $2 AND k.status <> 'revoked'
       GROUP BY 1 HAVING count(*) >= $3
     ), shown AS MATERIALIZED (
       SELECT k.${by} AS value, count(*) AS coupons, count(DISTINCT coalesce(k.invited, k.subject)) AS subjects,
         sum(k.discount_held) AS open,
         min(k.issued_at) AS first_at, max(k.issued_at) AS last_at
       FROM shared JOIN coupon k ON k.${by} = shared.value
       WHERE k.campaign_id = $1 AND k.issued_at >= $2 AND k.status <> 'revoked'
       GROUP BY 1 HAVING count(DISTINCT coalesce(k.invited, k.subject)) >= $3 ORDER BY subjects DESC, value LIMIT ${MOST}
     )
     SELECT shown.*, spent.redeemed, spent.spent, c.discount_currency AS currency
     FROM shown JOIN campaign c ON c.id = $1, LATERAL (
       SELECT count(*) AS redeemed, coalesce(sum(r.discount_amount), 0) AS spent
       FROM coupon k JOIN redemption r ON r.coupon_id = k.id AND r.rolled_back_at IS NULL
       WHERE k.${by} = shown.value AND k.campaign_id = $1 AND k.issued_at >= $2 AND k.status <> 'revoked'
     ) spent
     ORDER BY shown.subjects DESC, shown.value`,
    [id, from, least],
  );
  return ok({
    data: rows.map((row) => ({
      attribute: by,
      value: row.value,
      coupons: Number(row.coupons),
      subjects: Number(row.subjects),
      redeemed: Number(row.redeemed),
      discountSpent: Number(row.spent),
      discountOpen: Number(row.open),
      ...(row.currency === null ? {} : { currency: row.currency }),
      firstAt: row.first_at.toISOString(),
      lastAt: row.last_at.toISOString(),
    })),
  });
}
