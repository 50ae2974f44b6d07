import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { bumpVersion, takeSwitchLock, versionServed } from "../../platform/changes";
import { db } from "../../platform/db";
import type { CampaignStatus } from "../campaign";
import { type CampaignEdit, campaignEdit, campaignInput } from "../campaign-input";
import type { Campaign } from "../campaign-view";
import { changedFields, decideEdit, mergeEdit } from "../edit";
import { toCampaign, toInput } from "./campaign-row";
import { loadCampaign, saveEdit } from "./campaign-store";
import { conflict, noSuchCampaign } from "./change-campaign";
import { wrongFields } from "./wrong-fields";

/**
 * Changes what was given, with the revision that the caller saw: `edit_conflict` when somebody changed the campaign
 * since. An edit that changes nothing writes nothing. What may change when: decideEdit.
 */
export async function editCampaign(
  actor: Actor,
  key: string,
  given: CampaignEdit,
  revision: number,
): Promise<Result<Campaign>> {
  const may = authorize(actor, "write_campaigns");
  if (!may.ok) return may;
  const edit = campaignEdit.safeParse(given);
  if (!edit.success) return wrongFields(edit.error);
  let served: number | undefined;
  const outcome = await db().$transaction(
    async (tx): Promise<Result<Campaign>> => {
      await takeSwitchLock(tx);
      const loaded = await loadCampaign(tx, key);
      if (!loaded) return noSuchCampaign(key);
      const { row, now } = loaded;
      if (row.revision !== revision) return conflict();
      const current = toInput(row);
      const merged = campaignInput.safeParse(mergeEdit(current, edit.data));
      if (!merged.success) return wrongFields(merged.error);
      const next = merged.data;
      const state = {
        status: row.status as CampaignStatus,
        startsAt: current.startsAt,
        issued: Number(row.issued),
        discountCommitted: Number(row.discountSpent + row.discountOpen),
      };
      const decided = decideEdit(state, current, next, now);
      if (!decided.ok) return decided;
      const changed = changedFields(current, next);
      if (changed.length === 0) return ok(toCampaign(row));
      // before its first launch there is no flag to tell of
      if (row.firstLiveAt) served = (await bumpVersion(tx)).version;
      const saved = await saveEdit(tx, row, next, now);
      if (!saved) throw new Error("a campaign changed under the exclusive lock");
      const pick = (from: typeof current) => Object.fromEntries(changed.map((field) => [field, from[field]]));
      await recordAudit(tx, actor, {
        action: "campaign.edited",
        target: { kind: "campaign", id: row.key },
        before: pick(current),
        after: pick(next),
      });
      return ok(toCampaign(saved));
    },
    { maxWait: 5_000, timeout: 20_000 },
  );
  if (served !== undefined) await versionServed(served);
  return outcome;
}
