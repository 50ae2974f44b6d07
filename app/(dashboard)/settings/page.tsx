import type { Metadata } from "next";
import { DemoSection } from "@/components/settings/demo-section";
import { KeysSection } from "@/components/settings/keys-section";
import { PeopleSection } from "@/components/settings/people-section";
import { PersonalDataSection } from "@/components/settings/personal-data-section";
import { ReportingSection } from "@/components/settings/reporting-section";
import { NotAllowed } from "@/components/shell/not-allowed";
import { PageTitle } from "@/components/shell/page-title";
import type { PersonActor } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import { getDemoChatbot, listApiKeys, listPeople } from "@/lib/members/server";
import { readEnv } from "@/lib/platform/env";
import { subjectInput } from "@/lib/subjects";
import { getSubjectHoldings } from "@/lib/subjects/server";

export const metadata: Metadata = { title: "Settings" };

type Asked = Record<"revoke" | "subject" | "erased", string | string[] | undefined>;
type Props = { searchParams: Promise<Partial<Asked>> };

async function lookUp(actor: PersonActor, given: Partial<Asked>["subject"]) {
  if (!given) return null;
  const parsed = subjectInput.safeParse({ subject: given });
  const subject = typeof given === "string" ? given : "";
  if (!parsed.success) return { subject, found: parsed.error.issues[0]?.message ?? "" };
  const holdings = await getSubjectHoldings(actor, subject);
  return { subject, found: holdings.ok ? holdings.value : holdings.error.detail };
}

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
  const { revoke, subject, erased } = await searchParams;
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
          <PersonalDataSection
            asked={await lookUp(actor, subject)}
            isErased={erased === "yes" && !subject}
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
