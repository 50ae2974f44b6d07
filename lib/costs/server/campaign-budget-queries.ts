import "server-only";
import { db, type Tx } from "../../platform/db";
import type { CampaignBudget as Row } from "../../platform/prisma-client/client";
import { toDecimal } from "../budget-input";
import type { BudgetPeriod, CampaignPlan } from "../campaign-budget";
import type { CampaignBudgetSet } from "../campaign-budget-input";

const MOST_HISTORY = 200;
/** Campaigns with a budget that a list looks at, the last ones set. */
const MOST_CAMPAIGNS = 50;

const periodOf = (row: Row): BudgetPeriod => (row.period === "campaign" ? "campaign" : "month");
const monthOfRow = ({ effectiveMonth }: Row) => effectiveMonth?.toISOString().slice(0, 7) ?? null;

export const toPlan = (row: Row): CampaignPlan => ({
  period: periodOf(row),
  month: monthOfRow(row),
  budgetMicros: row.budgetMicros,
});

export const toSet = (row: Row): CampaignBudgetSet => ({
  period: periodOf(row),
  month: monthOfRow(row),
  budget: row.budgetMicros === null ? null : toDecimal(row.budgetMicros),
  currency: row.currency,
  ...(row.reason === null ? {} : { reason: row.reason }),
  setBy: row.setByName,
  setAt: row.setAt.toISOString(),
});

/** The last 200 rows of a campaign, in the order in which they were set. */
export async function listCampaignBudgetRows(campaignKey: string, tx: Tx = db()): Promise<Row[]> {
  const rows = await tx.campaignBudget.findMany({
    where: { campaignKey },
    orderBy: { id: "desc" },
    take: MOST_HISTORY,
  });
  return rows.reverse();
}

/** Keys of the campaigns that were given a budget last. */
export async function listBudgetedCampaigns(): Promise<string[]> {
  const rows = await db().campaignBudget.groupBy({
    by: ["campaignKey"],
    _max: { id: true },
    orderBy: { _max: { id: "desc" } },
    take: MOST_CAMPAIGNS,
  });
  return rows.map(({ campaignKey }) => campaignKey);
}
