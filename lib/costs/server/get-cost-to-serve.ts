import "server-only";
import type { Actor } from "../../auth";
import { getCampaign, getServeForecast } from "../../campaigns/server";
import { ok, type Result } from "../../kernel/result";
import { type CostToServe, toCostToServe } from "../serve-view";

/** What a campaign is expected to cost to serve, as issuing goes by it too. `not_found`. */
export async function getCostToServe(actor: Actor, key: string): Promise<Result<CostToServe>> {
  const [campaign, forecast] = await Promise.all([getCampaign(actor, key), getServeForecast(actor)]);
  if (!campaign.ok) return campaign;
  if (!forecast.ok) return forecast;
  return ok(toCostToServe(campaign.value, forecast.value));
}
