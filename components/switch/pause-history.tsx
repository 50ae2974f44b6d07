import Link from "next/link";
import { Card, CardHead } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import { Pill } from "@/components/ui/pill";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import type { PauseRecord } from "@/lib/switch";
import { lengthOf, reachOf } from "./pause-words";

const number = new Intl.NumberFormat("en");

type Props = { pauses: PauseRecord[]; zone: string; now: string };

/** Every pause of everything: when, by whom, why, how long, what it refused, who saw it. Each row opens its record. */
export function PauseHistory({ pauses, zone, now }: Props) {
  const thisYear = new Date(now).getFullYear();
  return (
    <Card>
      <CardHead title="Every pause" hint={zone} />
      {pauses.length === 0 ? (
        <EmptyState title="Never paused">The first pause will be told here, with who has seen it.</EmptyState>
      ) : (
        <Table label="Every pause">
          <thead>
            <tr>
              <Th>Paused</Th>
              <Th>By</Th>
              <Th>Why</Th>
              <Th>Lasted</Th>
              <Th numeric>Refused meanwhile</Th>
              <Th>Seen by frontends</Th>
            </tr>
          </thead>
          <tbody>
            {pauses.map((pause) => (
              <Tr key={pause.id}>
                <Td>
                  <Link
                    href={`/pause/${pause.id}`}
                    className="text-accent underline decoration-accent/35 underline-offset-3"
                  >
                    <Instant at={pause.pausedAt} zone={zone} thisYear={thisYear} seconds />
                  </Link>
                </Td>
                <Td className="whitespace-nowrap">{pause.pausedBy.name}</Td>
                <Td className="max-w-80 min-w-40 text-pretty">{pause.reason ?? "–"}</Td>
                <Td className="whitespace-nowrap">
                  {pause.resumedAt ? (
                    lengthOf(pause, now)
                  ) : (
                    <Pill look="amber" sign="bars">
                      {lengthOf(pause, now)}
                    </Pill>
                  )}
                </Td>
                <Td numeric>{number.format(pause.refused)}</Td>
                <Td className="min-w-40 text-ink-2">{reachOf(pause)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
