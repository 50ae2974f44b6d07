"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { Segmented } from "@/components/ui/segmented";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { setCampaignBudgetAction } from "@/lib/costs/actions";

type Props = {
  campaign: string;
  currency: string;
  current: { period: "month" | "campaign"; month: string; budget: string | null };
};

/** What the inference of a campaign may cost. An empty amount is none. */
export function CampaignBudgetForm({ campaign, currency, current }: Props) {
  const { state, pending, form } = useFormAction(setCampaignBudgetAction, null);
  const refused = state && !state.ok ? state : null;
  const typed = (name: string, otherwise: string) => refused?.values[name] ?? otherwise;
  return (
    <form {...form} key={state?.ok ? state.budget.setAt : "budget"} className="grid gap-3" noValidate>
      {state?.ok && <Note alert>The inference budget is set.</Note>}
      {refused && (
        <Note look="red" alert>
          {refused.detail}
        </Note>
      )}
      <input type="hidden" name="campaign" value={campaign} />
      <Segmented
        legend="The budget is for"
        showLegend
        name="period"
        choices={[
          { value: "campaign", label: "The whole campaign" },
          { value: "month", label: "Each month" },
        ]}
        defaultValue={typed("period", current.period)}
      />
      <div className="grid gap-3 sm:grid-cols-3">
        <Field label="Inference budget" hint="Empty: none" error={refused?.errors.budget}>
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
        <Field label="From month" hint="Only for each month" error={refused?.errors.month}>
          {(control) => (
            <Input {...control} type="month" name="month" defaultValue={typed("month", current.month)} />
          )}
        </Field>
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
      </div>
      <div>
        <SubmitButton pending={pending} pendingLabel="Setting it…">
          Set the inference budget
        </SubmitButton>
      </div>
    </form>
  );
}
