"use client";

import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { changePasswordAction } from "@/lib/members/account/actions";

/** One's own password. */
export function PasswordSection({
  email,
  hasPassword,
  done,
}: {
  email: string;
  hasPassword: boolean;
  done: boolean;
}) {
  const { state, pending, form } = useFormAction(changePasswordAction, null);
  const refused = state && !state.ok ? state : null;
  return (
    <Card id="password">
      <CardHead title="Password" />
      <CardBody className="grid gap-3">
        {done && !refused && (
          <div role="status">
            <Note>Your password is changed, and all other sessions are ended.</Note>
          </div>
        )}
        {hasPassword ? (
          <form {...form} className="grid gap-3" noValidate>
            <input type="email" name="email" autoComplete="username" defaultValue={email} hidden readOnly />
            {refused && (
              <Note look="red" alert>
                {refused.detail}
              </Note>
            )}
            <Field label="Present password" error={refused?.errors.currentPassword}>
              {(control) => (
                <Input {...control} name="currentPassword" type="password" autoComplete="current-password" />
              )}
            </Field>
            <Field label="New password" hint="8 characters or more" error={refused?.errors.password}>
              {(control) => (
                <Input {...control} name="password" type="password" autoComplete="new-password" />
              )}
            </Field>
            <div>
              <SubmitButton pending={pending} pendingLabel="Changing it…">
                Change the password
              </SubmitButton>
            </div>
          </form>
        ) : (
          <p className="text-ink-2">You sign in through your company and have no password here.</p>
        )}
      </CardBody>
    </Card>
  );
}
