"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { Field, FieldNote } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { type Retention, retentionMonths } from "@/lib/subjects";
import { setRetentionAction } from "@/lib/subjects/actions";

const words = (months: Retention) => (months === "never" ? "never" : `after ${months} silent months`);

/** After how long a chatbot user of whom nothing was seen is erased. */
export function RetentionForm({ retention, isSaved }: { retention: Retention; isSaved: boolean }) {
  const { state, pending, form } = useFormAction(setRetentionAction, null);
  return (
    <form {...form} className="grid gap-3 border-t border-line pt-4" noValidate>
      <div className="flex flex-wrap items-start gap-2">
        <Field
          label="Erase silent users"
          hint="No usage, signup or coupon of theirs for so long, and none that can still be redeemed. Sums stay as they are."
          error={state?.errors.months}
          className="w-full sm:w-80"
        >
          {(control) => (
            <Select {...control} name="months" defaultValue={retention}>
              {retentionMonths.map((one) => (
                <option key={one} value={one}>
                  {words(one)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <SubmitButton pending={pending} pendingLabel="Saving…" className="sm:mt-5">
          Save
        </SubmitButton>
      </div>
      <div>
        <Checkbox
          name="confirmed"
          value="yes"
          label="Silent users may be erased for good"
          aria-invalid={state?.errors.confirmed ? true : undefined}
        />
        <FieldNote error={state?.errors.confirmed} />
      </div>
      {isSaved && (
        <p role="status" className="text-ink-2">
          Saved: silent users are {retention === "never" ? "kept" : `erased ${words(retention)}`}.
        </p>
      )}
      {state && (
        <Note look="red" alert>
          {state.detail}
        </Note>
      )}
    </form>
  );
}
