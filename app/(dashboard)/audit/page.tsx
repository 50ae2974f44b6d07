import type { Metadata } from "next";
import { AuditPage } from "@/components/audit/audit-page";
import { PageTitle } from "@/components/shell/page-title";
import { readAuditListUrl } from "@/lib/audit";
import { listAuditActors, listAuditEntries } from "@/lib/audit/server";
import { requireActor } from "@/lib/auth/next";
import { readEnv } from "@/lib/platform/env";

export const metadata: Metadata = { title: "Audit" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ searchParams }: Props) {
  const actor = await requireActor();
  const list = readAuditListUrl(await searchParams);
  const { cursor, back: _, ...filter } = list;
  const [page, actors] = await Promise.all([
    listAuditEntries(actor, { filter, ...(cursor ? { cursor } : {}) }),
    listAuditActors(actor),
  ]);
  return (
    <>
      <PageTitle>Audit</PageTitle>
      <AuditPage
        list={list}
        page={page.ok ? page.value : null}
        actors={actors.ok ? actors.value : []}
        zone={readEnv("REPORTING_TIME_ZONE").REPORTING_TIME_ZONE}
        thisYear={new Date().getFullYear()}
      />
    </>
  );
}
