"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { secondStepAction } from "@/lib/members/account/actions";

/** The second step of signing in: a code of the app, or a recovery code. */
export function CodeForm({ callbackUrl }: { callbackUrl: string }) {
  const { state, pending, form } = useFormAction(secondStepAction, null);
  const refused = state && !state.ok ? state : null;
  return (
    <form {...form} className="grid gap-4" noValidate>
      <input type="hidden" name="callbackUrl" value={callbackUrl} />
      {refused && (
        <Note look="red" alert>
          {refused.detail}
        </Note>
      )}
      <Field
        label="Code"
        hint="Six digits of your authenticator app, or one of your recovery codes"
        error={refused?.errors.code}
      >
        {(control) => <Input {...control} name="code" autoComplete="one-time-code" maxLength={40} />}
      </Field>
      <SubmitButton kind="primary" size="tall" pending={pending} pendingLabel="Checking…">
        Continue
      </SubmitButton>
    </form>
  );
}
