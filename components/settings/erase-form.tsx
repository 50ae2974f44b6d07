"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { FieldNote } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { eraseSubjectAction } from "@/lib/subjects/actions";

/** Erases after a tick: there is no way back. */
export function EraseForm({ subject }: { subject: string }) {
  const { state, pending, form } = useFormAction(eraseSubjectAction, null);
  return (
    <form {...form} className="grid gap-3" noValidate>
      <input type="hidden" name="subject" value={subject} />
      {state && (
        <Note look="red" alert>
          {state.detail}
        </Note>
      )}
      <div>
        <Checkbox
          name="confirmed"
          value="yes"
          label="Erase this user for good"
          hint="Its open coupons can no longer be redeemed, the numbers of its orders go, and if it comes back it counts as new."
          aria-invalid={state?.errors.confirmed ? true : undefined}
        />
        <FieldNote error={state?.errors.confirmed} />
      </div>
      <div>
        <SubmitButton kind="harm" pending={pending} pendingLabel="Erasing…">
          Erase
        </SubmitButton>
      </div>
    </form>
  );
}
