"use client";

import { Check } from "lucide-react";
import { useRouter } from "next/navigation";
import {
  type FocusEvent,
  type ReactNode,
  startTransition,
  useActionState,
  useEffect,
  useRef,
  useState,
} from "react";
import { Button } from "@/components/ui/button";
import type { PauseField as PauseFieldName } from "@/lib/switch";
import { amendNow } from "@/lib/switch/actions";
import { toClock } from "./clock";
import type { Viewer } from "./flow-words";
import { useFlowUpdate } from "./use-flow";

type Props = {
  field: PauseFieldName;
  viewer: Viewer;
  /** Draws the control. `save` sends the form; `error` stands beside the field. */
  children: (parts: { save: () => void; error: string | undefined; saved: ReactNode }) => ReactNode;
};

/** One field of the pause, saved by itself: when it is left or chosen, or by its button where there is no JavaScript. */
export function PauseField({ field, viewer, children }: Props) {
  const [state, amend, pending] = useActionState(amendNow, null);
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const sent = useRef<string | null>(null);
  const update = useFlowUpdate();
  const router = useRouter();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer
  useEffect(() => {
    if (!state?.ok) return;
    setSavedAt(new Date().toISOString());
    update(state.value);
    router.refresh();
  }, [state]);

  const read = () => {
    const data = form.current ? new FormData(form.current) : null;
    return data ? String(data.get(field) ?? "") : "";
  };
  function save() {
    const element = form.current;
    if (!element || read() === sent.current) return;
    sent.current = read();
    startTransition(() => amend(new FormData(element)));
  }
  function onFocus() {
    sent.current ??= read();
  }
  function onBlur(event: FocusEvent<HTMLFormElement>) {
    if (!event.currentTarget.contains(event.relatedTarget)) save();
  }
  const error = state !== null && !state.ok && !pending ? (state.errors[field] ?? state.detail) : undefined;
  const saved = pending ? (
    <span className="text-meta text-ink-3">Saving…</span>
  ) : savedAt && !error ? (
    <span role="status" className="inline-flex items-center gap-1 text-meta text-accent">
      <Check aria-hidden className="size-3.5" />
      Saved {toClock(savedAt, viewer.zone, "second")}
    </span>
  ) : null;
  return (
    <form
      ref={form}
      action={amend}
      onSubmit={(event) => {
        event.preventDefault();
        const { submitter } = event.nativeEvent as SubmitEvent;
        // a button with a value of its own says it all
        if (submitter?.getAttribute("name")) {
          const data = new FormData(event.currentTarget, submitter);
          startTransition(() => amend(data));
        } else save();
      }}
      onFocus={onFocus}
      onBlur={onBlur}
      className="min-w-0"
    >
      {/* what Enter presses: the first one, or a time of the choices below would be taken for it */}
      <button type="submit" hidden aria-hidden tabIndex={-1} />
      <input type="hidden" name="field" value={field} />
      <input type="hidden" name="timeZone" value={viewer.zone} />
      {children({ save, error, saved })}
      <Button type="submit" size="small" className="mt-1 hidden scripted-off:inline-flex">
        Save
      </Button>
    </form>
  );
}
