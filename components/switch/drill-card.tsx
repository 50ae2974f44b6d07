"use client";

import { useActionState } from "react";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Instant } from "@/components/ui/instant";
import { Note } from "@/components/ui/note";
import { Pill } from "@/components/ui/pill";
import { SubmitButton } from "@/components/ui/submit-button";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import type { Drill } from "@/lib/switch";
import { drillNow } from "@/lib/switch/actions";
import { measuredBy } from "./pause-words";

type Props = { drills: Drill[]; zone: string; now: string };

/** The rehearsals: when, how long until the canary had it, and a button for one more. */
export function DrillCard({ drills, zone, now }: Props) {
  const [state, rehearse, pending] = useActionState(drillNow, null);
  const thisYear = new Date(now).getFullYear();
  return (
    <Card>
      <CardHead title="Rehearsals" hint="every Monday 10:00 UTC" />
      <CardBody>
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="max-w-prose text-pretty text-ink-2">
            A test flag is turned off where a frontend of Sluice's own reads it, over each address. Promotions
            go on.
          </p>
          <form action={rehearse}>
            <SubmitButton pending={pending} pendingLabel="Rehearsing…">
              Rehearse now
            </SubmitButton>
          </form>
        </div>
        {state !== null && !state.ok && !pending && (
          <Note look="red" alert className="mt-3">
            {state.detail}
          </Note>
        )}
      </CardBody>
      {drills.length > 0 && (
        <Table label="Rehearsals">
          <thead>
            <tr>
              <Th>When</Th>
              <Th>Asked by</Th>
              <Th>Outcome</Th>
              <Th>From the commit to the canary</Th>
            </tr>
          </thead>
          <tbody>
            {drills.map((drill) => (
              <Tr key={drill.id}>
                <Td className="whitespace-nowrap">
                  <Instant at={drill.startedAt} zone={zone} thisYear={thisYear} seconds />
                </Td>
                <Td className="whitespace-nowrap">{drill.askedBy.name}</Td>
                <Td>
                  {drill.status === "passed" && <Pill look="accent">Passed</Pill>}
                  {drill.status === "running" && <Pill look="plain">Runs</Pill>}
                  {drill.status === "failed" && <Pill look="red">Failed</Pill>}
                </Td>
                <Td className="min-w-40 text-pretty text-ink-2">{measuredBy(drill)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
