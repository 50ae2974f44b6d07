"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { roleNames, roles } from "@/lib/auth";
import { addPersonAction } from "@/lib/members/actions";

/** A person who may sign in at once. */
export function PersonForm() {
  const { state, pending, form } = useFormAction(addPersonAction, null);
  const refused = state && !state.ok ? state : null;
  const value = (name: string) => refused?.values[name] ?? "";
  return (
    <form key={state?.ok ? state.person.id : "new"} {...form} className="grid gap-3" noValidate>
      {refused && (
        <Note look="red" alert>
          {refused.detail}
        </Note>
      )}
      {state?.ok && (
        <p role="status" className="text-ink-2">
          {state.person.name} may sign in with {state.person.email} now.
        </p>
      )}
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <Field label="Name" error={refused?.errors.name}>
          {(control) => (
            <Input {...control} name="name" autoComplete="off" maxLength={120} defaultValue={value("name")} />
          )}
        </Field>
        <Field label="Email" error={refused?.errors.email}>
          {(control) => (
            <Input {...control} name="email" type="email" autoComplete="off" defaultValue={value("email")} />
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
        <Field label="First password" hint="8 characters or more" error={refused?.errors.password}>
          {(control) => <Input {...control} name="password" type="password" autoComplete="new-password" />}
        </Field>
      </div>
      <div>
        <SubmitButton pending={pending} pendingLabel="Adding…">
          Add the person
        </SubmitButton>
      </div>
    </form>
  );
}
