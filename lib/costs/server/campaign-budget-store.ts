import "server-only";
import { type Actor, stampOf } from "../../auth";
import type { Tx } from "../../platform/db";
import type { CampaignPlan } from "../campaign-budget";

export function insertCampaignBudget(
  tx: Tx,
  actor: Actor,
  {
    campaignKey,
    plan: { period, month, budgetMicros },
    currency,
    reason,
  }: { campaignKey: string; plan: CampaignPlan; currency: string; reason: string | null },
) {
  const { kind, id, name } = stampOf(actor);
  return tx.campaignBudget.create({
    data: {
      campaignKey,
      period,
      effectiveMonth: month === null ? null : new Date(`${month}-01T00:00:00Z`),
      budgetMicros,
      currency,
      reason,
      setByKind: kind,
      setById: id,
      setByName: name,
    },
  });
}
