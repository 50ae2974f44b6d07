"use client";

import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import type { ClusterAttribute } from "@/lib/coupons";
import { stopClusterAction } from "@/lib/coupons/actions";

/** Its open coupons out of use, itself out of every campaign, or both; a real form. */
export function StopCluster({
  campaignKey,
  attribute,
  value,
}: {
  campaignKey: string;
  attribute: ClusterAttribute;
  value: string;
}) {
  const { state, pending, form } = useFormAction(stopClusterAction, null);
  return (
    <form {...form} className="flex flex-wrap justify-end gap-2">
      <input type="hidden" name="key" value={campaignKey} />
      <input type="hidden" name="attribute" value={attribute} />
      <input type="hidden" name="value" value={value} />
      <SubmitButton
        name="act"
        value="revoke"
        kind="harm"
        size="small"
        pending={pending}
        pendingLabel="…"
        aria-label={`Revoke the open coupons of ${value}`}
      >
        Revoke
      </SubmitButton>
      <SubmitButton
        name="act"
        value="deny"
        size="small"
        pending={pending}
        pendingLabel="…"
        aria-label={`Keep ${value} out of every campaign`}
      >
        Keep out
      </SubmitButton>
      {state && (
        <Note look="red" alert className="w-full whitespace-normal">
          {state.detail}
        </Note>
      )}
    </form>
  );
}
