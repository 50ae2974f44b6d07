import type { Metadata } from "next";
import { GuardrailForm } from "@/components/guardrails/guardrail-form";
import { GuardrailsTable } from "@/components/guardrails/guardrails-table";
import { PageTitle } from "@/components/shell/page-title";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { authorize } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import { listGuardrails } from "@/lib/guardrails/server";
import { readEnv } from "@/lib/platform/env";

export const metadata: Metadata = { title: "Guardrails" };

export default async function Page() {
  const actor = await requireActor();
  const rules = await listGuardrails(actor);
  if (!rules.ok) throw new Error(rules.error.detail);
  const { REPORTING_CURRENCY: currency, REPORTING_TIME_ZONE: zone } = readEnv(
    "REPORTING_CURRENCY",
    "REPORTING_TIME_ZONE",
  );
  const may = authorize(actor, "write_costs");
  return (
    <>
      <PageTitle>Guardrails</PageTitle>
      <GuardrailsTable
        rules={rules.value}
        mayWrite={may.ok}
        zone={zone}
        thisYear={new Date().getFullYear()}
      />
      <Card>
        <CardHead title="New guardrail" hint="it is armed at once, and looked at every five seconds" />
        <CardBody>
          {may.ok ? (
            <GuardrailForm currency={currency} />
          ) : (
            <p className="text-ink-2">{may.error.detail} Everybody may pause by hand, at any time.</p>
          )}
        </CardBody>
      </Card>
    </>
  );
}
