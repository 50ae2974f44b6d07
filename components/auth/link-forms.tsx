"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { acceptInviteAction, resetPasswordAction } from "@/lib/members/account/actions";

function Refused({ detail }: { detail: string }) {
  return (
    <Note look="red" alert>
      {detail}
    </Note>
  );
}

/** Name and password of somebody who was invited. `email` is the invitation's: password stores keep it. */
export function JoinForm({ token, email }: { token: string; email: string }) {
  const { state, pending, form } = useFormAction(acceptInviteAction, null);
  const refused = state && !state.ok ? state : null;
  return (
    <form {...form} className="grid gap-4" noValidate>
      <input type="hidden" name="token" value={token} />
      {refused && <Refused detail={refused.detail} />}
      <Field label="Email">
        {(control) => <Input {...control} value={email} readOnly type="email" autoComplete="username" />}
      </Field>
      <Field label="Your name" hint="As colleagues see it in the audit" error={refused?.errors.name}>
        {(control) => (
          <Input
            {...control}
            name="name"
            autoComplete="name"
            maxLength={120}
            defaultValue={refused?.values.name ?? ""}
          />
        )}
      </Field>
      <Field label="Password" hint="8 characters or more" error={refused?.errors.password}>
        {(control) => <Input {...control} name="password" type="password" autoComplete="new-password" />}
      </Field>
      <SubmitButton kind="primary" size="tall" pending={pending} pendingLabel="Joining…">
        Join
      </SubmitButton>
    </form>
  );
}

/** A new password, by a link that an administrator made. */
export function ResetForm({ token, email }: { token: string; email: string }) {
  const { state, pending, form } = useFormAction(resetPasswordAction, null);
  const refused = state && !state.ok ? state : null;
  return (
    <form {...form} className="grid gap-4" noValidate>
      <input type="hidden" name="token" value={token} />
      {refused && <Refused detail={refused.detail} />}
      <Field label="Email">
        {(control) => <Input {...control} value={email} readOnly type="email" autoComplete="username" />}
      </Field>
      <Field label="New password" hint="8 characters or more" error={refused?.errors.password}>
        {(control) => <Input {...control} name="password" type="password" autoComplete="new-password" />}
      </Field>
      <SubmitButton kind="primary" size="tall" pending={pending} pendingLabel="Setting it…">
        Set the password
      </SubmitButton>
    </form>
  );
}
