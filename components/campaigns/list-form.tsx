"use client";

import type { ComponentProps, ReactNode } from "react";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import type { ListFormState } from "@/lib/campaigns/actions";

type Props = Pick<ComponentProps<typeof SubmitButton>, "kind" | "size" | "pendingLabel"> & {
  action: (previous: ListFormState, form: FormData) => Promise<ListFormState>;
  label: ReactNode;
  /** What a screen reader says of the button when its words alone would not do. */
  name?: string;
  children?: ReactNode;
};

/** One act on a list as a real form: works without JavaScript; what it did or why not stands below it. */
export function ListForm({ action, label, name, children, ...button }: Props) {
  const { state, pending, form } = useFormAction(action, null);
  return (
    <form {...form} className="grid gap-3">
      {children}
      <div>
        <SubmitButton {...button} pending={pending} aria-label={name}>
          {label}
        </SubmitButton>
      </div>
      {state?.detail && (
        <Note look="red" alert>
          {state.detail}
        </Note>
      )}
      <div aria-live="polite">{state?.done && <Note>{state.done}</Note>}</div>
      {state?.rejections && state.rejections.length > 0 && (
        <ul aria-label="Refused rows" className="grid gap-1 text-meta text-red">
          {state.rejections.map(({ row, value, reason }) => (
            <li key={row} className="wrap-anywhere">
              Line {row} {value && <span className="font-mono">{value}</span>} {reason}
            </li>
          ))}
        </ul>
      )}
    </form>
  );
}
