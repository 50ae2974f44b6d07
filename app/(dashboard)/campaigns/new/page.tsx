import type { Metadata } from "next";
import { NewCampaignForm } from "@/components/campaigns/new-campaign-form";
import { TemplatesList } from "@/components/campaigns/templates-list";
import { NotAllowed } from "@/components/shell/not-allowed";
import { PageTitle } from "@/components/shell/page-title";
import { authorize } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import { type ParsedCampaign, toCampaignForm } from "@/lib/campaigns";
import { getServeForecast, getTemplate, listTemplates } from "@/lib/campaigns/server";
import { currencies } from "@/lib/kernel/money";
import { timeZones } from "@/lib/kernel/time-zone";
import { firstParam, type SearchParams } from "@/lib/kernel/trail";
import { readEnv } from "@/lib/platform/env";

export const metadata: Metadata = { title: "New campaign" };

type Props = { searchParams: Promise<SearchParams> };

export default async function Page({ searchParams }: Props) {
  const actor = await requireActor();
  const may = authorize(actor, "write_campaigns");
  const asked = firstParam(await searchParams, "template");
  const [templates, chosen, forecast] = await Promise.all([
    listTemplates(actor, { limit: 100 }),
    asked === undefined ? null : getTemplate(actor, asked),
    getServeForecast(actor),
  ]);
  const template = chosen?.ok ? chosen.value : undefined;
  const { REPORTING_CURRENCY: currency, REPORTING_TIME_ZONE: zone } = readEnv(
    "REPORTING_CURRENCY",
    "REPORTING_TIME_ZONE",
  );
  const initial = {
    "discount.kind": "amount_off",
    "discount.currency": currency,
    "limits.perSubject": "1",
    "limits.costCurrency": currency,
    timeZone: zone,
    ...(template && toCampaignForm(template.campaign as ParsedCampaign, zone)),
  };
  return (
    <>
      <PageTitle above={{ href: "/campaigns", name: "Campaigns" }}>New campaign</PageTitle>
      {may.ok ? (
        <>
          <TemplatesList templates={templates.ok ? templates.value.data : []} chosen={template?.id} />
          <NewCampaignForm
            key={template?.id ?? ""}
            initial={initial}
            currencies={currencies()}
            zones={timeZones(zone)}
            zone={zone}
            thisYear={new Date().getFullYear()}
            forecast={forecast.ok ? forecast.value : null}
          />
        </>
      ) : (
        <NotAllowed detail={may.error.detail} back={{ href: "/campaigns", name: "All campaigns" }} />
      )}
    </>
  );
}
