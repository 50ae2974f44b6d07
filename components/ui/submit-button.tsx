"use client";

import type { ComponentProps, ReactNode } from "react";
import { useFormStatus } from "react-dom";
import { Button } from "./button";
import { Spinner } from "./spinner";

type Props = Omit<ComponentProps<typeof Button>, "asChild" | "type"> & {
  /** What it says while the form is under way, such as "Saving…". */
  pendingLabel: ReactNode;
  /** For forms that send themselves (useActionState with onSubmit); else the form's own state counts. */
  pending?: boolean;
};

/**
 * Sends its form. While under way it says so and takes no second click, but keeps the focus (aria-disabled, not
 * disabled).
 */
export function SubmitButton({ pendingLabel, pending, children, onClick, ...rest }: Props) {
  const status = useFormStatus();
  const busy = pending ?? status.pending;
  return (
    <Button
      type="submit"
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
      {...rest}
    >
      {busy ? (
        <>
          <Spinner />
          {pendingLabel}
        </>
      ) : (
        children
      )}
    </Button>
  );
}
