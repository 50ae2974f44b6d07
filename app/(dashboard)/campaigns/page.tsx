import type { Metadata } from "next";
import { CampaignsPage } from "@/components/campaigns/campaigns-page";
import { PageTitle } from "@/components/shell/page-title";
import { isAllowed } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import { readCampaignListUrl } from "@/lib/campaigns";
import { countCampaignsByStatus, listCampaigns } from "@/lib/campaigns/server";
import { readEnv } from "@/lib/platform/env";

export const metadata: Metadata = { title: "Campaigns" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ searchParams }: Props) {
  const actor = await requireActor();
  const list = readCampaignListUrl(await searchParams);
  const [page, counts] = await Promise.all([listCampaigns(actor, list), countCampaignsByStatus(actor)]);
  if (!counts.ok) throw new Error(counts.error.detail);
  return (
    <>
      <PageTitle>Campaigns</PageTitle>
      <CampaignsPage
        list={list}
        page={page.ok ? page.value : null}
        counts={counts.value}
        mayWrite={isAllowed(actor, "write_campaigns")}
        zone={readEnv("REPORTING_TIME_ZONE").REPORTING_TIME_ZONE}
        now={new Date()}
      />
    </>
  );
}
