import { SessionsSection } from "@/components/account/sessions-section";
import { PageTitle } from "@/components/shell/page-title";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { KeyValues } from "@/components/ui/key-values";
import { Note } from "@/components/ui/note";
import { Pill } from "@/components/ui/pill";
import { TextLink } from "@/components/ui/text-link";
import type { SessionRow } from "@/lib/auth/server";
import type { PersonDetail } from "@/lib/members";
import {
  disablePersonAction,
  enablePersonAction,
  endSessionsOfAction,
  removeSecondFactorOfAction,
} from "@/lib/members/actions";
import { ResetLinkForm } from "./reset-link-form";
import { RoleForm } from "./role-form";
import { SettingForm } from "./setting-form";

type Props = {
  person: PersonDetail;
  sessions: SessionRow[];
  isSelf: boolean;
  zone: string;
  thisYear: number;
};

function waysIn({ hasPassword, hasSingleSignOn }: PersonDetail): string {
  return (
    [hasPassword && "Password", hasSingleSignOn && "Single sign-on"].filter(Boolean).join(", ") || "None yet"
  );
}

function Access({ person, isSelf }: { person: PersonDetail; isSelf: boolean }) {
  const { id, disabledAt } = person;
  if (disabledAt) {
    return (
      <SettingForm action={enablePersonAction} fields={{ id }} pendingLabel="Enabling…">
        Enable
      </SettingForm>
    );
  }
  if (isSelf) return <p className="text-meta text-ink-3">You cannot disable yourself.</p>;
  return (
    <div className="grid gap-2">
      <p className="text-ink-2">
        Disabling ends every session at once. What the person did stays in the audit.
      </p>
      <SettingForm action={disablePersonAction} fields={{ id }} kind="harm" pendingLabel="Disabling…">
        Disable
      </SettingForm>
    </div>
  );
}

/** One person, as administrators see and change them. */
export function PersonPage({ person, sessions, isSelf, zone, thisYear }: Props) {
  const { id, name, email, disabledAt, hasSecondFactor } = person;
  return (
    <>
      <PageTitle above={{ href: "/settings#people", name: "Settings" }}>{name}</PageTitle>
      {isSelf && (
        <Note>
          This is you. Your password and second factor are under{" "}
          <TextLink href="/settings/account">Your account</TextLink>.
        </Note>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card>
          <CardHead title="Person">{disabledAt && <Pill look="red">Disabled</Pill>}</CardHead>
          <CardBody className="grid gap-4">
            <KeyValues
              rows={[
                { label: "Email", value: email },
                { label: "Signs in by", value: waysIn(person) },
                { label: "Second factor", value: hasSecondFactor ? "On" : "Off" },
              ]}
            />
            <RoleForm id={id} role={person.role} />
          </CardBody>
        </Card>
        <Card>
          <CardHead title="Access" />
          <CardBody className="grid gap-4">
            {!disabledAt && <ResetLinkForm id={id} name={name} />}
            {hasSecondFactor && (
              <SettingForm action={removeSecondFactorOfAction} fields={{ id }} pendingLabel="Taking it away…">
                Take the second factor away
              </SettingForm>
            )}
            <Access person={person} isSelf={isSelf} />
          </CardBody>
        </Card>
      </div>
      <SessionsSection
        sessions={sessions}
        action={endSessionsOfAction}
        fields={{ id }}
        zone={zone}
        thisYear={thisYear}
      />
    </>
  );
}
