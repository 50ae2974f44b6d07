"use client";

import type { ReactNode } from "react";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { removeViewAction, renameViewAction, saveViewAction } from "@/lib/costs/actions";

const acts = { save: saveViewAction, rename: renameViewAction, remove: removeViewAction };
const pendingWords = { save: "Saving…", rename: "Renaming…", remove: "Removing…" };

/** Saves, renames or removes a view as a real form; what came of it stands below the button. */
export function ViewForm({
  act,
  label,
  name,
  children,
}: {
  act: keyof typeof acts;
  label: string;
  /** What assistive technology calls the button, where its label alone says too little. */
  name?: string;
  children: ReactNode;
}) {
  const { state, pending, form } = useFormAction(acts[act], null);
  return (
    <form {...form} className="grid gap-2">
      {children}
      <div>
        <SubmitButton
          size="small"
          kind={act === "remove" ? "quiet" : "default"}
          pending={pending}
          pendingLabel={pendingWords[act]}
          aria-label={name}
        >
          {label}
        </SubmitButton>
      </div>
      {state?.detail && (
        <Note look="red" alert>
          {state.detail}
        </Note>
      )}
      <div aria-live="polite">{state?.done && <Note>{state.done}</Note>}</div>
    </form>
  );
}
