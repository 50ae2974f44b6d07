import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { VersionsPage } from "@/components/campaigns/versions-page";
import { PageTitle } from "@/components/shell/page-title";
import { isAllowed } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import { getCampaign, listWordings } from "@/lib/campaigns/server";
import { firstParam, type SearchParams } from "@/lib/kernel/trail";
import { readEnv } from "@/lib/platform/env";

export const metadata: Metadata = { title: "Versions" };

type Props = { params: Promise<{ key: string }>; searchParams: Promise<SearchParams> };

export default async function Page({ params, searchParams }: Props) {
  const actor = await requireActor();
  const found = await getCampaign(actor, (await params).key);
  if (!found.ok) notFound();
  const campaign = found.value;
  const listed = await listWordings(actor, campaign.key);
  const wordings = listed.ok ? listed.value.data : [];
  const query = await searchParams;
  const of = (name: string) => wordings.find(({ revision }) => String(revision) === firstParam(query, name));
  const [from, to] = [of("from"), of("to")];
  return (
    <>
      <PageTitle above={{ href: `/campaigns/${campaign.key}`, name: campaign.name }}>Versions</PageTitle>
      <VersionsPage
        campaign={campaign}
        wordings={wordings}
        chosen={from && to ? { from, to } : null}
        mayWrite={isAllowed(actor, "write_campaigns")}
        zone={campaign.timeZone ?? readEnv("REPORTING_TIME_ZONE").REPORTING_TIME_ZONE}
        thisYear={new Date().getFullYear()}
      />
    </>
  );
}
