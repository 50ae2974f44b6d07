"use client";

import { Field } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { type Role, roleNames, roles } from "@/lib/auth";
import { setRoleAction } from "@/lib/members/actions";

/** A person's role; it holds from their next request on. */
export function RoleForm({ id, role }: { id: string; role: Role }) {
  const { state, pending, form } = useFormAction(setRoleAction, null);
  return (
    <form key={role} {...form} className="grid gap-2">
      <input type="hidden" name="id" value={id} />
      <div className="flex flex-wrap items-end gap-2">
        <Field label="Role" className="min-w-44 flex-1">
          {(control) => (
            <Select {...control} name="role" defaultValue={role}>
              {roles.map((one) => (
                <option key={one} value={one}>
                  {roleNames[one]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <SubmitButton size="large" pending={pending} pendingLabel="Setting…">
          Set the role
        </SubmitButton>
      </div>
      {state && (
        <Note look="red" alert>
          {state.detail}
        </Note>
      )}
    </form>
  );
}
