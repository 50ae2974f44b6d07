import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { decidePause, decideResume, type PauseFields } from "../campaign";
import type { Campaign } from "../campaign-view";
import { changeCampaign } from "./change-campaign";
import { awaitExtension, startPauseExtension } from "./extend-expiry";

/** Stops this campaign's issuance from the commit on. Never refused because it is paused already. */
export async function pauseCampaign(
  actor: Actor,
  key: string,
  fields: PauseFields = {},
): Promise<Result<Campaign>> {
  const may = authorize(actor, "pause");
  if (!may.ok) return may;
  const { extendExpiryDays: days } = fields;
  let extension: string | null = null;
  const changed = await changeCampaign(
    key,
    (state, now) => decidePause(state, fields, actor, now),
    {},
    async (tx, row) => {
      if (days) extension = await startPauseExtension(tx, actor, { campaignId: row.id, key: row.key }, days);
    },
  );
  if (!changed.ok) return changed;
  // batch by batch after the commit of the pause, so that extending many coupons holds nothing up
  if (extension) await awaitExtension(extension);
  return ok(changed.value.campaign);
}

/** Opens issuance and redemption again: one's own pause, or an executive or administrator. */
export async function resumeCampaign(
  actor: Actor,
  key: string,
  fields: { reason?: string } = {},
): Promise<Result<Campaign>> {
  const may = authorize(actor, "resume_own_pause");
  if (!may.ok) return may;
  const changed = await changeCampaign(key, (state, now) => decideResume(state, fields, actor, now));
  return changed.ok ? ok(changed.value.campaign) : changed;
}
