"use client";

import { useQuery } from "@tanstack/react-query";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Instant } from "@/components/ui/instant";
import { Note } from "@/components/ui/note";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import type { Frontends } from "@/lib/switch";

const number = new Intl.NumberFormat("en");
const LIVE_MS = 2_000;
/** A lane that was not confirmed for longer than this is said to be behind. */
const BEHIND_MS = 3_000;

async function readFrontends(): Promise<Frontends> {
  const answer = await fetch("/api/v1/frontends", { cache: "no-store" });
  if (!answer.ok) throw new Error(`frontends were answered ${answer.status}`);
  return (await answer.json()) as Frontends;
}

type Props = { initial: Frontends; zone: string; thisYear: number };

/** Who would hear of a pause this second: the lanes that serve the flags, and the frontends connected, by key. */
export function FrontendsSection({ initial, zone, thisYear }: Props) {
  const { data, isError } = useQuery({
    queryKey: ["frontends"],
    queryFn: readFrontends,
    initialData: initial,
    refetchInterval: LIVE_MS,
  });
  const connected = data.keys.reduce((sum, { frontends }) => sum + frontends, 0);
  return (
    <Card id="frontends">
      <CardHead title="Connected frontends" hint="live" />
      <CardBody>
        <p className="max-w-160 text-pretty text-ink-2">
          {connected === 0
            ? "No chatbot frontend holds a stream open just now. Whoever asks without one still gets today's flags."
            : `${number.format(connected)} ${connected === 1 ? "frontend holds" : "frontends hold"} a stream open and would hear of a pause at once.`}
        </p>
        {isError && (
          <Note look="amber" className="mt-3">
            Not live: Sluice did not answer. These are the last figures known.
          </Note>
        )}
      </CardBody>
      {data.keys.length > 0 && (
        <Table label="Frontends by key">
          <thead>
            <tr>
              <Th>Key</Th>
              <Th numeric>Connected</Th>
              <Th>Last seen</Th>
            </tr>
          </thead>
          <tbody>
            {data.keys.map(({ id, name, frontends, lastUsedAt }) => (
              <Tr key={id}>
                <Td className="min-w-40">{name}</Td>
                <Td numeric>{number.format(frontends)}</Td>
                <Td className="text-ink-2">
                  {lastUsedAt === null ? (
                    "never"
                  ) : (
                    <Instant at={lastUsedAt} zone={zone} thisYear={thisYear} />
                  )}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      {data.lanes.length > 0 && (
        <Table label="Lanes that serve flags">
          <thead>
            <tr>
              <Th>Lane</Th>
              <Th numeric>Version</Th>
              <Th>Confirmed by the database</Th>
              <Th>Since</Th>
            </tr>
          </thead>
          <tbody>
            {data.lanes.map(({ id, kind, version, snapshotAgeMs, startedAt }) => (
              <Tr key={id}>
                <Td className="capitalize">{kind}</Td>
                <Td numeric>{number.format(version)}</Td>
                <Td className={snapshotAgeMs > BEHIND_MS ? "text-amber" : "text-ink-2"}>
                  {(snapshotAgeMs / 1_000).toFixed(1)} s ago
                </Td>
                <Td className="text-ink-2">
                  <Instant at={startedAt} zone={zone} thisYear={thisYear} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
