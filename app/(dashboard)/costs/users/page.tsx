import type { Metadata } from "next";
import { CampaignEconomics } from "@/components/costs/campaign-economics";
import { CohortSpend } from "@/components/costs/cohort-spend";
import { CostsTabs } from "@/components/costs/costs-tabs";
import { CouponComparison } from "@/components/costs/coupon-comparison";
import { RevenueCard } from "@/components/costs/revenue-card";
import { UsersPage } from "@/components/costs/users-page";
import { PageTitle } from "@/components/shell/page-title";
import { isAllowed } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import { listCampaigns } from "@/lib/campaigns/server";
import { monthOf, readViewUrl, toAsked, toViewParams } from "@/lib/costs";
import { getAbout, getCatalog, listUserRevenues, reportingZone } from "@/lib/costs/server";
import { firstParam } from "@/lib/kernel/trail";

export const metadata: Metadata = { title: "Unit economics" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Campaigns with a holdout that are named. */
const MOST_HOLDOUTS = 5;
/** Of the list to choose from; the API sets the revenue of any. */
const MOST_CAMPAIGNS = 100;

export default async function Page({ searchParams }: Props) {
  const actor = await requireActor();
  const catalog = await getCatalog(actor);
  if (!catalog.ok) throw new Error(catalog.error.detail);
  const zone = reportingZone();
  const now = new Date();
  const params = await searchParams;
  const { sources, models, campaigns } = catalog.value;
  const { view, notes } = readViewUrl(params, {
    now: now.getTime(),
    zone,
    path: "/costs/users",
    sources: sources.map(({ source }) => source),
  });
  const [about, revenues, listed] = await Promise.all([
    getAbout(actor, toAsked(view), now),
    listUserRevenues(actor),
    listCampaigns(actor, { limit: MOST_CAMPAIGNS }),
  ]);
  if (!about.ok) throw new Error(about.error.detail);
  if (!revenues.ok) throw new Error(revenues.error.detail);
  if (!listed.ok) throw new Error(listed.error.detail);
  const chosen = (field: string, names: string[]) => names.find((name) => name === firstParam(params, field));
  const model = chosen("model", models);
  const campaign = chosen("campaign", campaigns);
  const filter = { ...(model && { model }), ...(campaign && { campaign }) };
  return (
    <>
      <PageTitle>Unit economics</PageTitle>
      <CostsTabs current="/costs/users" query={toViewParams(view, zone, "none").toString()} />
      <UsersPage
        about={about.value}
        zone={zone}
        notes={notes}
        filter={filter}
        models={models}
        campaigns={campaigns}
      >
        <CohortSpend view={view} filter={filter} />
        <CampaignEconomics view={view} show={firstParam(params, "show")} />
        <CouponComparison
          view={view}
          holdouts={listed.value.data
            .filter(({ holdoutPercent }) => holdoutPercent !== undefined)
            .slice(0, MOST_HOLDOUTS)
            .map(({ key, name }) => ({ key, name }))}
        />
        <RevenueCard
          revenues={revenues.value}
          campaigns={listed.value.data.map(({ key, name }) => ({ key, name }))}
          month={monthOf(about.value.today)}
          currency={about.value.currency}
          zone={zone}
          thisYear={now.getFullYear()}
          mayWrite={isAllowed(actor, "write_costs")}
        />
      </UsersPage>
    </>
  );
}
