import type { Metadata } from "next";
import Link from "next/link";
import { CalendarPage } from "@/components/campaigns/calendar-page";
import { CampaignsPage } from "@/components/campaigns/campaigns-page";
import { PageTitle } from "@/components/shell/page-title";
import { Button } from "@/components/ui/button";
import type { Actor } from "@/lib/auth";
import { isAllowed } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import { boundsOf, readCampaignListUrl, readMonth } from "@/lib/campaigns";
import { countCampaignsByStatus, listCampaigns } from "@/lib/campaigns/server";
import { toLocalInput } from "@/lib/kernel/local-time";
import { firstParam, type SearchParams } from "@/lib/kernel/trail";
import { readEnv } from "@/lib/platform/env";

export const metadata: Metadata = { title: "Campaigns" };

type Props = { searchParams: Promise<SearchParams> };

/** Shown in one month. */
const MOST = 100;

async function Calendar({ actor, query, zone }: { actor: Actor; query: SearchParams; zone: string }) {
  const now = new Date();
  const month = readMonth(query, now, zone);
  const page = await listCampaigns(actor, { ...boundsOf(month, zone), limit: MOST });
  if (!page.ok) throw new Error(page.error.detail);
  return (
    <>
      <div>
        <Button asChild>
          <Link href="/campaigns">As a list</Link>
        </Button>
      </div>
      <CalendarPage
        campaigns={page.value.data}
        isCut={page.value.nextCursor !== null}
        month={month}
        zone={zone}
        today={toLocalInput(now.toISOString(), zone).slice(0, 10)}
        thisYear={now.getFullYear()}
      />
    </>
  );
}

async function List({ actor, query, zone }: { actor: Actor; query: SearchParams; zone: string }) {
  const list = readCampaignListUrl(query);
  const [page, counts] = await Promise.all([listCampaigns(actor, list), countCampaignsByStatus(actor)]);
  if (!counts.ok) throw new Error(counts.error.detail);
  return (
    <CampaignsPage
      list={list}
      page={page.ok ? page.value : null}
      counts={counts.value}
      mayWrite={isAllowed(actor, "write_campaigns")}
      zone={zone}
      now={new Date()}
    />
  );
}

export default async function Page({ searchParams }: Props) {
  const actor = await requireActor();
  const query = await searchParams;
  const View = firstParam(query, "view") === "calendar" ? Calendar : List;
  return (
    <>
      <PageTitle>Campaigns</PageTitle>
      <View actor={actor} query={query} zone={readEnv("REPORTING_TIME_ZONE").REPORTING_TIME_ZONE} />
    </>
  );
}
