"use client";

import type { ComponentProps, ReactNode } from "react";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import type { CampaignMoveState } from "@/lib/campaigns/actions";

type Props = Pick<ComponentProps<typeof SubmitButton>, "kind" | "size" | "pendingLabel"> & {
  action: (previous: CampaignMoveState, form: FormData) => Promise<CampaignMoveState>;
  campaign: { key: string; revision: number };
  /** The button's words; `name` is what a screen reader says when the words alone would not do. */
  label: ReactNode;
  name?: string;
  /** Whether it goes only if nobody changed the campaign since. Not for a pause. */
  guarded?: boolean;
  className?: string;
  /** Beside the button: the way back. */
  beside?: ReactNode;
  children?: ReactNode;
};

/** One move of one campaign as a real form: works before hydration and without JavaScript; a refusal stands beside it. */
export function MoveForm({
  action,
  campaign,
  label,
  name,
  guarded = true,
  className,
  beside,
  children,
  ...button
}: Props) {
  const { state, pending, form } = useFormAction(action, null);
  return (
    <form {...form} className={className}>
      <input type="hidden" name="key" value={campaign.key} />
      {guarded && <input type="hidden" name="revision" value={campaign.revision} />}
      {children}
      <div className="flex flex-wrap gap-2">
        <SubmitButton {...button} pending={pending} aria-label={name}>
          {label}
        </SubmitButton>
        {beside}
      </div>
      {state && (
        <Note look="red" alert className="mt-2 text-meta whitespace-normal">
          {state.detail}
        </Note>
      )}
    </form>
  );
}
