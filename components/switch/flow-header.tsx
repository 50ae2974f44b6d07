"use client";

import { Pause, Play } from "lucide-react";
import { Button } from "@/components/ui/button";
import { SubmitButton } from "@/components/ui/submit-button";
import type { Flow } from "@/lib/switch";
import { toClock } from "./clock";
import { IssuingWords, PausedWords, type Viewer } from "./flow-words";
import { useFlow } from "./use-flow";
import { usePause } from "./use-pause";

/** After this without an answer the state shown is no longer known to be true. */
const KNOWN_MS = 15_000;

/**
 * The header's right end, on every page: the state of the flow and the one button. The button is a real form: it works
 * before hydration, without JavaScript and when a chunk failed to load. "Pausing…" at once, "Paused" with the commit.
 */
export function FlowHeader({ initial, viewer }: { initial: Flow; viewer: Viewer }) {
  const { data: flow, isError, dataUpdatedAt, errorUpdatedAt } = useFlow(initial);
  const { form, pending, failure } = usePause(flow.switch.version);
  const paused = flow.switch.issuance === "paused";
  const failed = pending || paused ? null : failure;
  const unknown = isError && errorUpdatedAt - dataUpdatedAt > KNOWN_MS;
  return (
    <div
      data-flow={paused ? "paused" : "issuing"}
      className="ml-auto flex min-w-0 items-center gap-3 sm:gap-4"
    >
      <div aria-live="polite" className="min-w-0">
        {unknown ? (
          <span className="text-lead text-ink-2">
            <b className="font-semibold text-ink">
              Unknown since {toClock(new Date(dataUpdatedAt).toISOString(), viewer.zone, "second")}
            </b>
            <span className="max-sm:sr-only"> · flags are off after 5 s</span>
          </span>
        ) : failed ? (
          <span className="text-lead text-ink-2">
            <b className="font-semibold text-ink">{failed.known ? "Still issuing" : "Not known"}</b> ·{" "}
            <span className="text-red">
              {failed.known && "not paused: "}
              {failed.detail}
            </span>
          </span>
        ) : paused ? (
          <PausedWords flow={flow} viewer={viewer} />
        ) : (
          <IssuingWords flow={flow} />
        )}
      </div>
      {paused ? (
        flow.mayResume ? (
          <Button size="large" popoverTarget="resume-step" className="min-w-28 font-semibold sm:min-w-44">
            <Play aria-hidden fill="currentColor" strokeWidth={0} />
            Resume…
          </Button>
        ) : (
          <span className="max-w-44 text-meta text-pretty text-ink-2">
            {flow.switch.changedBy.name}, an executive or an administrator can resume
          </span>
        )
      ) : (
        <form {...form}>
          <SubmitButton
            kind="pause"
            size="large"
            pending={pending}
            pendingLabel="Pausing…"
            className="min-w-44"
          >
            <Pause aria-hidden fill="currentColor" strokeWidth={0} />
            {failed ? "Try again: Pause promotions" : "Pause promotions"}
          </SubmitButton>
        </form>
      )}
    </div>
  );
}
