import "server-only";
import { ok, type Result, refuse } from "../../kernel/result";
import type { Tx } from "../../platform/db";
import type { CodePattern } from "../coupon-code";
import { noSuchCampaign } from "./coupon-queries";
import { findCampaignForCodes } from "./coupon-store";

export type CampaignForCodes = { id: string; key: string; pattern: CodePattern; codes: number };

/** The campaign, when codes may be added to it: `not_found`, `code_is_shared`, `invalid_transition` when it is over. */
export async function campaignForCodes(tx: Tx, key: string): Promise<Result<CampaignForCodes>> {
  const campaign = await findCampaignForCodes(tx, key);
  if (!campaign) return noSuchCampaign(key);
  const { kind, status } = campaign;
  if (kind === "shared_code") {
    return refuse("code_is_shared", `The campaign ${key} has one code for everybody; it needs no others.`);
  }
  if (status === "ended" || status === "archived") {
    return refuse("invalid_transition", `The campaign ${key} is ${status}. Duplicate it to make codes.`);
  }
  return ok(campaign);
}
