import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import { type CampaignInput, campaignInput, type ParsedCampaign } from "../campaign-input";
import type { Campaign } from "../campaign-view";
import { toCampaign } from "./campaign-row";
import { CodeTaken, insertCampaign, isKeyTaken, isZoneKnown, saveSharedCode } from "./campaign-store";
import { serveTerms } from "./serve-terms";
import { saveVersion } from "./version-store";
import { wrongFields } from "./wrong-fields";

export function codeTaken(code: string | undefined) {
  return refuse("code_taken", `The code ${code} is taken or was. Choose another.`, [
    { pointer: "#/sharedCode", detail: "is taken; choose another" },
  ]);
}

export function unknownZone(zone: string | undefined) {
  return refuse("invalid_request", `timeZone: this server's database does not know ${zone}.`, [
    { pointer: "#/timeZone", detail: "is unknown to the database; choose the zone's main name" },
  ]);
}

async function insert(
  tx: Tx,
  actor: Actor,
  input: ParsedCampaign,
  copiedFrom: string | undefined,
): Promise<Result<Campaign>> {
  const { timeZone, sharedCode } = input;
  if (timeZone !== undefined && !(await isZoneKnown(tx, timeZone))) return unknownZone(timeZone);
  const terms = await serveTerms(tx, input);
  if (!terms.ok) return terms;
  const row = await insertCampaign(tx, input, terms.value, actor.name);
  if (!row) {
    if (sharedCode !== undefined && !(await isKeyTaken(tx, input.key))) return codeTaken(sharedCode);
    return refuse("key_taken", `The key ${input.key} is taken. Choose another.`, [
      { pointer: "#/key", detail: "is taken; choose another" },
    ]);
  }
  if (sharedCode !== undefined) await saveSharedCode(tx, row.id, sharedCode);
  await saveVersion(tx, row, input, "created", actor);
  await recordAudit(tx, actor, {
    action: "campaign.created",
    target: { kind: "campaign", id: row.key },
    after: { ...input, ...(copiedFrom === undefined ? {} : { copiedFrom }) },
  });
  return ok(toCampaign(row));
}

/** A new draft. `key_taken` when its key exists, archived ones too; `code_taken` for a shared code. */
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
  try {
    return await db().$transaction((tx) => insert(tx, actor, input, copiedFrom));
  } catch (error) {
    if (error instanceof CodeTaken) return codeTaken(input.sharedCode);
    throw error;
  }
}
