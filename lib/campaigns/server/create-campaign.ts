import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { type CampaignInput, campaignInput } from "../campaign-input";
import type { Campaign } from "../campaign-view";
import { toCampaign } from "./campaign-row";
import { insertCampaign } from "./campaign-store";
import { wrongFields } from "./wrong-fields";

/** A new draft. `key_taken` when its key exists, archived ones too. */
export async function createCampaign(
  actor: Actor,
  given: CampaignInput,
  copiedFrom?: string,
): Promise<Result<Campaign>> {
  const may = authorize(actor, "write_campaigns");
  if (!may.ok) return may;
  const parsed = campaignInput.safeParse(given);
  if (!parsed.success) return wrongFields(parsed.error);
  const input = parsed.data;
  return db().$transaction(async (tx): Promise<Result<Campaign>> => {
    const row = await insertCampaign(tx, input, actor.name);
    if (!row) {
      return refuse("key_taken", `The key ${input.key} is taken. Choose another.`, [
        { pointer: "#/key", detail: "is taken; choose another" },
      ]);
    }
    await recordAudit(tx, actor, {
      action: "campaign.created",
      target: { kind: "campaign", id: row.key },
      after: { ...input, ...(copiedFrom === undefined ? {} : { copiedFrom }) },
    });
    return ok(toCampaign(row));
  });
}
