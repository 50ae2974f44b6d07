"use client";

import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { writeNoteAction } from "@/lib/campaigns/actions";

/** A note on a campaign; it stands in the activity below, between what was done before and after. */
export function NoteForm({ campaignKey, written }: { campaignKey: string; written: number }) {
  const { state, pending, form } = useFormAction(writeNoteAction, null);
  return (
    <form {...form} className="grid gap-2 border-b border-line pb-3">
      <input type="hidden" name="key" value={campaignKey} />
      {/* a note that stands below is no longer in the field */}
      <Field key={written} label="Write a note">
        {(control) => <Textarea {...control} name="text" rows={2} maxLength={2000} />}
      </Field>
      <div className="flex flex-wrap items-center gap-2">
        <SubmitButton size="small" pending={pending} pendingLabel="Writing…">
          Write it down
        </SubmitButton>
        {state?.detail && (
          <Note look="red" alert>
            {state.detail}
          </Note>
        )}
      </div>
    </form>
  );
}
