import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { reportingCurrency } from "../../usage/server";
import { toDecimal, toMicros } from "../budget-input";
import { revenueIn } from "../user-revenue";
import { type UserRevenue, type UserRevenueInput, userRevenueInput } from "../user-revenue-input";
import { findCampaignId } from "./holdout-effect-queries";
import { getRevenuePlans, toUserRevenue } from "./user-revenue-queries";
import { insertUserRevenue, takeRevenueLock } from "./user-revenue-store";

/**
 * What an active user brings in on a day, from a month on until a later month of its own; of one campaign, or of all that
 * have none of their own. Finance and administrators. What held before stays in the history. 422 for a campaign that is
 * not there.
 */
export async function setUserRevenue(actor: Actor, given: UserRevenueInput): Promise<Result<UserRevenue>> {
  const may = authorize(actor, "write_costs");
  if (!may.ok) return may;
  const parsed = userRevenueInput.safeParse(given);
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message, code }) => ({
      pointer: ["#", ...path.map(String)].join("/"),
      detail: code === "unrecognized_keys" ? "has a field that is not one here" : message,
    }));
    return refuse("invalid_request", `${errors[0]?.pointer.slice(2)}: ${errors[0]?.detail}.`, errors);
  }
  const { month, campaign = "", revenue, reason } = parsed.data;
  if (campaign && !(await findCampaignId(campaign))) {
    const detail = "is no campaign here; leave it away for all";
    return refuse("invalid_request", `campaign: ${detail}.`, [{ pointer: "#/campaign", detail }]);
  }
  const currency = await reportingCurrency();
  return db().$transaction(async (tx) => {
    await takeRevenueLock(tx);
    const before = revenueIn(await getRevenuePlans(tx), campaign, month);
    const row = await insertUserRevenue(tx, actor, {
      month,
      campaign,
      revenueMicros: revenue === null ? null : toMicros(revenue),
      currency,
      reason: reason || null,
    });
    const named = campaign ? { campaign } : {};
    await recordAudit(tx, actor, {
      action: "user_revenue.set",
      target: { kind: "user_revenue", id: campaign ? `${campaign} ${month}` : month },
      before: before === null ? null : { ...named, revenue: toDecimal(before) },
      after: { ...named, month, revenue, currency },
      reason: reason || null,
    });
    return ok(toUserRevenue(row));
  });
}
