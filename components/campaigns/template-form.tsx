"use client";

import type { ReactNode } from "react";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { removeTemplateAction, saveTemplateAction } from "@/lib/campaigns/actions";

const acts = { save: saveTemplateAction, remove: removeTemplateAction };

/** Keeps or removes a template as a real form; what came of it stands beside the button. */
export function TemplateForm({
  act,
  label,
  name,
  children,
}: {
  act: keyof typeof acts;
  label: ReactNode;
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
          pendingLabel={act === "remove" ? "Removing…" : "Keeping…"}
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
