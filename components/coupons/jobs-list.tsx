"use client";

import { Meter } from "@/components/ui/meter";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { isOpen, type Job, type JobKind } from "@/lib/campaigns";
import { cancelJobAction } from "@/lib/coupons/actions";
import { useJobs } from "./use-jobs";

const number = new Intl.NumberFormat("en");
const words: Record<JobKind, string> = {
  make_codes: "Making codes",
  import_codes: "Importing codes",
  revoke_coupons: "Revoking coupons",
  extend_expiry: "Giving coupons more time",
  check_usage: "Checking a usage file",
  import_usage: "Importing usage",
};
const states: Record<Job["status"], string> = {
  queued: "waits its turn",
  running: "under way",
  done: "done",
  failed: "failed",
  cancelled: "cancelled",
};

function Cancel({ id, what }: { id: string; what: string }) {
  const { state, pending, form } = useFormAction(cancelJobAction, null);
  return (
    <form {...form}>
      <input type="hidden" name="id" value={id} />
      <SubmitButton size="small" pending={pending} pendingLabel="Cancelling…" aria-label={`Cancel: ${what}`}>
        Cancel
      </SubmitButton>
      {state && (
        <Note look="red" alert className="mt-2">
          {state.detail}
        </Note>
      )}
    </form>
  );
}

function JobRow({ job, mayCancel }: { job: Job; mayCancel: boolean }) {
  const { id, kind, status, done, total, rejected, ratePerSecond, error } = job;
  const rate = isOpen(job) && ratePerSecond ? `, ${number.format(Math.round(ratePerSecond))} a second` : "";
  return (
    <li className="grid gap-1.5 border-t border-line pt-2 first:border-t-0 first:pt-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">{words[kind]}</span>
        <span className="text-meta text-ink-2 tabular-nums">
          {number.format(done)} of {number.format(total)} · {states[status]}
          {rate}
        </span>
        {rejected !== undefined && (
          <a
            className="text-meta underline"
            href={`/api/v1/jobs/${id}/rejections?limit=100`}
          >{`${number.format(rejected)} refused`}</a>
        )}
        <span className="ml-auto text-meta text-ink-3">{job.startedBy}</span>
        {mayCancel && isOpen(job) && <Cancel id={id} what={words[kind]} />}
      </div>
      {isOpen(job) && <Meter label={words[kind]} used={total > 0 ? done / total : 0} />}
      {error && <p className="text-meta text-red">{error}</p>}
    </li>
  );
}

/** What is under way or was lately, with how far it is. */
export function JobsList({
  campaignKey,
  initial,
  mayCancel,
}: {
  campaignKey: string;
  initial: Job[];
  mayCancel: boolean;
}) {
  const { data } = useJobs(campaignKey, initial);
  if (data.length === 0) return null;
  return (
    <ul aria-label="Jobs" aria-live="polite" className="grid gap-2">
      {data.map((job) => (
        <JobRow key={job.id} job={job} mayCancel={mayCancel} />
      ))}
    </ul>
  );
}
