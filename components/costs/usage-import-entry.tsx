"use client";

import { Download } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Instant } from "@/components/ui/instant";
import { Meter } from "@/components/ui/meter";
import { Note } from "@/components/ui/note";
import { Pill, type PillLook } from "@/components/ui/pill";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { isOpen, type Job } from "@/lib/campaigns";
import type { ImportSummary, UsageImport } from "@/lib/usage";
import { cancelUsageImportAction, startUsageImportAction } from "@/lib/usage/actions";

type Props = { one: UsageImport; mayImport: boolean; zone: string; thisYear: number };

const number = new Intl.NumberFormat("en");
const sizes = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${sizes.format(bytes / 1_000)} kB`;
  return `${sizes.format(bytes / 1_000_000)} MB`;
}

function stateOf({ check, load, isKept }: UsageImport): { words: string; look: PillLook } {
  if (load) {
    const words = { queued: "Waits its turn", running: "Importing", done: "Imported" } as const;
    if (load.job.status === "failed") return { words: "Failed", look: "red" };
    if (load.job.status === "cancelled") return { words: "Cancelled", look: "plain" };
    return { words: words[load.job.status], look: "accent" };
  }
  if (check?.job.status === "failed") return { words: "Failed", look: "red" };
  if (check && isOpen(check.job)) return { words: "Being checked", look: "plain" };
  if (!isKept) return { words: "Discarded", look: "plain" };
  return { words: "Checked, not imported", look: "amber" };
}

function Progress({ job, what }: { job: Job; what: string }) {
  const { done, total, ratePerSecond } = job;
  const left = ratePerSecond ? Math.ceil((total - done) / ratePerSecond) : null;
  return (
    <div className="grid gap-1.5">
      <Meter label={what} used={total > 0 ? done / total : 0} />
      <p className="text-meta text-ink-2 tabular-nums">
        {number.format(done)} of about {number.format(total)} rows
        {ratePerSecond ? `, ${number.format(Math.round(ratePerSecond))} a second` : ""}
        {left !== null && left > 0 ? `, ${number.format(left)} s left` : ""}
      </p>
    </div>
  );
}

/** The counts of a file in one line each: what became of its rows, or would. */
function Summary({ summary, isDry }: { summary: ImportSummary; isDry: boolean }) {
  const { rows, loaded, duplicates, rejected, priced, unpriced, users, from, to } = summary;
  const figures: [string, number, string?][] = [
    ["Rows", rows],
    [isDry ? "Would be loaded" : "Loaded", loaded],
    ["Known already", duplicates],
    ["Refused", rejected, rejected > 0 ? "text-amber" : ""],
    ["Priced", priced],
    ["Without a price", unpriced, unpriced > 0 ? "text-amber" : ""],
    ["Users", users],
  ];
  return (
    <>
      <dl className="flex flex-wrap gap-x-6 gap-y-2">
        {figures.map(([label, value, look = ""]) => (
          <div key={label}>
            <dt className="text-meta text-ink-3">{label}</dt>
            <dd className={`font-medium tabular-nums ${look}`}>{number.format(value)}</dd>
          </div>
        ))}
      </dl>
      {from && to && (
        <p className="text-meta text-ink-3 tabular-nums">
          Events from {from.slice(0, 16).replace("T", " ")} to {to.slice(0, 16).replace("T", " ")} UTC
        </p>
      )}
    </>
  );
}

function Rejected({ one, count, mayImport }: { one: UsageImport; count: number; mayImport: boolean }) {
  return (
    <div className="grid gap-2">
      <ul aria-label={`Refused rows of ${one.fileName}`} className="grid gap-1 text-meta text-ink-2">
        {one.firstRejected.map(({ line, reason }, index) => (
          <li key={`${line} ${index.toString()}`} className="wrap-anywhere">
            Line {number.format(line)}: {reason}
          </li>
        ))}
        {count > one.firstRejected.length && (
          <li>and {number.format(count - one.firstRejected.length)} more</li>
        )}
      </ul>
      {mayImport && (
        <div>
          <Button asChild size="small">
            <a href={`/api/v1/usage-imports/${one.id}/rejected.csv`} download>
              <Download aria-hidden strokeWidth={1.5} />
              Refused rows
            </a>
          </Button>
        </div>
      )}
    </div>
  );
}

function Acts({ one, isRunning }: { one: UsageImport; isRunning: boolean }) {
  const start = useFormAction(startUsageImportAction, null);
  const cancel = useFormAction(cancelUsageImportAction, null);
  const { check, load, isKept } = one;
  const mayStart = isKept && !isRunning && (!load || load.job.status === "failed");
  const refused = [start.state, cancel.state].find((state) => state && !state.ok)?.detail;
  if (!mayStart && !isRunning) return null;
  const loaded = check?.summary?.loaded;
  const what = loaded === undefined ? "Import" : `Import ${number.format(loaded)} rows`;
  return (
    <div className="grid gap-2">
      {refused && (
        <Note look="red" alert>
          {refused}
        </Note>
      )}
      <div className="flex flex-wrap gap-2">
        {mayStart && (
          <form {...start.form}>
            <input type="hidden" name="id" value={one.id} />
            <SubmitButton kind="primary" pending={start.pending} pendingLabel="Starting…">
              {load ? "Try again" : what}
            </SubmitButton>
          </form>
        )}
        <form {...cancel.form}>
          <input type="hidden" name="id" value={one.id} />
          <SubmitButton
            pending={cancel.pending}
            pendingLabel="Stopping…"
            aria-label={`${isRunning ? "Cancel" : "Discard"} ${one.fileName}`}
          >
            {isRunning ? "Cancel" : "Discard"}
          </SubmitButton>
        </form>
      </div>
    </div>
  );
}

/** One file: what it is, how far it is, what became of its rows, and what can be done with it. */
export function UsageImportEntry({ one, mayImport, zone, thisYear }: Props) {
  const { check, load } = one;
  const stage = load ?? check;
  const isRunning = stage !== undefined && isOpen(stage.job);
  const { words, look } = stateOf(one);
  const summary = stage?.summary;
  return (
    <li aria-label={one.fileName} className="grid gap-3 border-t border-line px-4 py-4 first:border-t-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-semibold wrap-anywhere">{one.fileName}</h3>
        <span aria-live="polite">
          <Pill look={look}>{words}</Pill>
        </span>
        <span className="text-meta text-ink-3 sm:ml-auto">
          {one.startedBy}, <Instant at={one.createdAt} zone={zone} thisYear={thisYear} />
        </span>
      </div>
      <p className="text-meta text-ink-3 wrap-anywhere">
        {sizeOf(one.bytes)} · {one.format} · source {one.source}
        {one.model && ` · model ${one.model}`}
        {one.campaign && ` · campaign ${one.campaign}`}
        {one.shiftToNow && " · moved to now"}
      </p>
      {stage && isRunning && <Progress job={stage.job} what={`${words}: ${one.fileName}`} />}
      {stage?.job.error && <Note look="red">{stage.job.error}</Note>}
      {summary && !isRunning && <Summary summary={summary} isDry={!load} />}
      {summary && !isRunning && summary.rejected > 0 && (
        <Rejected one={one} count={summary.rejected} mayImport={mayImport} />
      )}
      {mayImport && <Acts one={one} isRunning={isRunning} />}
    </li>
  );
}
