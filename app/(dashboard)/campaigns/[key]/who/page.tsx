import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CampaignTabs } from "@/components/campaigns/campaign-tabs";
import { DenySection } from "@/components/campaigns/deny-section";
import { EligibilityTester } from "@/components/campaigns/eligibility-tester";
import { ListsSection } from "@/components/campaigns/lists-section";
import { ClustersSection } from "@/components/coupons/clusters-section";
import { JobsList } from "@/components/coupons/jobs-list";
import { PageTitle } from "@/components/shell/page-title";
import { isAllowed } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import { listNames, parseAttributeLines } from "@/lib/campaigns";
import { getCampaign, listDenied, listJobs, listListed, testEligibility } from "@/lib/campaigns/server";
import { readClusterUrl } from "@/lib/coupons";
import { listClusters } from "@/lib/coupons/server";
import { firstParam } from "@/lib/kernel/trail";
import { readEnv } from "@/lib/platform/env";

export const metadata: Metadata = { title: "Who" };

type Props = {
  params: Promise<{ key: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const DAY_MS = 86_400_000;
const SHOWN = 20;
const JOBS = 2;

export default async function Page({ params, searchParams }: Props) {
  const actor = await requireActor();
  const found = await getCampaign(actor, (await params).key);
  if (!found.ok) notFound();
  const campaign = found.value;
  const { key } = campaign;
  const query = await searchParams;
  const typed = firstParam(query, "attributes")?.slice(0, 4_000) ?? "";
  const subject = firstParam(query, "subject")?.slice(0, 200) ?? "";
  const denyFrom = firstParam(query, "deny");
  const asked = readClusterUrl(query);
  const now = new Date();
  const { attributes, unread } = parseAttributeLines(typed);
  const isAsked = typed !== "" || subject !== "";
  const [verdict, listed, denied, clusters, jobs] = await Promise.all([
    isAsked ? testEligibility(actor, key, { attributes, ...(subject ? { subject } : {}) }) : null,
    Promise.all(listNames.map((list) => listListed(actor, key, list, { limit: SHOWN }))),
    listDenied(actor, { limit: SHOWN, ...(denyFrom ? { cursor: denyFrom } : {}) }),
    listClusters(actor, key, { ...asked, from: new Date(now.getTime() - asked.days * DAY_MS) }),
    listJobs(actor, { campaign: key, limit: JOBS }),
  ]);
  const shared = {
    mayWrite: isAllowed(actor, "write_campaigns"),
    zone: campaign.timeZone ?? readEnv("REPORTING_TIME_ZONE").REPORTING_TIME_ZONE,
    thisYear: now.getFullYear(),
  };
  const totals = { allow: campaign.allowListed, deny: campaign.denyListed };
  const lists = listNames.map((list, nth) => {
    const page = listed[nth];
    return { list, total: totals[list], first: page?.ok ? page.value.data : [] };
  });
  const entries = denied.ok ? denied.value : { data: [], nextCursor: null };
  return (
    <>
      <PageTitle above={{ href: `/campaigns/${key}`, name: campaign.name }}>Who</PageTitle>
      <CampaignTabs campaignKey={key} current="/who" />
      <JobsList campaignKey={key} initial={jobs.ok ? jobs.value.data : []} mayCancel={shared.mayWrite} />
      <ClustersSection
        campaignKey={key}
        asked={asked}
        clusters={clusters.ok ? clusters.value.data : []}
        {...shared}
      />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <EligibilityTester
          campaign={campaign}
          tried={{ subject, typed, unread, verdict: verdict?.ok ? verdict.value : null }}
        />
        <ListsSection campaign={campaign} lists={lists} mayWrite={shared.mayWrite} />
      </div>
      <DenySection
        entries={entries.data}
        next={entries.nextCursor && `/campaigns/${key}/who?deny=${encodeURIComponent(entries.nextCursor)}`}
        {...shared}
      />
    </>
  );
}
