import "server-only";
import { pool } from "../../platform/db";

type Who = { subject: string; device: string | null; address: string | null; inviter: string | null };

/**
 * Whether a list keeps somebody out: the campaign's own or the one for all campaigns. An allow list speaks of who earns
 * coupons, so an invited user is held against the deny lists only (`denied`).
 */
export async function isListedOut(
  campaignId: string,
  { subject, device, address, inviter }: Who,
  against: "lists" | "denied",
): Promise<boolean> {
  const { rows } = await pool().query<{ out: boolean }>(
    `SELECT is_listed_out(c.id, $6 AND c.allow_listed > 0, c.deny_listed > 0, $2, $3, $4, $5) AS out
     FROM campaign c WHERE c.id = $1`,
    [campaignId, subject, device, address, inviter, against === "lists"],
  );
  return rows[0]?.out ?? false;
}
