import { ArrowRight, ChevronRight } from "lucide-react";
import { Instant } from "@/components/ui/instant";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import {
  type AuditEntry,
  auditWords,
  changesOf,
  type FieldChange,
  targetOf,
  toAuditListUrl,
} from "@/lib/audit";
import { formatInstant } from "@/lib/kernel/local-time";

type Props = { entries: AuditEntry[]; zone: string; thisYear: number };

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

function Value({ value, zone, thisYear }: { value: string | null; zone: string; thisYear: number }) {
  if (value === null) return <span className="text-ink-3">not set</span>;
  const words = INSTANT.test(value) ? formatInstant(value, zone, thisYear) : value;
  return <span className="wrap-anywhere whitespace-pre-line">{words}</span>;
}

/** What an entry changed, folded until somebody looks. */
function Changes({ changes, zone, thisYear }: { changes: FieldChange[]; zone: string; thisYear: number }) {
  if (changes.length === 0) return null;
  return (
    <details className="group/changes">
      <summary className="inline-flex h-5 items-center gap-1 rounded-[4px] text-meta text-ink-2 hover:text-ink">
        <ChevronRight
          aria-hidden
          strokeWidth={1.5}
          className="size-3.5 transition-transform group-open/changes:rotate-90"
        />
        {changes.length} {changes.length === 1 ? "field" : "fields"}
      </summary>
      <dl className="mt-1 grid max-w-160 min-w-64 gap-1 pb-1 text-meta">
        {changes.map(({ field, before, after }) => (
          <div key={field} className="grid grid-cols-[8rem_minmax(0,1fr)] gap-2">
            <dt className="font-mono wrap-anywhere text-ink-3">{field}</dt>
            <dd className="flex flex-wrap items-center gap-x-1.5">
              <span className="sr-only">before: </span>
              <Value value={before} zone={zone} thisYear={thisYear} />
              <ArrowRight aria-hidden strokeWidth={1.5} className="size-3 shrink-0 text-ink-3" />
              <span className="sr-only">after: </span>
              <b className="font-medium">
                <Value value={after} zone={zone} thisYear={thisYear} />
              </b>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** Who did what, newest first; times on the reporting clock to the second. */
export function AuditTable({ entries, zone, thisYear }: Props) {
  return (
    <Table label="Audit" rows="plain">
      <thead>
        <tr>
          <Th>When</Th>
          <Th>Who</Th>
          <Th>What</Th>
          <Th>Why</Th>
          <Th>Before and after</Th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => {
          const { words, href } = targetOf(entry);
          return (
            <Tr key={entry.id} className="align-top">
              <Td className="align-top text-ink-2">
                <Instant at={entry.at} zone={zone} thisYear={thisYear} seconds />
              </Td>
              <Td className="align-top whitespace-nowrap">
                <TextLink
                  href={toAuditListUrl({ actorId: entry.actor.id })}
                  className="font-medium text-ink no-underline hover:underline"
                >
                  {entry.actor.name}
                </TextLink>
                {entry.actor.kind === "key" && <span className="text-meta text-ink-3"> key</span>}
              </Td>
              <Td className="min-w-48 align-top">
                {auditWords[entry.action] ?? entry.action}{" "}
                {words &&
                  (href ? (
                    <TextLink href={href} className="wrap-anywhere">
                      {words}
                    </TextLink>
                  ) : (
                    <span className="font-mono wrap-anywhere">{words}</span>
                  ))}
              </Td>
              <Td className="max-w-80 min-w-32 align-top text-ink-2">
                {entry.reason ?? <span className="text-ink-3">–</span>}
              </Td>
              <Td className="align-top">
                <Changes changes={changesOf(entry)} zone={zone} thisYear={thisYear} />
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
