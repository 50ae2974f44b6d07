import type { Metadata } from "next";
import { CostsTabs } from "@/components/costs/costs-tabs";
import { UsageImportForm } from "@/components/costs/usage-import-form";
import { UsageImports } from "@/components/costs/usage-imports";
import { PageTitle } from "@/components/shell/page-title";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { isAllowed } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import { reportingZone } from "@/lib/costs/server";
import { listUsageImports } from "@/lib/usage/server";

export const metadata: Metadata = { title: "Imports" };

export default async function Page() {
  const actor = await requireActor();
  const imports = await listUsageImports(actor);
  if (!imports.ok) throw new Error(imports.error.detail);
  const mayImport = isAllowed(actor, "import_usage");
  const thisYear = new Date().getFullYear();
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
          initial={imports.value}
          mayImport={mayImport}
          zone={reportingZone()}
          thisYear={thisYear}
        />
      </Card>
    </>
  );
}
