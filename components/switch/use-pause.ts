"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useActionState, useState } from "react";
import type { Switch } from "@/lib/switch";
import { pauseNow } from "@/lib/switch/actions";
import { useFlowUpdate } from "./use-flow";

/** After this without an answer the person is told so and may click again. */
const PATIENCE_MS = 10_000;

/** `known`: whether it is certain that nothing was paused. */
export type PauseFailure = { known: boolean; detail: string };

const noAnswer: PauseFailure = {
  known: false,
  detail: "no answer came. Click again: pausing twice does no harm.",
};

const toFailure = ({ code, detail }: { code: string; detail: string }): PauseFailure =>
  code === "unavailable" || code === "internal_error" ? noAnswer : { known: true, detail };

async function askToPause(): Promise<Switch | PauseFailure | "signed-out"> {
  try {
    const answer = await fetch("/api/v1/switch/pause", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.ok) return (await answer.json()) as Switch;
    if (answer.status === 401) return "signed-out";
    const { detail } = (await answer.json()) as { detail?: string };
    // what failed on the server, or between a proxy and it, may have failed after the commit
    if (answer.status >= 500 || !detail) return noAnswer;
    return { known: true, detail };
  } catch {
    return noAnswer;
  }
}

/**
 * The one click. Where scripts run it asks the machine API, past the queue in which a page's actions wait for each other,
 * and by an address that a page opened before the last deployment still knows. Elsewhere the form goes to its action.
 * `version`: of the switch that the page shows; a failure is told until it changes.
 */
export function usePause(version: number) {
  const [sent, action] = useActionState(pauseNow, null);
  const [first] = useState(version);
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<(PauseFailure & { version: number }) | null>(null);
  const update = useFlowUpdate();
  const router = useRouter();

  async function pause() {
    setPending(true);
    const answer = await askToPause();
    if (answer === "signed-out") {
      const here = `${window.location.pathname}${window.location.search}`;
      window.location.assign(`/sign-in?callbackUrl=${encodeURIComponent(here)}`);
      return;
    }
    setPending(false);
    if ("version" in answer) {
      setFailure(null);
      update(answer);
      router.refresh();
    } else setFailure({ ...answer, version });
  }

  const told = failure?.version === version ? failure : null;
  // what became of a form that was sent before the scripts ran holds while nothing has happened since
  const before = sent && !sent.ok && !failure && version === first ? toFailure(sent) : null;

  return {
    form: {
      action,
      onSubmit(event: FormEvent) {
        event.preventDefault();
        if (!pending) void pause();
      },
    },
    pending,
    failure: told ?? before,
  };
}
