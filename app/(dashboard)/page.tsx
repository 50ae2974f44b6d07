import type { Metadata } from "next";
import { AnomalyLine } from "@/components/costs/anomaly-line";
import { SavedViews } from "@/components/costs/saved-views";
import { OverviewPage } from "@/components/overview/overview-page";
import { PageTitle } from "@/components/shell/page-title";
import { isAllowed } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import { readChartView, readViewUrl, toAsked, toViewParams } from "@/lib/costs";
import { getAnomalies, getCatalog, getOverview, listSavedViews, reportingZone } from "@/lib/costs/server";
import { gatewayPort, readEnv } from "@/lib/platform/env";

export const metadata: Metadata = { title: "Overview" };

/** Where machines reach the API: the address that people use when one is set, else the fast lane. */
function apiAddress(): string {
  const { AUTH_URL, HOST } = readEnv("AUTH_URL", "HOST");
  return AUTH_URL ?? `http://${HOST}:${gatewayPort()}`;
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ searchParams }: Props) {
  const actor = await requireActor();
  const catalog = await getCatalog(actor);
  if (!catalog.ok) throw new Error(catalog.error.detail);
  const zone = reportingZone();
  const now = new Date();
  const sources = catalog.value.sources.map(({ source }) => source);
  const params = await searchParams;
  const { chart, notes: chartNotes } = readChartView(params);
  const { view, notes } = readViewUrl(params, { now: now.getTime(), zone, sources });
  const overview = await getOverview(actor, toAsked(view), now);
  if (!overview.ok) throw new Error(overview.error.detail);
  // after the page's own figures, which are there without it
  const anomalies = await getAnomalies(actor, toAsked(view), now).catch(() => null);
  const views = await listSavedViews(actor, "/");
  const query = toViewParams({ ...view, ...chart }, zone).toString();
  return (
    <>
      <PageTitle>Overview</PageTitle>
      <OverviewPage
        initial={overview.value}
        zone={zone}
        chart={chart}
        notes={[...notes, ...chartNotes]}
        mayWrite={isAllowed(actor, "write_campaigns")}
        mayMakeKeys={isAllowed(actor, "manage_members")}
        views={views.ok && <SavedViews path="/" query={query} views={views.value} />}
        gateway={apiAddress()}
        anomaly={anomalies?.ok && <AnomalyLine anomalies={anomalies.value} zone={zone} />}
      />
    </>
  );
}
