"use client";

import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { resetLinkAction } from "@/lib/members/actions";
import { ShownLink } from "./shown-link";

/** A link for a new password, shown here once, to be handed over. */
export function ResetLinkForm({ id, name }: { id: string; name: string }) {
  const { state, pending, form } = useFormAction(resetLinkAction, null);
  return (
    <div className="grid gap-2">
      {state?.ok && (
        <ShownLink href={state.href}>
          Give this link to <b className="font-semibold">{name}</b>. It works once, for a day, and is not
          shown again.
        </ShownLink>
      )}
      <form {...form} className="grid gap-2">
        <input type="hidden" name="id" value={id} />
        <p className="text-ink-2">A link for a new password; the present one works until then.</p>
        <div>
          <SubmitButton pending={pending} pendingLabel="Making the link…">
            Make a link for a new password
          </SubmitButton>
        </div>
        {state && !state.ok && (
          <Note look="red" alert>
            {state.detail}
          </Note>
        )}
      </form>
    </div>
  );
}
