import type { Metadata } from "next";
import { CostsTabs } from "@/components/costs/costs-tabs";
import { LedgerEntryCard } from "@/components/costs/ledger-entry";
import { LedgerPage } from "@/components/costs/ledger-page";
import { SavedViews } from "@/components/costs/saved-views";
import { PageTitle } from "@/components/shell/page-title";
import { Note } from "@/components/ui/note";
import { isAllowed } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import {
  readLedgerFilter,
  readViewUrl,
  toAsked,
  toLedgerFilterParams,
  toLedgerPageUrl,
  toViewParams,
} from "@/lib/costs";
import { getCatalog, getLedger, listSavedViews, reportingZone } from "@/lib/costs/server";
import { firstParam } from "@/lib/kernel/trail";
import { getLedgerEntry } from "@/lib/usage/server";

export const metadata: Metadata = { title: "Ledger" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ searchParams }: Props) {
  const actor = await requireActor();
  const catalog = await getCatalog(actor);
  if (!catalog.ok) throw new Error(catalog.error.detail);
  const params = await searchParams;
  const zone = reportingZone();
  const now = new Date();
  const sources = catalog.value.sources.map(({ source }) => source);
  const { view, notes } = readViewUrl(params, { now: now.getTime(), zone, path: "/costs/ledger", sources });
  const { filter, notes: more } = readLedgerFilter(params);
  const asked = firstParam(params, "cursor");
  const row = firstParam(params, "row");
  const paged = await getLedger(actor, toAsked(view), { ...filter, cursor: asked }, now);
  // a page that is not one of this list: the first instead
  const read = paged.ok || !asked ? paged : await getLedger(actor, toAsked(view), filter, now);
  if (!read.ok) throw new Error(read.error.detail);
  const cursor = paged.ok ? asked : undefined;
  const entry = row === undefined ? null : await getLedgerEntry(actor, row);
  const views = await listSavedViews(actor, "/costs/ledger");
  const query = new URLSearchParams([
    ...toViewParams(view, zone),
    ...Object.entries(toLedgerFilterParams(filter)),
  ]);
  const clock = { zone: view.timeZone, thisYear: now.getFullYear() };
  return (
    <>
      <PageTitle>Ledger</PageTitle>
      <CostsTabs current="/costs/ledger" query={toViewParams(view, zone).toString()} />
      <LedgerPage
        {...read.value}
        filter={filter}
        cursor={cursor}
        open={row ?? null}
        entry={
          entry &&
          (entry.ok ? (
            <LedgerEntryCard
              entry={entry.value}
              closeHref={toLedgerPageUrl(view, zone, filter, { cursor })}
              hrefOf={({ id }) => `${toLedgerPageUrl(view, zone, filter, { cursor, row: id })}#entry`}
              clock={clock}
            />
          ) : (
            <Note look="amber">{entry.error.detail}</Note>
          ))
        }
        views={views.ok && <SavedViews path="/costs/ledger" query={query.toString()} views={views.value} />}
        choices={catalog.value}
        zone={zone}
        notes={[...notes, ...more]}
        mayExport={isAllowed(actor, "export_costs")}
        thisYear={clock.thisYear}
      />
    </>
  );
}
