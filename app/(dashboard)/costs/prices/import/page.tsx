import type { Metadata } from "next";
import { PriceImportPage } from "@/components/costs/price-import-page";
import { PageTitle } from "@/components/shell/page-title";
import { isAllowed } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import { reportingZone } from "@/lib/costs/server";
import { firstParam } from "@/lib/kernel/trail";
import { getWholePriceImport, listPriceImports } from "@/lib/usage/server";

export const metadata: Metadata = { title: "Import a price map" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ searchParams }: Props) {
  const actor = await requireActor();
  const id = firstParam(await searchParams, "id");
  const [looked, applied] = await Promise.all([
    id && /^[1-9]\d{0,8}$/.test(id) ? getWholePriceImport(actor, Number(id)) : null,
    listPriceImports(actor),
  ]);
  if (!applied.ok) throw new Error(applied.error.detail);
  return (
    <>
      <PageTitle above={{ href: "/costs", name: "Costs" }}>Import a price map</PageTitle>
      <PriceImportPage
        looked={looked?.ok ? looked.value : null}
        isMissing={id !== undefined && !looked?.ok}
        applied={applied.value}
        mayWrite={isAllowed(actor, "write_costs")}
        zone={reportingZone()}
        thisYear={new Date().getFullYear()}
      />
    </>
  );
}
