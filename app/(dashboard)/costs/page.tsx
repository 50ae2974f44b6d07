import type { Metadata } from "next";
import { Anomalies } from "@/components/costs/anomalies";
import { BudgetCard } from "@/components/costs/budget-card";
import { CampaignBudgets } from "@/components/costs/campaign-budgets";
import { Cohorts } from "@/components/costs/cohorts";
import { CostsPage } from "@/components/costs/costs-page";
import { CostsTabs } from "@/components/costs/costs-tabs";
import { PauseEffects } from "@/components/costs/pause-effects";
import { PeriodsSection } from "@/components/costs/periods-section";
import { PriceForm } from "@/components/costs/price-form";
import { PricesSection } from "@/components/costs/prices-section";
import { RateForm } from "@/components/costs/rate-form";
import { RatesFile } from "@/components/costs/rates-file";
import { RatesSection } from "@/components/costs/rates-section";
import { SavedViews } from "@/components/costs/saved-views";
import { PageTitle } from "@/components/shell/page-title";
import { Note } from "@/components/ui/note";
import { isAllowed } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import {
  readPricePrefill,
  readViewUrl,
  toAnomalyMarkers,
  toAsked,
  toViewParams,
  usualComparisons,
} from "@/lib/costs";
import {
  getAnomalies,
  getBudgetNow,
  getCatalog,
  getCohortsView,
  getCostsReport,
  getPauseEffects,
  listBudgets,
  listCampaignBudgets,
  listSavedViews,
  reportingZone,
} from "@/lib/costs/server";
import { currencies } from "@/lib/kernel/money";
import { firstParam } from "@/lib/kernel/trail";
import { periodName } from "@/lib/usage";
import {
  getPeriod,
  getReconciliation,
  listExchangeRates,
  listPeriods,
  listPricesFor,
  listReratings,
} from "@/lib/usage/server";

export const metadata: Metadata = { title: "Costs" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const MOST_PRICES = 100;
const MOST_PERIODS = 6;
const unread = (what: string) => `${what} could not be read just now. Load the page again to see it.`;
const writers = "Finance leads and administrators set them.";

export default async function Page({ searchParams }: Props) {
  const actor = await requireActor();
  const catalog = await getCatalog(actor);
  if (!catalog.ok) throw new Error(catalog.error.detail);
  const zone = reportingZone();
  const now = new Date();
  const params = await searchParams;
  const sources = catalog.value.sources.map(({ source }) => source);
  const { view, notes } = readViewUrl(params, { now: now.getTime(), zone, path: "/costs", sources });
  const chosen = periodName.safeParse(firstParam(params, "period"));
  const [report, budgets, current, prices, rates, periods, period, reconciliation, reratings] =
    await Promise.all([
      getCostsReport(actor, toAsked(view), now),
      listBudgets(actor),
      getBudgetNow(actor, now),
      listPricesFor(actor, catalog.value.models, MOST_PRICES),
      listExchangeRates(actor),
      listPeriods(actor, { limit: MOST_PERIODS }),
      chosen.success ? getPeriod(actor, chosen.data) : null,
      chosen.success ? getReconciliation(actor, chosen.data) : null,
      chosen.success ? listReratings(actor) : null,
    ]);
  if (!report.ok) throw new Error(report.error.detail);
  if (!budgets.ok) throw new Error(budgets.error.detail);
  if (!current.ok) throw new Error(current.error.detail);
  if (!prices.ok) throw new Error(prices.error.detail);
  if (!rates.ok) throw new Error(rates.error.detail);
  if (!periods.ok) throw new Error(periods.error.detail);
  // after the page's own figures, so that all do not want a connection at once; the page is there without them
  const { source, timeZone } = toAsked(view);
  const [anomalies, campaignBudgets, effects, cohorts] = await Promise.all([
    getAnomalies(actor, toAsked(view), now).catch(() => null),
    listCampaignBudgets(actor, { source }, now).catch(() => null),
    getPauseEffects(actor, toAsked(view), now).catch(() => null),
    getCohortsView(actor, { source, timeZone }, now).catch(() => null),
  ]);
  const views = await listSavedViews(actor, "/costs");
  const query = toViewParams(view, zone, usualComparisons["/costs"]).toString();
  const mayWrite = isAllowed(actor, "write_costs");
  const { currency, today } = report.value.about;
  const { models } = catalog.value;
  const thisYear = now.getFullYear();
  return (
    <>
      <PageTitle>Costs</PageTitle>
      <CostsTabs current="/costs" query={query} />
      <CostsPage
        initial={report.value}
        zone={zone}
        notes={notes}
        mayExport={isAllowed(actor, "export_costs")}
        mayWrite={mayWrite}
        views={views.ok && <SavedViews path="/costs" query={query} views={views.value} />}
        anomalies={anomalies?.ok ? toAnomalyMarkers(anomalies.value.data, currency, view.timeZone) : []}
        budget={
          <BudgetCard
            budgets={budgets.value}
            current={current.value}
            currency={currency}
            zone={zone}
            thisYear={thisYear}
            mayWrite={mayWrite}
          />
        }
      >
        {anomalies?.ok ? (
          <Anomalies anomalies={anomalies.value} zone={zone} />
        ) : (
          <Note look="amber">{unread("Anomalies")}</Note>
        )}
        {campaignBudgets?.ok ? (
          <CampaignBudgets budgets={campaignBudgets.value} currency={currency} zone={zone} />
        ) : (
          <Note look="amber">{unread("Budgets of campaigns")}</Note>
        )}
        {cohorts?.ok ? (
          <Cohorts cohorts={cohorts.value} />
        ) : (
          <Note look="amber">{unread("Who came back")}</Note>
        )}
        {effects?.ok ? (
          <PauseEffects
            effects={effects.value.data}
            currency={currency}
            zone={view.timeZone}
            thisYear={thisYear}
          />
        ) : (
          <Note look="amber">{unread("What pauses did")}</Note>
        )}
        <PeriodsSection
          periods={periods.value.data}
          chosen={period?.ok ? period.value : null}
          reconciliation={reconciliation?.ok ? reconciliation.value : null}
          query={query}
          reratings={reratings?.ok ? reratings.value.filter(({ period }) => period === chosen.data) : []}
          reader={actor.id}
          mayClose={mayWrite}
          mayReopen={isAllowed(actor, "reopen_period")}
          zone={zone}
          thisYear={thisYear}
        />
        <PricesSection
          prices={prices.value.data}
          isCut={prices.value.isCut}
          models={models}
          zone={zone}
          thisYear={thisYear}
        >
          <h3 className="mb-3 font-semibold">Add a price</h3>
          {mayWrite ? (
            <PriceForm
              prefilled={readPricePrefill(params, today)}
              currency={currency}
              currencies={currencies()}
              models={models}
              zone={zone}
              mostYear={thisYear}
            />
          ) : (
            <p className="text-meta text-ink-3">{writers}</p>
          )}
        </PricesSection>
        <RatesSection rates={rates.value}>
          <h3 className="mb-3 font-semibold">Add a rate</h3>
          {mayWrite ? (
            <>
              <RateForm into={currency} currencies={currencies()} today={now.toISOString().slice(0, 10)} />
              <RatesFile into={currency} />
            </>
          ) : (
            <p className="text-meta text-ink-3">{writers}</p>
          )}
        </RatesSection>
      </CostsPage>
    </>
  );
}
