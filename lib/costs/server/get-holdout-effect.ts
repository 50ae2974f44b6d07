import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { reportingCurrency } from "../../usage/server";
import { compareGroups, type EffectDays, type HoldoutEffect, USUAL_EFFECT_DAYS } from "../holdout-effect";
import { countHoldoutEffect, findCampaignId } from "./holdout-effect-queries";
import { whileUnchanged } from "./kept-reads";

/** Users of days that are over change little: read again after five minutes. */
const KEPT_MS = 300_000;

/** What the coupons of a campaign did, measured against its holdout. `not_found`. */
export async function getHoldoutEffect(
  actor: Actor,
  campaign: string,
  { days = USUAL_EFFECT_DAYS }: { days?: EffectDays | undefined } = {},
  now: Date = new Date(),
): Promise<Result<HoldoutEffect>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const id = await findCampaignId(campaign);
  if (!id) return refuse("not_found", `There is no campaign ${campaign.slice(0, 60)}.`);
  const pulse = String(Math.floor(now.getTime() / KEPT_MS));
  const counted = await whileUnchanged(JSON.stringify(["holdout", id, days]), pulse, () =>
    countHoldoutEffect(id, days, now),
  );
  const { from, to, given, heldOut, priced, unpriced } = counted;
  return ok({
    campaign,
    days,
    currency: await reportingCurrency(),
    compared: from && to ? { from: from.toISOString(), to: to.toISOString() } : null,
    // without a single price nobody knows what they cost, and 0 would be a lie
    ...compareGroups(given, heldOut, { costKnown: priced > 0 || unpriced === 0 }),
    unpricedRequests: unpriced,
  });
}
