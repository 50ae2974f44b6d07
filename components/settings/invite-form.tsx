"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { roleNames, roles } from "@/lib/auth";
import { inviteAction } from "@/lib/members/actions";
import { ShownLink } from "./shown-link";

/** An invitation: the link is shown here, once, to be handed over. */
export function InviteForm() {
  const { state, pending, form } = useFormAction(inviteAction, null);
  const refused = state && !state.ok ? state : null;
  const value = (name: string) => refused?.values[name] ?? "";
  return (
    <div className="grid gap-3">
      {state?.ok && (
        <ShownLink href={state.href}>
          Give this link to <b className="font-semibold">{state.email}</b>. It works once, for seven days, and
          is not shown again.
        </ShownLink>
      )}
      <form key={state?.ok ? state.href : "new"} {...form} className="grid gap-3" noValidate>
        {refused && (
          <Note look="red" alert>
            {refused.detail}
          </Note>
        )}
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label="Email" error={refused?.errors.email}>
            {(control) => (
              <Input
                {...control}
                name="email"
                type="email"
                autoComplete="off"
                defaultValue={value("email")}
              />
            )}
          </Field>
          <Field label="Role" error={refused?.errors.role}>
            {(control) => (
              <Select {...control} name="role" defaultValue={value("role") || "growth"}>
                {roles.map((role) => (
                  <option key={role} value={role}>
                    {roleNames[role]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <div>
          <SubmitButton pending={pending} pendingLabel="Making the link…">
            Invite
          </SubmitButton>
        </div>
      </form>
    </div>
  );
}
