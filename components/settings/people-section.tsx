import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Instant } from "@/components/ui/instant";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { roleNames } from "@/lib/auth";
import type { Person } from "@/lib/members";
import { PersonForm } from "./person-form";

type Props = { people: Person[]; zone: string; thisYear: number };

/** Everybody who may sign in, and a form for one more. */
export function PeopleSection({ people, zone, thisYear }: Props) {
  return (
    <Card id="people">
      <CardHead title="People" hint={`${people.length} may sign in`} />
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
              <Td className="font-medium">{name}</Td>
              <Td className="text-ink-2">{email}</Td>
              <Td className="text-ink-2">
                {roleNames[role]}
                {disabledAt && ", may not sign in"}
              </Td>
              <Td className="text-ink-2">
                <Instant at={createdAt} zone={zone} thisYear={thisYear} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      <CardBody className="border-t border-line pt-4">
        <h3 className="mb-3 font-semibold">Add a person</h3>
        <PersonForm />
      </CardBody>
    </Card>
  );
}
