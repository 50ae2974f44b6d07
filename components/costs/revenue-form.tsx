"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { setUserRevenueAction } from "@/lib/costs/actions";

type Props = { month: string; currency: string; campaigns: { key: string; name: string }[] };

/** What an active user brings in on a day, from a month on. An empty amount is none. */
export function RevenueForm({ month, currency, campaigns }: Props) {
  const { state, pending, form } = useFormAction(setUserRevenueAction, null);
  const refused = state && !state.ok ? state : null;
  const typed = (name: string, otherwise: string) => refused?.values[name] ?? otherwise;
  return (
    <form {...form} key={state?.ok ? state.revenue.setAt : "revenue"} className="grid gap-3" noValidate>
      {state?.ok && <Note alert>It is set from {state.revenue.month} on.</Note>}
      {refused && (
        <Note look="red" alert>
          {refused.detail}
        </Note>
      )}
      <div className="grid gap-3 sm:grid-cols-3">
        <Field label="Revenue from month" hint="Such as 2026-11" error={refused?.errors.month}>
          {(control) => (
            <Input {...control} type="month" name="month" required defaultValue={typed("month", month)} />
          )}
        </Field>
        <Field label="Of" error={refused?.errors.campaign}>
          {(control) => (
            <Select {...control} name="campaign" defaultValue={typed("campaign", "")}>
              <option value="">all campaigns without their own</option>
              {campaigns.map(({ key, name }) => (
                <option key={key} value={key}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          label="Revenue per active user and day"
          hint="Empty: none from then on"
          error={refused?.errors.revenue}
        >
          {(control) => (
            <Input
              {...control}
              name="revenue"
              inputMode="decimal"
              autoComplete="off"
              lead={currency}
              defaultValue={typed("revenue", "")}
            />
          )}
        </Field>
      </div>
      <Field label="Reason, for the audit" hint="May stay empty" error={refused?.errors.reason}>
        {(control) => (
          <Input
            {...control}
            name="reason"
            maxLength={500}
            autoComplete="off"
            defaultValue={typed("reason", "")}
          />
        )}
      </Field>
      <div>
        <SubmitButton pending={pending} pendingLabel="Setting it…">
          Set the revenue
        </SubmitButton>
      </div>
    </form>
  );
}
