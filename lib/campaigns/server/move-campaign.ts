import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import {
  type CampaignChange,
  type CampaignState,
  decideArchive,
  decideEnd,
  decideLaunch,
  decideUnschedule,
} from "../campaign";
import type { Campaign } from "../campaign-view";
import { changeCampaign, type Seen } from "./change-campaign";

type Decide = (state: CampaignState, actor: Actor, now: Date) => Result<CampaignChange>;

async function move(actor: Actor, key: string, seen: Seen, decide: Decide): Promise<Result<Campaign>> {
  const may = authorize(actor, "write_campaigns");
  if (!may.ok) return may;
  const changed = await changeCampaign(key, (state, now) => decide(state, actor, now), seen);
  return changed.ok ? ok(changed.value.campaign) : changed;
}

/** Active, or scheduled when its start lies ahead. `invalid_transition`, `edit_conflict` when it was changed since. */
export function launchCampaign(actor: Actor, key: string, seen: Seen = {}): Promise<Result<Campaign>> {
  return move(actor, key, seen, decideLaunch);
}

/** Scheduled → draft. */
export function unscheduleCampaign(actor: Actor, key: string, seen: Seen = {}): Promise<Result<Campaign>> {
  return move(actor, key, seen, decideUnschedule);
}

/** No coupon after the commit; coupons already issued stay redeemable unless a pause says otherwise. */
export function endCampaign(actor: Actor, key: string, seen: Seen = {}): Promise<Result<Campaign>> {
  return move(actor, key, seen, decideEnd);
}

export function archiveCampaign(actor: Actor, key: string, seen: Seen = {}): Promise<Result<Campaign>> {
  return move(actor, key, seen, decideArchive);
}
