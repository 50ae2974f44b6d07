import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { EditCampaignForm } from "@/components/campaigns/edit-campaign-form";
import { NotAllowed } from "@/components/shell/not-allowed";
import { PageTitle } from "@/components/shell/page-title";
import { authorize } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import { fixedFields, toCampaignForm } from "@/lib/campaigns";
import { getCampaign, getServeForecast } from "@/lib/campaigns/server";
import { currencies } from "@/lib/kernel/money";
import { timeZones } from "@/lib/kernel/time-zone";
import { readEnv } from "@/lib/platform/env";

export const metadata: Metadata = { title: "Edit campaign" };

export default async function Page({ params }: { params: Promise<{ key: string }> }) {
  const actor = await requireActor();
  const found = await getCampaign(actor, (await params).key);
  if (!found.ok) notFound();
  const campaign = found.value;
  const forecast = await getServeForecast(actor);
  const { REPORTING_CURRENCY, REPORTING_TIME_ZONE: zone } = readEnv(
    "REPORTING_CURRENCY",
    "REPORTING_TIME_ZONE",
  );
  const may = authorize(actor, "write_campaigns");
  const path = `/campaigns/${campaign.key}`;
  const archived = campaign.status === "archived";
  return (
    <>
      <PageTitle above={{ href: path, name: campaign.name }}>Edit</PageTitle>
      {may.ok && !archived ? (
        <EditCampaignForm
          campaign={campaign}
          initial={{
            "discount.currency": REPORTING_CURRENCY,
            "limits.costCurrency": REPORTING_CURRENCY,
            couponValidHours: String(campaign.couponValidHours ?? ""),
            ...toCampaignForm(campaign, zone),
          }}
          fixed={fixedFields(campaign, new Date())}
          currencies={currencies()}
          zones={timeZones(zone, ...(campaign.timeZone ? [campaign.timeZone] : []))}
          zone={zone}
          thisYear={new Date().getFullYear()}
          forecast={forecast.ok ? forecast.value : null}
        />
      ) : (
        <NotAllowed
          detail={
            may.ok ? "This campaign is archived and does not change. Duplicate it instead." : may.error.detail
          }
          back={{ href: path, name: "Back to the campaign" }}
        />
      )}
    </>
  );
}
