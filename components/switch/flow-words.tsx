import { Pause } from "lucide-react";
import { type Flow, formatRate } from "@/lib/switch";
import { toMoment } from "./clock";
import { MinuteBars } from "./minute-bars";

export type Viewer = { id: string; zone: string };

/** "by you", "by The executive", "by Command line". */
export function byWhom(by: { id: string; name: string }, viewer: Viewer): string {
  return by.id === viewer.id ? "by you" : `by ${by.name}`;
}

/** Paused: since when, by whom, until when. */
export function PausedWords({ flow, viewer }: { flow: Flow; viewer: Viewer }) {
  const { changedAt, changedBy, resumeAt, redemption } = flow.switch;
  const at = (instant: string) => toMoment(instant, viewer.zone, flow.asOf);
  return (
    <span className="flex min-w-0 items-center gap-2 text-lead text-ink-2">
      <Pause aria-hidden fill="currentColor" strokeWidth={0} className="size-4 shrink-0 text-amber" />
      <span className="min-w-0 text-pretty">
        <b className="font-semibold text-amber">Paused {at(changedAt)}</b>
        <span className="max-sm:sr-only">
          <b className="font-semibold text-amber"> {byWhom(changedBy, viewer)}</b>
          {" · "}
          {resumeAt ? `resumes ${at(resumeAt)}` : "no end set"}
          {redemption === "paused" && " · redemption too"}
        </span>
      </span>
    </span>
  );
}

/** Issuing, with the rate; the bars are the last thirty minutes. */
export function IssuingWords({ flow }: { flow: Flow }) {
  return (
    <span className="flex min-w-0 items-center gap-3 text-lead text-ink-2">
      <MinuteBars minutes={flow.minutes} />
      <i
        aria-hidden
        className="size-2 shrink-0 rounded-full bg-accent shadow-[0_0_0_3px_var(--accent-soft)]"
      />
      <span className="min-w-0">
        <b className="font-semibold text-ink">Issuing</b>
        <span className="max-[27rem]:sr-only"> · {formatRate(flow.perMinute)} a minute</span>
      </span>
    </span>
  );
}
