import { SettingForm } from "@/components/settings/setting-form";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Instant } from "@/components/ui/instant";
import { Pill } from "@/components/ui/pill";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import type { SessionRow } from "@/lib/auth/server";
import type { SettingState } from "@/lib/members";
import { browserOf } from "@/lib/members";

type Props = {
  sessions: SessionRow[];
  /** The one of this browser, when the page is one's own. */
  current?: string;
  action: (previous: SettingState, form: FormData) => Promise<SettingState>;
  /** Sent with the form that ends one session, or all. */
  fields: Record<string, string>;
  zone: string;
  thisYear: number;
};

const ways = { password: "Password", single_sign_on: "Single sign-on", link: "Invitation" } as const;

/** Where a person is signed in; one or all (at one's own page: all others) can be ended. */
export function SessionsSection({ sessions, current, action, fields, zone, thisYear }: Props) {
  const others = sessions.filter(({ id }) => id !== current);
  return (
    <Card id="sessions">
      <CardHead title="Sessions" hint={`${sessions.length} open`} />
      {sessions.length > 0 && (
        <Table label="Sessions">
          <thead>
            <tr>
              <Th>Browser</Th>
              <Th>Address</Th>
              <Th>Signed in</Th>
              <Th>Last seen</Th>
              <Th>
                <span className="sr-only">Action</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {sessions.map(({ id, address, userAgent, via, createdAt, lastSeenAt }) => (
              <Tr key={id}>
                <Td className="min-w-40 font-medium" title={userAgent}>
                  {browserOf(userAgent)} {id === current && <Pill look="accent">This browser</Pill>}
                </Td>
                <Td className="font-mono text-meta text-ink-2">{address || "not known"}</Td>
                <Td className="text-ink-2">
                  <Instant at={createdAt} zone={zone} thisYear={thisYear} />
                  <span className="block text-meta text-ink-3">{ways[via]}</span>
                </Td>
                <Td className="text-ink-2">
                  <Instant at={lastSeenAt} zone={zone} thisYear={thisYear} />
                </Td>
                <Td>
                  {id !== current && (
                    <div className="flex justify-end">
                      <SettingForm
                        action={action}
                        fields={{ ...fields, session: id }}
                        size="small"
                        pendingLabel="Ending…"
                        label={`End the session of ${browserOf(userAgent)} at ${address}`}
                      >
                        End
                      </SettingForm>
                    </div>
                  )}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      <CardBody className="border-t border-line pt-4">
        {others.length > 0 ? (
          <SettingForm action={action} fields={fields} kind="harm" pendingLabel="Ending them…">
            {current ? "End all other sessions" : "End all sessions"}
          </SettingForm>
        ) : (
          <p className="text-meta text-ink-3">
            {current ? "You are signed in nowhere else." : "Signed in nowhere."}
          </p>
        )}
      </CardBody>
    </Card>
  );
}
