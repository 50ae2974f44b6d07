import "server-only";
import { pool } from "../../platform/db";

/** The subject was eligible and is in the holdout: noted once, so that the effect can be measured. */
export async function noteHeldOut(campaignId: string, subject: string): Promise<void> {
  await pool().query(
    `INSERT INTO turned_away AS t (campaign_id, subject, reason, at) VALUES ($1, $2, 'held_out', now())
     ON CONFLICT (campaign_id, subject) DO UPDATE SET reason = 'held_out', at = EXCLUDED.at
       WHERE t.reason <> 'held_out'`,
    [campaignId, subject],
  );
}
