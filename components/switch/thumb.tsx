"use client";

import { Pause, Play } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { type Flow, formatRate } from "@/lib/switch";
import { toMoment } from "./clock";
import { byWhom, type Viewer } from "./flow-words";
import { PauseFields } from "./pause-fields";
import { UndoForm } from "./pause-panel";
import { Receipt } from "./receipt";
import { useFlow } from "./use-flow";
import { usePause } from "./use-pause";

const number = new Intl.NumberFormat("en");
const large = "h-24 w-full text-heading font-semibold [&_svg]:size-6";

function Headline({ flow, viewer }: { flow: Flow; viewer: Viewer }) {
  const { issuance, changedAt, changedBy, resumeAt } = flow.switch;
  const at = (instant: string) => toMoment(instant, viewer.zone, flow.asOf);
  if (issuance === "paused") {
    return (
      <div role="status">
        <h2 className="flex items-center gap-3 text-thumb font-semibold text-amber">
          <Pause aria-hidden fill="currentColor" strokeWidth={0} className="size-8 shrink-0" />
          Paused
        </h2>
        <p className="mt-1 text-sentence text-ink-2">
          {at(changedAt)} {byWhom(changedBy, viewer)}
          {resumeAt ? `, resumes ${at(resumeAt)}` : ", no end set"}
        </p>
      </div>
    );
  }
  return (
    <div role="status">
      <h2 className="flex items-center gap-3 text-thumb font-semibold">
        <i
          aria-hidden
          className="mx-1.5 size-3.5 shrink-0 rounded-full bg-accent shadow-[0_0_0_5px_var(--accent-soft)]"
        />
        Issuing
      </h2>
      <p className="mt-1 text-sentence text-ink-2">
        <b className="font-medium text-ink">{formatRate(flow.perMinute)} coupons</b> a minute
      </p>
    </div>
  );
}

/** The pause under a thumb: the state, what it costs just now, and one control across the whole width. */
export function Thumb({
  initial,
  viewer,
  children,
}: {
  initial: Flow;
  viewer: Viewer;
  /** What the person decides by: spend now against usual, the month if this goes on. */
  children?: ReactNode;
}) {
  const { data: flow } = useFlow(initial);
  const { form, pending, failure } = usePause(flow.switch.version);
  const paused = flow.switch.issuance === "paused";
  const failed = pending || paused ? null : failure;
  return (
    <div className="mx-auto flex min-h-[calc(100dvh-14.5rem)] w-full max-w-110 flex-col gap-4 lg:min-h-0">
      <Headline flow={flow} viewer={viewer} />
      {paused && flow.receipt ? (
        <>
          <section
            aria-label="What happened"
            className="grid gap-4 rounded-card border border-amber-line bg-surface p-4"
          >
            <Receipt receipt={flow.receipt} viewer={viewer} />
            <UndoForm flow={flow} large />
          </section>
          <section
            aria-label="About this pause"
            className="rounded-card border border-amber-line bg-surface p-4"
          >
            <PauseFields key={flow.receipt.pauseId} flow={flow} viewer={viewer} />
          </section>
        </>
      ) : null}
      {children}
      <div className="sticky bottom-[calc(4.5rem+env(safe-area-inset-bottom))] mt-auto grid gap-3 bg-bg py-3 text-center lg:static">
        {failed && (
          <Note look="red" alert>
            {failed.known ? "Still issuing. " : "Not known: "}
            {failed.detail}
          </Note>
        )}
        {paused ? (
          flow.mayResume ? (
            <Button popoverTarget="resume-step" className={large}>
              <Play aria-hidden fill="currentColor" strokeWidth={0} />
              Resume…
            </Button>
          ) : (
            <p className="text-ink-2">
              {flow.switch.changedBy.name}, an executive or an administrator can resume.
            </p>
          )
        ) : (
          <form {...form} className="grid gap-3">
            <p className="text-lead text-pretty text-ink-2">
              Stops new coupons at once.
              <br />
              The {number.format(flow.openCoupons)} already issued stay valid.
            </p>
            <SubmitButton kind="pause" pending={pending} pendingLabel="Pausing…" className={large}>
              <Pause aria-hidden fill="currentColor" strokeWidth={0} />
              Pause promotions
            </SubmitButton>
          </form>
        )}
      </div>
    </div>
  );
}
