"use client";

import { useEffect, useRef } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { signInAction } from "@/lib/auth/actions";

/** Works before hydration and without JavaScript: the state comes back with the page. */
export function SignInForm({ callbackUrl }: { callbackUrl: string }) {
  const { state, pending, form } = useFormAction(signInAction, null);
  const password = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!state || !password.current) return;
    password.current.value = "";
    password.current.focus();
  }, [state]);

  return (
    <form {...form} className="grid gap-4">
      <input type="hidden" name="callbackUrl" value={callbackUrl} />
      {state && (
        <Note look="red" alert>
          {state.detail}
        </Note>
      )}
      <Field label="Email">
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            autoComplete="username"
            required
            defaultValue={state?.email ?? ""}
          />
        )}
      </Field>
      <Field label="Password">
        {(control) => (
          <Input
            {...control}
            ref={password}
            name="password"
            type="password"
            autoComplete="current-password"
            required
          />
        )}
      </Field>
      <SubmitButton kind="primary" size="tall" pending={pending} pendingLabel="Signing in…">
        Sign in
      </SubmitButton>
    </form>
  );
}
