import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { type CampaignEdit, campaignEdit } from "../campaign-input";
import type { Campaign } from "../campaign-view";
import { mergeEdit } from "../edit";
import { rewriteCampaign } from "./rewrite-campaign";
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
  return rewriteCampaign(actor, key, {
    revision,
    act: "edited",
    wording: async (_, current) => ok(mergeEdit(current, edit.data)),
  });
}
