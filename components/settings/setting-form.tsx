"use client";

import type { ComponentProps, ReactNode } from "react";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import type { SettingState } from "@/lib/members";

type Props = Pick<ComponentProps<typeof SubmitButton>, "kind" | "size" | "pendingLabel"> & {
  action: (previous: SettingState, form: FormData) => Promise<SettingState>;
  fields: Record<string, string>;
  beside?: ReactNode;
  /** What assistive technology calls the button, when its words alone do not tell what it is for. */
  label?: string;
  children: ReactNode;
};

/** One button that sends its fields; a refusal stands beside it. */
export function SettingForm({ action, fields, beside, label, children, ...button }: Props) {
  const { state, pending, form } = useFormAction(action, null);
  return (
    <form {...form} className="grid gap-2">
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div className="flex flex-wrap gap-2">
        <SubmitButton {...button} aria-label={label} pending={pending}>
          {children}
        </SubmitButton>
        {beside}
      </div>
      {state && (
        <Note look="red" alert>
          {state.detail}
        </Note>
      )}
    </form>
  );
}
