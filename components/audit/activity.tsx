import { Instant } from "@/components/ui/instant";
import { type AuditEntry, auditWords } from "@/lib/audit";

/** The last things that happened to one target, newest first. */
export function Activity({
  entries,
  zone,
  thisYear,
}: {
  entries: AuditEntry[];
  zone: string;
  thisYear: number;
}) {
  return (
    <ol className="grid">
      {entries.map(({ id, at, actor, action, reason }) => (
        <li
          key={id}
          className="flex flex-wrap items-baseline justify-between gap-x-4 border-b border-line py-1.5 last:border-b-0"
        >
          <span className="min-w-0">
            <b className="font-medium">{actor.name}</b> {auditWords[action] ?? action}
            {reason && <span className="text-ink-2">: {reason}</span>}
          </span>
          <Instant at={at} zone={zone} thisYear={thisYear} className="text-meta text-ink-3" />
        </li>
      ))}
    </ol>
  );
}
