"use client";

import { Instant } from "@/components/ui/instant";
import { Note } from "@/components/ui/note";
import { Pill } from "@/components/ui/pill";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextLink } from "@/components/ui/text-link";
import { useFormAction } from "@/components/ui/use-form-action";
import { groupingName, type ReportAct, type ScheduledReport, whenWords } from "@/lib/costs";
import { changeReportAction } from "@/lib/costs/actions";

type Props = { report: ScheduledReport; zone: string; thisYear: number; mayWrite: boolean; sends: boolean };

const done: Record<ReportAct, string> = {
  send: "It goes out within seconds; what became of it stands here after that.",
  pause: "It is paused.",
  resume: "It goes out again.",
  delete: "It is deleted.",
};

/** One report: when and to whom, what became of the last one, and what can be done. */
export function ReportRow({ report, zone, thisYear, mayWrite, sends }: Props) {
  const { state, pending, form } = useFormAction(changeReportAction, null);
  const { id, name, paused, recipients, lastSentAt, lastError, nextAt, attempts } = report;
  const acts: [ReportAct, string][] = [
    ...(sends ? [["send", "Send now"] as [ReportAct, string]] : []),
    paused ? ["resume", "Resume"] : ["pause", "Pause"],
    ["delete", "Delete"],
  ];
  return (
    <li className="grid gap-1.5 border-b border-line px-4 py-3 last:border-b-0">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <b className="font-medium wrap-anywhere">{name}</b>
        {paused && (
          <Pill look="amber" sign="bars">
            paused
          </Pill>
        )}
        <TextLink href={`/costs/reports?see=${id}`}>See the report</TextLink>
      </p>
      <p className="text-meta text-pretty wrap-anywhere text-ink-2">
        {whenWords(report)}, the last {report.rangeDays} days by {groupingName(report.groupBy)}
        {report.source && ` of ${report.source}`}
        {recipients && ` · to ${recipients.join(", ")}`}
      </p>
      <p className="text-meta text-ink-3">
        {lastSentAt ? (
          <>
            Last sent <Instant at={lastSentAt} zone={zone} thisYear={thisYear} />
          </>
        ) : (
          "Never sent"
        )}
        {nextAt && (
          <>
            {" "}
            · {attempts > 0 ? "tried again" : "next"} <Instant at={nextAt} zone={zone} thisYear={thisYear} />
          </>
        )}
      </p>
      {lastError && <Note look="red">It could not be sent: {lastError}</Note>}
      {state && !state.ok && (
        <Note look="red" alert>
          {state.detail}
        </Note>
      )}
      {state?.ok && <Note alert>{done[state.act]}</Note>}
      {mayWrite && (
        <form {...form} className="flex flex-wrap gap-2">
          <input type="hidden" name="id" value={id} />
          {acts.map(([act, label]) => (
            <SubmitButton
              key={act}
              name="act"
              value={act}
              size="small"
              pending={pending}
              pendingLabel={label}
              aria-label={`${label}: ${name}`}
            >
              {label}
            </SubmitButton>
          ))}
        </form>
      )}
    </li>
  );
}
