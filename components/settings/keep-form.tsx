"use client";

import type { ReactNode } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/components/ui/cn";
import { Field, FieldNote } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";

type State = { detail: string; errors: Record<string, string> } | null;
type Props = {
  action: (previous: State, form: FormData) => Promise<State>;
  label: string;
  hint: string;
  choices: readonly { value: string; label: string }[];
  value: string;
  /** What has to be ticked before anything goes for good. */
  confirm: string;
  /** What was saved just now, in words. */
  saved: ReactNode;
  className?: string;
};

/** How long something is kept: a choice of months, and a tick before what is older goes for good. */
export function KeepForm({ action, label, hint, choices, value, confirm, saved, className }: Props) {
  const { state, pending, form } = useFormAction(action, null);
  return (
    <form {...form} className={cn("grid gap-3", className)} noValidate>
      <div className="flex flex-wrap items-start gap-2">
        <Field label={label} hint={hint} error={state?.errors.months} className="w-full sm:w-80">
          {(control) => (
            <Select {...control} name="months" defaultValue={value}>
              {choices.map((one) => (
                <option key={one.value} value={one.value}>
                  {one.label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <SubmitButton pending={pending} pendingLabel="Saving…" className="sm:mt-5">
          Save
        </SubmitButton>
      </div>
      <div>
        <Checkbox
          name="confirmed"
          value="yes"
          label={confirm}
          aria-invalid={state?.errors.confirmed ? true : undefined}
        />
        <FieldNote error={state?.errors.confirmed} />
      </div>
      {saved && (
        <p role="status" className="text-ink-2">
          {saved}
        </p>
      )}
      {state && (
        <Note look="red" alert>
          {state.detail}
        </Note>
      )}
    </form>
  );
}
