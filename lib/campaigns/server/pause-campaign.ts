import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import { decidePause, decideResume, type PauseFields } from "../campaign";
import type { Campaign } from "../campaign-view";
import { extendCampaignCoupons } from "./campaign-store";
import { changeCampaign } from "./change-campaign";

async function extendExpiry(actor: Actor, campaignId: string, key: string, days: number): Promise<void> {
  await db().$transaction(async (tx) => {
    const { added, coupons } = await extendCampaignCoupons(tx, campaignId, days);
    if (added === 0) return;
    await recordAudit(tx, actor, {
      action: "coupons.expiry_extended",
      target: { kind: "campaign", id: key },
      after: { days: added, coupons },
    });
  });
}

/** Stops this campaign's issuance from the commit on. Never refused because it is paused already. */
export async function pauseCampaign(
  actor: Actor,
  key: string,
  fields: PauseFields = {},
): Promise<Result<Campaign>> {
  const may = authorize(actor, "pause");
  if (!may.ok) return may;
  const changed = await changeCampaign(key, (state, now) => decidePause(state, fields, actor, now));
  if (!changed.ok) return changed;
  const { campaign, id } = changed.value;
  // after the commit of the pause, so that extending many coupons never holds it up
  if (fields.extendExpiryDays) await extendExpiry(actor, id, key, fields.extendExpiryDays);
  return ok(campaign);
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
