import type { Metadata } from "next";
import { CostsTabs } from "@/components/costs/costs-tabs";
import { ReportView } from "@/components/costs/report-view";
import { ReportsPage } from "@/components/costs/reports-page";
import { PageTitle } from "@/components/shell/page-title";
import { Note } from "@/components/ui/note";
import { isAllowed } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import { getCatalog, listScheduledReports, readReport, reportingZone } from "@/lib/costs/server";
import { firstParam } from "@/lib/kernel/trail";
import { mailSettings } from "@/lib/platform/mail";

export const metadata: Metadata = { title: "Reports" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ searchParams }: Props) {
  const actor = await requireActor();
  const [reports, catalog] = await Promise.all([listScheduledReports(actor), getCatalog(actor)]);
  if (!reports.ok) throw new Error(reports.error.detail);
  if (!catalog.ok) throw new Error(catalog.error.detail);
  const see = firstParam(await searchParams, "see");
  const seen = reports.value.find(({ id }) => id === see);
  if (seen) {
    const report = await readReport(actor, seen);
    if (!report.ok) throw new Error(report.error.detail);
    return (
      <>
        <PageTitle above={{ href: "/costs/reports", name: "Reports" }}>{seen.name}</PageTitle>
        <ReportView content={report.value.content} path={report.value.path} />
      </>
    );
  }
  const mail = mailSettings();
  return (
    <>
      <PageTitle above={{ href: "/costs", name: "Costs" }}>Reports</PageTitle>
      <CostsTabs current="/costs/reports" />
      {see && <Note look="amber">There is no such report; it may have been deleted.</Note>}
      <ReportsPage
        reports={reports.value}
        sources={catalog.value.sources.map(({ source }) => source)}
        zone={reportingZone()}
        thisYear={new Date().getFullYear()}
        mayWrite={isAllowed(actor, "write_costs")}
        mailMissing={mail.ok ? null : mail.detail}
      />
    </>
  );
}
