"use client";

import type { ComponentProps, ReactNode } from "react";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import type { CouponFormState } from "@/lib/coupons/actions";

type Props = Pick<ComponentProps<typeof SubmitButton>, "kind" | "pendingLabel"> & {
  action: (previous: CouponFormState, form: FormData) => Promise<CouponFormState>;
  campaignKey: string;
  label: ReactNode;
  children: (state: CouponFormState) => ReactNode;
};

/** One act on a campaign's coupons as a real form: it works without JavaScript, and a refusal stands beside it. */
export function CouponForm({ action, campaignKey, label, children, ...button }: Props) {
  const { state, pending, form } = useFormAction(action, null);
  const isBesideField = Object.keys(state?.errors ?? {}).length > 0;
  return (
    <form {...form} noValidate className="grid gap-3">
      <input type="hidden" name="key" value={campaignKey} />
      {children(state)}
      <div>
        <SubmitButton {...button} pending={pending}>
          {label}
        </SubmitButton>
      </div>
      {state && !isBesideField && (
        <Note look="red" alert>
          {state.detail}
        </Note>
      )}
    </form>
  );
}
