import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CouponsPage } from "@/components/coupons/coupons-page";
import { PageTitle } from "@/components/shell/page-title";
import { isAllowed } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import { getCampaign, listJobs } from "@/lib/campaigns/server";
import { readCouponListUrl, toCouponFilter } from "@/lib/coupons";
import { countCouponsByStatus, listCoupons } from "@/lib/coupons/server";
import { readEnv } from "@/lib/platform/env";

export const metadata: Metadata = { title: "Coupons" };

type Props = {
  params: Promise<{ key: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const JOBS = 2;

export default async function Page({ params, searchParams }: Props) {
  const actor = await requireActor();
  const found = await getCampaign(actor, (await params).key);
  if (!found.ok) notFound();
  const campaign = found.value;
  const zone = campaign.timeZone ?? readEnv("REPORTING_TIME_ZONE").REPORTING_TIME_ZONE;
  const list = readCouponListUrl(await searchParams);
  const [page, counts, jobs] = await Promise.all([
    listCoupons(actor, { campaign: campaign.key, ...toCouponFilter(list, zone) }),
    countCouponsByStatus(actor, campaign.key),
    listJobs(actor, { campaign: campaign.key, limit: JOBS }),
  ]);
  if (!counts.ok) throw new Error(counts.error.detail);
  return (
    <>
      <PageTitle above={{ href: `/campaigns/${campaign.key}`, name: campaign.name }}>Coupons</PageTitle>
      <CouponsPage
        campaign={campaign}
        list={list}
        page={page.ok ? page.value : null}
        counts={counts.value}
        jobs={jobs.ok ? jobs.value.data : []}
        mayWrite={isAllowed(actor, "write_campaigns")}
        zone={zone}
        thisYear={new Date().getFullYear()}
      />
    </>
  );
}
