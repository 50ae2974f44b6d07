"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { setBudgetAction } from "@/lib/costs/actions";

type Props = {
  current: { month: string; budget: string | null; userTarget: string | null };
  currency: string;
};

/** A budget from a month on. An empty field is none. */
export function BudgetForm({ current, currency }: Props) {
  const { state, pending, form } = useFormAction(setBudgetAction, null);
  const refused = state && !state.ok ? state : null;
  const typed = (name: string, otherwise: string) => refused?.values[name] ?? otherwise;
  return (
    <form {...form} key={state?.ok ? state.budget.setAt : "budget"} className="grid gap-3" noValidate>
      {state?.ok && <Note alert>The budget is set from {state.budget.month} on.</Note>}
      {refused && (
        <Note look="red" alert>
          {refused.detail}
        </Note>
      )}
      <div className="grid gap-3 sm:grid-cols-3">
        <Field label="From month" hint="Such as 2026-11" error={refused?.errors.month}>
          {(control) => (
            <Input
              {...control}
              type="month"
              name="month"
              required
              defaultValue={typed("month", current.month)}
            />
          )}
        </Field>
        <Field label="Budget a month" hint="Empty: none" error={refused?.errors.budget}>
          {(control) => (
            <Input
              {...control}
              name="budget"
              inputMode="decimal"
              autoComplete="off"
              lead={currency}
              defaultValue={typed("budget", current.budget ?? "")}
            />
          )}
        </Field>
        <Field label="One more user may cost" hint="Empty: no target" error={refused?.errors.userTarget}>
          {(control) => (
            <Input
              {...control}
              name="userTarget"
              inputMode="decimal"
              autoComplete="off"
              lead={currency}
              defaultValue={typed("userTarget", current.userTarget ?? "")}
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
          Set the budget
        </SubmitButton>
      </div>
    </form>
  );
}
