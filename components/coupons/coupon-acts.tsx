"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { Field, FieldNote } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { extendCouponsAction, makeCodesAction, revokeCouponsAction } from "@/lib/coupons/actions";
import { CouponForm } from "./coupon-form";

const summary = "w-fit cursor-pointer rounded-control text-meta font-medium text-ink-2 hover:text-ink";

/** Codes made in advance: how many. */
export function MakeCodes({ campaignKey }: { campaignKey: string }) {
  return (
    <details className="min-w-0">
      <summary className={summary}>Make codes in advance</summary>
      <div className="mt-3 sm:max-w-80">
        <CouponForm
          action={makeCodesAction}
          campaignKey={campaignKey}
          label="Make codes"
          pendingLabel="Starting…"
        >
          {(state) => (
            <Field
              label="How many codes"
              hint="Up to 1,000,000; they are issued before any other"
              error={state?.errors.count}
            >
              {(control) => (
                <Input
                  {...control}
                  name="count"
                  inputMode="numeric"
                  autoComplete="off"
                  defaultValue={state?.values.count ?? ""}
                />
              )}
            </Field>
          )}
        </CouponForm>
      </div>
    </details>
  );
}

function Reason({ value }: { value: string | undefined }) {
  return (
    <Field label="Reason, for the audit">
      {(control) => (
        <Input {...control} name="reason" autoComplete="off" maxLength={500} defaultValue={value ?? ""} />
      )}
    </Field>
  );
}

/** More time for every coupon that is out. */
export function ExtendCoupons({ campaignKey }: { campaignKey: string }) {
  return (
    <details className="min-w-0">
      <summary className={summary}>Give open coupons more time</summary>
      <div className="mt-3 sm:max-w-80">
        <CouponForm
          action={extendCouponsAction}
          campaignKey={campaignKey}
          label="Extend"
          pendingLabel="Extending…"
        >
          {(state) => (
            <>
              <Field
                label="Days more"
                hint="For every coupon that is issued and not expired"
                error={state?.errors.days}
              >
                {(control) => (
                  <Input
                    {...control}
                    name="days"
                    inputMode="numeric"
                    autoComplete="off"
                    defaultValue={state?.values.days ?? ""}
                  />
                )}
              </Field>
              <Reason value={state?.values.reason} />
            </>
          )}
        </CouponForm>
      </div>
    </details>
  );
}

/** Everything that is open, or every code in wait, out of use; ticked once more before it goes. */
export function RevokeCoupons({ campaignKey, open, available }: Props) {
  return (
    <details className="min-w-0">
      <summary className={summary}>Revoke coupons</summary>
      <div className="mt-3 sm:max-w-80">
        <CouponForm
          action={revokeCouponsAction}
          campaignKey={campaignKey}
          kind="harm"
          label="Revoke them"
          pendingLabel="Starting…"
        >
          {(state) => (
            <>
              <Field label="Which" error={state?.errors.which}>
                {(control) => (
                  <Select {...control} name="which" defaultValue={state?.values.which ?? "open"}>
                    <option value="open">All {open} open coupons</option>
                    <option value="available">All {available} codes in wait</option>
                  </Select>
                )}
              </Field>
              <Reason value={state?.values.reason} />
              <div className="grid gap-1">
                <Checkbox
                  name="sure"
                  value="yes"
                  label="Take them out of use"
                  hint="People who hold them can no longer redeem them."
                />
                <FieldNote error={state?.errors.sure} />
              </div>
            </>
          )}
        </CouponForm>
      </div>
    </details>
  );
}

type Props = { campaignKey: string; open: string; available: string };
