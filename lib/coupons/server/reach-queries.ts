import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { pool } from "../../platform/db";
import type { Funnel } from "../reach-view";
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
