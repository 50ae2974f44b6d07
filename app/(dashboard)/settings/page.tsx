import type { Metadata } from "next";
import { DemoSection } from "@/components/settings/demo-section";
import { FrontendsSection } from "@/components/settings/frontends-section";
import { KeptRowsSection } from "@/components/settings/kept-rows-section";
import { KeysSection } from "@/components/settings/keys-section";
import { PeopleSection } from "@/components/settings/people-section";
import { PersonalDataSection } from "@/components/settings/personal-data-section";
import { ReportingSection } from "@/components/settings/reporting-section";
import { NotAllowed } from "@/components/shell/not-allowed";
import { PageTitle } from "@/components/shell/page-title";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import type { Actor } from "@/lib/auth";
import { ownOrigin, requireActor } from "@/lib/auth/next";
import { listCampaigns } from "@/lib/campaigns/server";
import { getDemoChatbot, listApiKeys, listInvites, listPeople, machineAddress } from "@/lib/members/server";
import { readEnv } from "@/lib/platform/env";
import { subjectInput } from "@/lib/subjects";
import { getRetention, getSubjectHoldings } from "@/lib/subjects/server";
import { listFrontends } from "@/lib/switch/server";
import { getKeptRows } from "@/lib/usage/server";

export const metadata: Metadata = { title: "Settings" };

type Asked = Record<"revoke" | "rotate" | "subject" | "erased" | "kept", string | string[] | undefined>;
type Props = { searchParams: Promise<Partial<Asked>> };

async function lookUp(actor: Actor, given: Partial<Asked>["subject"]) {
  if (!given) return null;
  const parsed = subjectInput.safeParse({ subject: given });
  const subject = typeof given === "string" ? given : "";
  if (!parsed.success) return { subject, found: parsed.error.issues[0]?.message ?? "" };
  const holdings = await getSubjectHoldings(actor, subject);
  return { subject, found: holdings.ok ? holdings.value : holdings.error.detail };
}

/** A campaign for the examples: one that issues just now, else any, else the key of a first one. */
async function exampleCampaign(actor: Actor): Promise<string> {
  const active = await listCampaigns(actor, { limit: 1, status: "active" });
  const any = active.ok && active.value.data.length > 0 ? active : await listCampaigns(actor, { limit: 1 });
  return (any.ok && any.value.data[0]?.key) || "my-campaign";
}

export default async function Page({ searchParams }: Props) {
  const actor = await requireActor();
  const { REPORTING_CURRENCY: currency, REPORTING_TIME_ZONE: zone } = readEnv(
    "REPORTING_CURRENCY",
    "REPORTING_TIME_ZONE",
  );
  const [people, invites, keys, chatbot, campaign, frontends, retention, keptRows] = await Promise.all([
    listPeople(actor),
    listInvites(actor),
    listApiKeys(actor),
    getDemoChatbot(),
    exampleCampaign(actor),
    listFrontends(actor),
    getRetention(actor),
    getKeptRows(actor),
  ]);
  const { revoke, rotate, subject, erased, kept } = await searchParams;
  const clock = { zone, thisYear: new Date().getFullYear() };
  return (
    <>
      <PageTitle>Settings</PageTitle>
      {people.ok && invites.ok && keys.ok && retention.ok && keptRows.ok ? (
        <>
          <PeopleSection people={people.value} invites={invites.value} {...clock} />
          <KeysSection
            keys={keys.value}
            revoking={keys.value.find(({ id, revokedAt }) => id === revoke && !revokedAt)}
            rotating={keys.value.find(({ id, revokedAt }) => id === rotate && !revokedAt)}
            address={machineAddress(await ownOrigin())}
            campaign={campaign}
            {...clock}
          />
          <PersonalDataSection
            asked={await lookUp(actor, subject)}
            isErased={erased === "yes" && !subject}
            retention={retention.value}
            isKept={kept === "yes" && !subject}
            {...clock}
          />
          <KeptRowsSection kept={keptRows.value} isSaved={kept === "rows"} {...clock} />
        </>
      ) : (
        <NotAllowed title="People and API keys" detail={people.ok ? "" : people.error.detail} />
      )}
      {frontends.ok && <FrontendsSection initial={frontends.value} {...clock} />}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card>
          <CardHead title="Your account" />
          <CardBody>
            <p className="text-ink-2">
              Your password, your second factor and where you are signed in:{" "}
              <TextLink href="/settings/account">Your account</TextLink>.
            </p>
          </CardBody>
        </Card>
        <ReportingSection currency={currency} zone={zone} />
        {chatbot && <DemoSection chatbot={chatbot} mayChange={people.ok} />}
      </div>
    </>
  );
}
