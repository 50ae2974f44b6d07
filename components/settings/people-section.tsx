import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Instant } from "@/components/ui/instant";
import { Pill } from "@/components/ui/pill";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { roleNames } from "@/lib/auth";
import type { Invite, Person } from "@/lib/members";
import { withdrawInviteAction } from "@/lib/members/actions";
import { InviteForm } from "./invite-form";
import { SettingForm } from "./setting-form";

type Clock = { zone: string; thisYear: number };
type Props = Clock & { people: Person[]; invites: Invite[] };

function Invites({ invites, zone, thisYear }: Clock & { invites: Invite[] }) {
  return (
    <Table label="Invitations">
      <thead>
        <tr>
          <Th>Invited</Th>
          <Th>Role</Th>
          <Th>By</Th>
          <Th>Until</Th>
          <Th>
            <span className="sr-only">Action</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {invites.map(({ id, email, role, createdBy, expiresAt }) => (
          <Tr key={id}>
            <Td className="font-medium">{email}</Td>
            <Td className="text-ink-2">{roleNames[role]}</Td>
            <Td className="text-ink-2">{createdBy}</Td>
            <Td className="text-ink-2">
              <Instant at={expiresAt} zone={zone} thisYear={thisYear} />
            </Td>
            <Td>
              <div className="flex justify-end">
                <SettingForm
                  action={withdrawInviteAction}
                  fields={{ id }}
                  size="small"
                  pendingLabel="Withdrawing…"
                  label={`Withdraw the invitation of ${email}`}
                >
                  Withdraw
                </SettingForm>
              </div>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** Everybody who may sign in, who is invited, and a form for one more. */
export function PeopleSection({ people, invites, zone, thisYear }: Props) {
  const mayStay = people.filter(({ disabledAt }) => !disabledAt).length;
  return (
    <Card id="people">
      <CardHead title="People" hint={`${mayStay} may sign in`} />
      <Table label="People" rows="plain">
        <thead>
          <tr>
            <Th>Name</Th>
            <Th>Email</Th>
            <Th>Role</Th>
            <Th>Since</Th>
          </tr>
        </thead>
        <tbody>
          {people.map(({ id, name, email, role, createdAt, disabledAt }) => (
            <Tr key={id}>
              <Td className="font-medium">
                <TextLink href={`/settings/people/${id}`}>{name}</TextLink>
              </Td>
              <Td className="text-ink-2">{email}</Td>
              <Td className="text-ink-2">
                {roleNames[role]} {disabledAt && <Pill>Disabled</Pill>}
              </Td>
              <Td className="text-ink-2">
                <Instant at={createdAt} zone={zone} thisYear={thisYear} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {invites.length > 0 && <Invites invites={invites} zone={zone} thisYear={thisYear} />}
      <CardBody className="border-t border-line pt-4">
        <h3 className="mb-3 font-semibold">Invite a person</h3>
        <InviteForm />
      </CardBody>
    </Card>
  );
}
