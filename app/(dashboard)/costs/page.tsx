import type { Metadata } from "next";
import { BudgetCard } from "@/components/costs/budget-card";
import { CostsPage } from "@/components/costs/costs-page";
import { PriceForm } from "@/components/costs/price-form";
import { PricesSection } from "@/components/costs/prices-section";
import { RateForm } from "@/components/costs/rate-form";
import { RatesSection } from "@/components/costs/rates-section";
import { PageTitle } from "@/components/shell/page-title";
import { isAllowed } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import { readPricePrefill, readViewUrl, toAsked } from "@/lib/costs";
import { getBudgetNow, getCatalog, getCostsReport, listBudgets, reportingZone } from "@/lib/costs/server";
import { currencies } from "@/lib/kernel/money";
import { listExchangeRates, listPrices } from "@/lib/usage/server";

export const metadata: Metadata = { title: "Costs" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const MOST_PRICES = 100;
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
  const [report, budgets, current, prices, rates] = await Promise.all([
    getCostsReport(actor, toAsked(view), now),
    listBudgets(actor),
    getBudgetNow(actor, now),
    listPrices(actor, { limit: MOST_PRICES }),
    listExchangeRates(actor),
  ]);
  if (!report.ok) throw new Error(report.error.detail);
  if (!budgets.ok) throw new Error(budgets.error.detail);
  if (!current.ok) throw new Error(current.error.detail);
  if (!prices.ok) throw new Error(prices.error.detail);
  if (!rates.ok) throw new Error(rates.error.detail);
  const mayWrite = isAllowed(actor, "write_costs");
  const { currency, today } = report.value.about;
  const { models } = catalog.value;
  const thisYear = now.getFullYear();
  return (
    <>
      <PageTitle>Costs</PageTitle>
      <CostsPage
        initial={report.value}
        zone={zone}
        notes={notes}
        mayExport={isAllowed(actor, "export_costs")}
        mayWrite={mayWrite}
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
        <PricesSection
          prices={prices.value.data}
          isCut={prices.value.nextCursor !== null}
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
            <RateForm into={currency} currencies={currencies()} today={now.toISOString().slice(0, 10)} />
          ) : (
            <p className="text-meta text-ink-3">{writers}</p>
          )}
        </RatesSection>
      </CostsPage>
    </>
  );
}
