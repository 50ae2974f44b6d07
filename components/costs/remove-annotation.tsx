"use client";

import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { removeAnnotationAction } from "@/lib/costs/actions";

/** Takes a note off the charts; its words stay in the audit. */
export function RemoveAnnotation({ id, text }: { id: string; text: string }) {
  const { state, pending, form } = useFormAction(removeAnnotationAction, null);
  return (
    <form {...form}>
      <input type="hidden" name="id" value={id} />
      <SubmitButton
        kind="quiet"
        size="small"
        pending={pending}
        pendingLabel="Removing…"
        aria-label={`Remove the note “${text}”`}
      >
        Remove
      </SubmitButton>
      {state?.detail && (
        <Note look="red" alert>
          {state.detail}
        </Note>
      )}
    </form>
  );
}
