"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { Field, FieldNote } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { type KeptMonths, keptMonths } from "@/lib/usage";
import { setKeptRowsAction } from "@/lib/usage/actions";

const words = (months: KeptMonths) => (months === "never" ? "keep every row" : `after ${months} months`);

/** After how many months the single requests of a closed month are dropped. */
export function KeptRowsForm({ months, isSaved }: { months: KeptMonths; isSaved: boolean }) {
  const { state, pending, form } = useFormAction(setKeptRowsAction, null);
  return (
    <form {...form} className="grid gap-3" noValidate>
      <div className="flex flex-wrap items-start gap-2">
        <Field
          label="Drop rows of closed months"
          hint="A month is then final: it cannot be reopened nor priced again, and its single requests cannot be shown."
          error={state?.errors.months}
          className="w-full sm:w-80"
        >
          {(control) => (
            <Select {...control} name="months" defaultValue={months}>
              {keptMonths.map((one) => (
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
          label="Rows of old months may be dropped for good"
          aria-invalid={state?.errors.confirmed ? true : undefined}
        />
        <FieldNote error={state?.errors.confirmed} />
      </div>
      {isSaved && (
        <p role="status" className="text-ink-2">
          Saved: {months === "never" ? "every row is kept" : `rows go ${words(months)}`}.
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
