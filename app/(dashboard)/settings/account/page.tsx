import type { Metadata } from "next";
import { PasswordSection } from "@/components/account/password-section";
import { SecondFactorSection } from "@/components/account/second-factor-section";
import { SessionsSection } from "@/components/account/sessions-section";
import { PageTitle } from "@/components/shell/page-title";
import { requireSession } from "@/lib/auth/next";
import { toOtpauth } from "@/lib/auth/server";
import { endOwnSessionAction } from "@/lib/members/account/actions";
import { countRecoveryCodes, draftSecondFactor, getPerson, listSessions } from "@/lib/members/server";
import { readEnv } from "@/lib/platform/env";

export const metadata: Metadata = { title: "Your account" };

type Props = { searchParams: Promise<{ done?: string | string[]; add?: string | string[] }> };

export default async function Page({ searchParams }: Props) {
  const { id: current, person: actor } = await requireSession();
  const { done, add } = await searchParams;
  const [person, sessions, codesLeft] = await Promise.all([
    getPerson(actor, actor.id),
    listSessions(actor, actor.id),
    countRecoveryCodes(actor),
  ]);
  if (!person.ok || !sessions.ok) throw new Error("whoever is signed in is a person with sessions");
  const { email, hasPassword, hasSecondFactor } = person.value;
  const adding = add === "second-factor";
  const secret = adding && !hasSecondFactor ? await draftSecondFactor(actor) : null;
  return (
    <>
      <PageTitle above={{ href: "/settings", name: "Settings" }}>Your account</PageTitle>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <PasswordSection email={email} hasPassword={hasPassword} done={done === "password"} />
        <SecondFactorSection
          isOn={hasSecondFactor}
          codesLeft={codesLeft}
          adding={adding}
          draft={secret ? { secret, otpauth: toOtpauth(secret, email) } : null}
        />
      </div>
      <SessionsSection
        sessions={sessions.value}
        current={current}
        action={endOwnSessionAction}
        fields={{}}
        zone={readEnv("REPORTING_TIME_ZONE").REPORTING_TIME_ZONE}
        thisYear={new Date().getFullYear()}
      />
    </>
  );
}
