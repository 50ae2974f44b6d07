import "server-only";
import type { Actor } from "../../auth";
import type { Campaign } from "../../campaigns";
import { getCampaign } from "../../campaigns/server";
import { ok, type Result } from "../../kernel/result";
import {
  type BudgetOutlook,
  type CampaignDays,
  type CampaignPlan,
  campaignPlanFor,
  fillDays,
  toBudgetOutlook,
  toCampaignDays,
} from "../campaign-budget";
import type { BudgetOutlookView, CampaignBudget, CampaignBudgetRow } from "../campaign-budget-input";
import { addDays, type Day, daysBetween, firstDayOf, monthOf } from "../day";
import type { AskedView } from "../view";
import { listBudgetedCampaigns, listCampaignBudgetRows, toPlan, toSet } from "./campaign-budget-queries";
import { readSums } from "./read-days";
import { openScope, type Scope } from "./scope";

/** As far back as a campaign's days are added up. */
const MOST_DAYS = 1_000;

type Spend = { micros: bigint; unpriced: number };
type SpendOf = (campaign: string, day: Day) => Spend;
const nothing: Spend = { micros: 0n, unpriced: 0 };

/** Spend by campaign and day; of days that are over, read once for all campaigns. */
async function readCampaignSpend(scope: Scope, from: Day): Promise<Result<SpendOf>> {
  const read = await readSums(scope, { from, to: scope.today, groupBy: "campaign" });
  if (!read.ok) return read;
  const { days, sums } = read.value;
  const spend = new Map(
    sums.map(({ bucket, group, costMicros, unpricedRequests, unconvertedRequests }) => [
      `${days[bucket]} ${group}`,
      { micros: costMicros, unpriced: unpricedRequests + unconvertedRequests },
    ]),
  );
  return ok((campaign, day) => spend.get(`${day} ${campaign}`) ?? nothing);
}

/** The first day whose spend matters: of the campaign, and of the month. */
const firstDay = ({ launched }: CampaignDays, today: Day): Day =>
  [
    [launched ?? today, firstDayOf(monthOf(today))].sort()[0] ?? today,
    addDays(today, 1 - MOST_DAYS),
  ].sort()[1] ?? today;

const text = (micros: bigint | null) => (micros === null ? null : String(micros));

function toOutlookView({ burnDown: _, ...outlook }: BudgetOutlook, plan: CampaignPlan): BudgetOutlookView {
  const { forecast } = outlook;
  return {
    period: plan.period,
    budgetMicros: String(plan.budgetMicros),
    from: outlook.from,
    to: outlook.to,
    isOver: outlook.isOver,
    actualMicros: String(outlook.actualMicros),
    leftMicros: String(outlook.leftMicros),
    forecast: forecast.known
      ? {
          known: true,
          micros: String(forecast.micros),
          interval: forecast.interval.known
            ? {
                ...forecast.interval,
                lowMicros: String(forecast.interval.lowMicros),
                highMicros: String(forecast.interval.highMicros),
              }
            : forecast.interval,
          paceDays: forecast.paceDays,
          daysLeft: forecast.daysLeft,
        }
      : { known: false, detail: forecast.detail },
    varianceMicros: text(outlook.varianceMicros),
    variancePercent: outlook.variancePercent,
    perDayMicros: text(outlook.perDayMicros),
    runsOutOn: outlook.runsOutOn,
  };
}

function toCampaignBudget(
  scope: Scope,
  { key, name }: Campaign,
  days: CampaignDays,
  { plans, spendOf }: { plans: readonly CampaignPlan[]; spendOf: SpendOf },
): Omit<CampaignBudget, "history"> {
  const { today, about } = scope;
  const plan = campaignPlanFor(plans, monthOf(today));
  const base = {
    campaign: key,
    name,
    currency: about.currency,
    timeZone: about.timeZone,
    today,
    asOf: about.asOf,
    sources: about.sources.words,
  };
  const none = (detail: string) => ({ ...base, outlook: null, detail, unpricedRequests: 0, burnDown: [] });
  if (!plan || plan.budgetMicros === null) return none("No inference budget is set for this campaign.");
  const { launched } = days;
  if (plan.period === "campaign" && (!launched || launched > today))
    return none("The budget holds from the launch on; nothing is spent yet.");
  const first = firstDay(days, today);
  // a month's budget is for all usage of the month that names it, also for a test before the launch
  const since = plan.period === "campaign" && launched && launched > first ? launched : first;
  const spend = new Map(
    Array.from({ length: daysBetween(since, today) }, (_, nth) => {
      const day = addDays(since, nth);
      return [day, spendOf(key, day).micros] as const;
    }),
  );
  const outlook = toBudgetOutlook(plan.budgetMicros, plan, days, {
    today,
    // days before the launch are no zeros for its pace
    full: fillDays(since, today, spend).map((day) =>
      launched && day.day >= launched ? day : { ...day, noPace: true },
    ),
    todayMicros: spendOf(key, today).micros,
  });
  const last = outlook.to !== null && outlook.to < today ? outlook.to : today;
  const unpriced = Array.from({ length: Math.max(0, daysBetween(outlook.from, last) + 1) }, (_, nth) =>
    spendOf(key, addDays(outlook.from, nth)),
  ).reduce((sum, one) => sum + one.unpriced, 0);
  return {
    ...base,
    outlook: toOutlookView(outlook, plan),
    detail: null,
    unpricedRequests: unpriced,
    burnDown: outlook.burnDown.map(({ day, plannedMicros, leftMicros, forecast }) => ({
      day,
      plannedMicros: text(plannedMicros),
      leftMicros: text(leftMicros),
      forecast: forecast && {
        micros: String(forecast.micros),
        lowMicros: text(forecast.lowMicros),
        highMicros: text(forecast.highMicros),
      },
    })),
  };
}

/** How a campaign stands against its inference budget, by the sources of the screens; `not_found`. */
export async function getCampaignBudget(
  actor: Actor,
  key: string,
  now: Date = new Date(),
): Promise<Result<CampaignBudget>> {
  const opened = await openScope(actor, {}, now);
  if (!opened.ok) return opened;
  const campaign = await getCampaign(actor, key);
  if (!campaign.ok) return campaign;
  const scope = opened.value;
  const days = toCampaignDays(campaign.value, scope.view.timeZone);
  const rows = await listCampaignBudgetRows(key);
  const spendOf =
    rows.length === 0
      ? ok<SpendOf>(() => nothing)
      : await readCampaignSpend(scope, firstDay(days, scope.today));
  if (!spendOf.ok) return spendOf;
  return ok({
    ...toCampaignBudget(scope, campaign.value, days, { plans: rows.map(toPlan), spendOf: spendOf.value }),
    history: rows.map(toSet).reverse(),
  });
}

/** The campaigns that have an inference budget now, the ones set last first; fifty at most. */
export async function listCampaignBudgets(
  actor: Actor,
  { source }: Pick<AskedView, "source"> = {},
  now: Date = new Date(),
): Promise<Result<CampaignBudgetRow[]>> {
  const opened = await openScope(actor, { source }, now);
  if (!opened.ok) return opened;
  const scope = opened.value;
  const found: { campaign: Campaign; days: CampaignDays; plans: CampaignPlan[] }[] = [];
  for (const key of await listBudgetedCampaigns()) {
    const plans = (await listCampaignBudgetRows(key)).map(toPlan);
    if ((campaignPlanFor(plans, monthOf(scope.today))?.budgetMicros ?? null) === null) continue;
    const campaign = await getCampaign(actor, key);
    if (campaign.ok)
      found.push({
        campaign: campaign.value,
        days: toCampaignDays(campaign.value, scope.view.timeZone),
        plans,
      });
  }
  const [from] = found.map(({ days }) => firstDay(days, scope.today)).sort();
  if (from === undefined) return ok([]);
  const spendOf = await readCampaignSpend(scope, from);
  if (!spendOf.ok) return spendOf;
  return ok(
    found.map(({ campaign, days, plans }) => {
      const { burnDown: _, ...row } = toCampaignBudget(scope, campaign, days, {
        plans,
        spendOf: spendOf.value,
      });
      return row;
    }),
  );
}
