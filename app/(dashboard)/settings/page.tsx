import type { Metadata } from "next";
import { DemoSection } from "@/components/settings/demo-section";
import { KeysSection } from "@/components/settings/keys-section";
import { PeopleSection } from "@/components/settings/people-section";
import { ReportingSection } from "@/components/settings/reporting-section";
import { NotAllowed } from "@/components/shell/not-allowed";
import { PageTitle } from "@/components/shell/page-title";
import { requireActor } from "@/lib/auth/next";
import { getDemoChatbot, listApiKeys, listPeople } from "@/lib/members/server";
import { readEnv } from "@/lib/platform/env";

export const metadata: Metadata = { title: "Settings" };

type Props = { searchParams: Promise<{ revoke?: string | string[] }> };

export default async function Page({ searchParams }: Props) {
  const actor = await requireActor();
  const { REPORTING_CURRENCY: currency, REPORTING_TIME_ZONE: zone } = readEnv(
    "REPORTING_CURRENCY",
    "REPORTING_TIME_ZONE",
  );
  const [people, keys, chatbot] = await Promise.all([
    listPeople(actor),
    listApiKeys(actor),
    getDemoChatbot(),
  ]);
  const { revoke } = await searchParams;
  const clock = { zone, thisYear: new Date().getFullYear() };
  return (
    <>
      <PageTitle>Settings</PageTitle>
      {people.ok && keys.ok ? (
        <>
          <PeopleSection people={people.value} {...clock} />
          <KeysSection
            keys={keys.value}
            revoking={keys.value.find(({ id, revokedAt }) => id === revoke && !revokedAt)}
            {...clock}
          />
        </>
      ) : (
        <NotAllowed title="People and API keys" detail={people.ok ? "" : people.error.detail} />
      )}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <ReportingSection currency={currency} zone={zone} />
        {chatbot && <DemoSection chatbot={chatbot} mayChange={people.ok} />}
      </div>
    </>
  );
}
