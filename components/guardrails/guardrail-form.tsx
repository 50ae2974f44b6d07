"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { guardrailMetrics, metricWords } from "@/lib/guardrails";
import { createGuardrailNow } from "@/lib/guardrails/actions";

/** A line and what happens when it is crossed. */
export function GuardrailForm({ currency }: { currency: string }) {
  const { state, pending, form } = useFormAction(createGuardrailNow, null);
  const [metric, setMetric] = useState<string>("spend_last_hour");
  const refused = state && !state.ok ? state : null;
  const isMoney = metric !== "coupons_last_minute";
  return (
    <form {...form} key={state?.ok ? state.value.id : "new"} className="grid gap-3" noValidate>
      {refused && (
        <Note look="red" alert>
          {refused.detail}
        </Note>
      )}
      {state?.ok && (
        <p role="status" className="text-accent">
          {state.value.name} is set and armed.
        </p>
      )}
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <Field label="Name" hint="Stands in the audit and in the pause" error={refused?.errors.name}>
          {(control) => (
            <Input {...control} name="name" maxLength={120} autoComplete="off" placeholder="Spend an hour" />
          )}
        </Field>
        <Field label="Watch" error={refused?.errors.metric}>
          {(control) => (
            <Select
              {...control}
              name="metric"
              value={metric}
              onChange={(event) => setMetric(event.target.value)}
            >
              {guardrailMetrics.map((one) => (
                <option key={one} value={one}>
                  {metricWords[one].name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          label="Never above"
          hint={isMoney ? "An amount such as 60.00" : "A whole number such as 300"}
          error={refused?.errors.limit}
        >
          {(control) => (
            <Input
              {...control}
              name="limit"
              inputMode="decimal"
              autoComplete="off"
              lead={isMoney ? currency : undefined}
              trail={isMoney ? undefined : "a minute"}
            />
          )}
        </Field>
        <Field
          label="When it is"
          hint="A pause stops new coupons; those issued stay valid"
          error={refused?.errors.action}
        >
          {(control) => (
            <Select {...control} name="action" defaultValue="pause">
              <option value="pause">Pause all promotions</option>
              <option value="warn">Only say so</option>
            </Select>
          )}
        </Field>
      </div>
      <div>
        <SubmitButton kind="primary" pending={pending} pendingLabel="Setting…">
          Set the guardrail
        </SubmitButton>
      </div>
    </form>
  );
}
