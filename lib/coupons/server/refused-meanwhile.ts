import "server-only";
import { pool } from "../../platform/db";
import { log } from "../../platform/log";

const TELL_MS = 1_000;
const ALL = "";

type Counts = { byCampaign: Map<string, number>; timer: NodeJS.Timeout | undefined };
// Next may load this module more than once in a process; the counts are one a process
const held = globalThis as unknown as { sluiceRefused?: Counts };

function counts(): Counts {
  held.sluiceRefused ??= { byCampaign: new Map(), timer: undefined };
  return held.sluiceRefused;
}

/**
 * A coupon was asked for and refused because of a pause: of everything (null) or of the campaign. Added up here and told
 * to the pause's row within a second, so that a flood of refusals costs the database nothing.
 */
export function countRefused(campaign: string | null): void {
  const state = counts();
  const key = campaign ?? ALL;
  state.byCampaign.set(key, (state.byCampaign.get(key) ?? 0) + 1);
  state.timer ??= setTimeout(() => {
    flushRefused().catch((error) =>
      log.warn({ error: (error as Error).message }, "refusals during a pause could not be noted; later"),
    );
  }, TELL_MS);
  state.timer.unref();
}

/** Tells what was counted. What cannot be told now is kept. */
export async function flushRefused(): Promise<void> {
  const state = counts();
  clearTimeout(state.timer);
  state.timer = undefined;
  const waiting = [...state.byCampaign];
  state.byCampaign.clear();
  for (const [campaign, refused] of waiting) {
    try {
      // the newest pause: it stands, or ended within the second
      await pool().query(
        `UPDATE pause SET refused = refused + $1 WHERE id = (
           SELECT id FROM pause
           WHERE CASE WHEN $2 = '' THEN campaign_id IS NULL
             ELSE campaign_id = (SELECT id FROM campaign WHERE key = $2) END
           ORDER BY paused_at DESC LIMIT 1)`,
        [refused, campaign],
      );
    } catch (error) {
      state.byCampaign.set(campaign, (state.byCampaign.get(campaign) ?? 0) + refused);
      throw error;
    }
  }
}
