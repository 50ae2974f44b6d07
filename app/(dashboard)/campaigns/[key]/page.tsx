import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { CampaignPage } from "@/components/campaigns/campaign-page";
import { CampaignBudgetCard } from "@/components/costs/campaign-budget-card";
import { HoldoutCard } from "@/components/costs/holdout-card";
import { UsersCostLink } from "@/components/costs/users-cost-link";
import { CouponsSection } from "@/components/coupons/coupons-section";
import { FunnelCard } from "@/components/coupons/funnel-card";
import { ReferralCard } from "@/components/referrals/referral-card";
import { PageTitle } from "@/components/shell/page-title";
import { listAuditEntries } from "@/lib/audit/server";
import { isAllowed } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import { confirmSteps, offerMoves } from "@/lib/campaigns";
import { getCampaign, getServeForecast, listJobs } from "@/lib/campaigns/server";
import { readEffectDays } from "@/lib/costs";
import { getCampaignBudget } from "@/lib/costs/server";
import { countCouponsByStatus, getFunnel } from "@/lib/coupons/server";
import { readEnv } from "@/lib/platform/env";
import { getReferralFunnel } from "@/lib/referrals/server";

type Props = {
  params: Promise<{ key: string }>;
  searchParams: Promise<{ confirm?: string | string[]; after?: string | string[] }>;
};

const ACTIVITY = 10;
const JOBS = 5;
const read = cache(async (key: string) => getCampaign(await requireActor(), key));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const found = await read((await params).key);
  return { title: found.ok ? found.value.name : "Not found" };
}

export default async function Page({ params, searchParams }: Props) {
  const { key } = await params;
  const actor = await requireActor();
  const found = await read(key);
  if (!found.ok) notFound();
  const campaign = found.value;
  const filter = { targetKind: "campaign", targetId: campaign.key };
  const [activity, counts, jobs, funnel, referrals, forecast] = await Promise.all([
    listAuditEntries(actor, { limit: ACTIVITY, filter }),
    countCouponsByStatus(actor, campaign.key),
    listJobs(actor, { campaign: campaign.key, limit: JOBS }),
    getFunnel(actor, campaign.key),
    campaign.kind === "referral" ? getReferralFunnel(actor, campaign.key) : null,
    getServeForecast(actor),
  ]);
  const { confirm, after } = await searchParams;
  const offered = offerMoves(campaign, actor);
  const mayWrite = isAllowed(actor, "write_campaigns");
  const now = new Date();
  // after the page's own figures, which are there without it
  const budget = await getCampaignBudget(actor, key, now).catch(() => null);
  return (
    <>
      <PageTitle above={{ href: "/campaigns", name: "Campaigns" }}>{campaign.name}</PageTitle>
      <CampaignPage
        campaign={campaign}
        offered={offered}
        step={confirmSteps.find((step) => step === confirm && offered.steps.includes(step))}
        activity={activity.ok ? activity.value.data : []}
        mayWrite={mayWrite}
        zone={readEnv("REPORTING_TIME_ZONE").REPORTING_TIME_ZONE}
        now={now}
        asOf={now.toISOString()}
        forecast={forecast.ok ? forecast.value : null}
        funnel={
          <>
            {referrals?.ok && <ReferralCard campaignKey={campaign.key} funnel={referrals.value} />}
            {funnel.ok && counts.ok && (
              <FunnelCard
                campaignKey={campaign.key}
                funnel={funnel.value}
                counts={counts.value}
                earned={campaign.kind === "referral"}
              />
            )}
            {campaign.launchedAt && <UsersCostLink campaignKey={campaign.key} />}
            {(campaign.holdoutPercent !== undefined || (funnel.ok && funnel.value.heldOut > 0)) && (
              <HoldoutCard campaignKey={campaign.key} days={readEffectDays(after)} />
            )}
            {budget?.ok && (
              <CampaignBudgetCard
                budget={budget.value}
                thisYear={now.getFullYear()}
                mayWrite={isAllowed(actor, "write_costs")}
              />
            )}
          </>
        }
      >
        {counts.ok && (
          <CouponsSection
            campaign={campaign}
            counts={counts.value}
            jobs={jobs.ok ? jobs.value.data : []}
            mayWrite={mayWrite}
          />
        )}
      </CampaignPage>
    </>
  );
}
