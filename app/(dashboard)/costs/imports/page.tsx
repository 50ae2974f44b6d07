import type { Metadata } from "next";
import { CostsTabs } from "@/components/costs/costs-tabs";
import { InvoicesSection } from "@/components/costs/invoices-section";
import { UsageImportForm } from "@/components/costs/usage-import-form";
import { UsageImports } from "@/components/costs/usage-imports";
import { PageTitle } from "@/components/shell/page-title";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { isAllowed } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import { reportingZone } from "@/lib/costs/server";
import { firstParam } from "@/lib/kernel/trail";
import { listMonthsBefore, periodName, periodOf } from "@/lib/usage";
import { getReconciliation, listInvoices, listUsageImports } from "@/lib/usage/server";

export const metadata: Metadata = { title: "Imports" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const MONTHS = 6;
const MOST_LINES = 100;

export default async function Page({ searchParams }: Props) {
  const actor = await requireActor();
  const zone = reportingZone();
  const now = new Date();
  const running = periodOf(now.getTime(), zone);
  const asked = periodName.safeParse(firstParam(await searchParams, "period"));
  // invoices come for the month that is over
  const months = listMonthsBefore(running, MONTHS);
  const period = asked.success ? asked.data : (months[1] ?? running);
  const [imports, reconciliation, lines] = await Promise.all([
    listUsageImports(actor),
    getReconciliation(actor, period),
    listInvoices(actor, { period, limit: MOST_LINES }),
  ]);
  if (!imports.ok) throw new Error(imports.error.detail);
  if (!reconciliation.ok) throw new Error(reconciliation.error.detail);
  if (!lines.ok) throw new Error(lines.error.detail);
  const mayImport = isAllowed(actor, "import_usage");
  return (
    <>
      <PageTitle above={{ href: "/costs", name: "Costs" }}>Imports</PageTitle>
      <CostsTabs current="/costs/imports" />
      <Card>
        <CardHead title="Usage files" hint="the same file again adds nothing" />
        <CardBody className="border-b border-line">
          {mayImport ? (
            <UsageImportForm />
          ) : (
            <p className="text-meta text-ink-3">Finance leads and administrators import usage files.</p>
          )}
        </CardBody>
        <UsageImports
          initial={imports.value.data}
          mayImport={mayImport}
          zone={zone}
          thisYear={now.getFullYear()}
        />
      </Card>
      <InvoicesSection
        periods={months.includes(period) ? months : [...months, period]}
        reconciliation={reconciliation.value}
        lines={lines.value.data}
        isCut={lines.value.nextCursor !== null}
        mayWrite={isAllowed(actor, "write_costs")}
      />
    </>
  );
}
