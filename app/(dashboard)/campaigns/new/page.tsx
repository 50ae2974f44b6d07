import type { Metadata } from "next";
import { NewCampaignForm } from "@/components/campaigns/new-campaign-form";
import { NotAllowed } from "@/components/shell/not-allowed";
import { PageTitle } from "@/components/shell/page-title";
import { authorize } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import { currencies } from "@/lib/kernel/money";
import { timeZones } from "@/lib/kernel/time-zone";
import { readEnv } from "@/lib/platform/env";

export const metadata: Metadata = { title: "New campaign" };

export default async function Page() {
  const may = authorize(await requireActor(), "write_campaigns");
  const { REPORTING_CURRENCY: currency, REPORTING_TIME_ZONE: zone } = readEnv(
    "REPORTING_CURRENCY",
    "REPORTING_TIME_ZONE",
  );
  const initial = {
    "discount.kind": "amount_off",
    "discount.currency": currency,
    "limits.perSubject": "1",
    timeZone: zone,
  };
  return (
    <>
      <PageTitle above={{ href: "/campaigns", name: "Campaigns" }}>New campaign</PageTitle>
      {may.ok ? (
        <NewCampaignForm
          initial={initial}
          currencies={currencies()}
          zones={timeZones(zone)}
          zone={zone}
          thisYear={new Date().getFullYear()}
        />
      ) : (
        <NotAllowed detail={may.error.detail} back={{ href: "/campaigns", name: "All campaigns" }} />
      )}
    </>
  );
}
