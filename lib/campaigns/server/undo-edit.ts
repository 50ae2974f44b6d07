import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import type { Campaign } from "../campaign-view";
import { rewriteCampaign } from "./rewrite-campaign";
import { findWordingBefore } from "./version-queries";

/**
 * Takes the last edit of a campaign back, at the revision that the caller saw; asked again it puts it back. What may no
 * longer change is refused as an edit would be. `invalid_transition` when it was never edited.
 */
export async function undoEdit(actor: Actor, key: string, revision: number): Promise<Result<Campaign>> {
  const may = authorize(actor, "write_campaigns");
  if (!may.ok) return may;
  return rewriteCampaign(actor, key, {
    revision,
    act: "undone",
    wording: async (tx, _, row) => {
      const before = await findWordingBefore(tx, row.id);
      return before ? ok(before) : refuse("invalid_transition", "This campaign was never edited.");
    },
  });
}
