"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { addExchangeRateAction } from "@/lib/usage/actions";

type Props = { into: string; currencies: string[]; today: string };

/** A rate into the reporting currency from a day on. */
export function RateForm({ into, currencies, today }: Props) {
  const { state, pending, form } = useFormAction(addExchangeRateAction, null);
  const refused = state && !state.ok ? state : null;
  const errors = refused?.errors ?? {};
  const typed = (name: string, otherwise = "") => refused?.values[name] ?? otherwise;
  const others = currencies.filter((one) => one !== into);
  return (
    <form
      {...form}
      key={state?.ok ? `${state.rate.currency} ${state.rate.effectiveFrom}` : "rate"}
      className="grid gap-3"
      noValidate
    >
      {state?.ok && (
        <Note alert>
          One {state.rate.currency} is {state.rate.rate} {state.rate.into} from {state.rate.effectiveFrom} on.
        </Note>
      )}
      {refused && (
        <Note look="red" alert>
          {refused.detail}
        </Note>
      )}
      <div className="grid gap-3 sm:grid-cols-3">
        <Field label="One unit of" error={errors.currency}>
          {(control) => (
            <Select
              {...control}
              name="currency"
              defaultValue={typed("currency", others.includes("CNY") ? "CNY" : others[0])}
            >
              {others.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={`is, in ${into}`} error={errors.rate}>
          {(control) => (
            <Input
              {...control}
              name="rate"
              inputMode="decimal"
              autoComplete="off"
              defaultValue={typed("rate")}
            />
          )}
        </Field>
        <Field label="From day, UTC" error={errors.effectiveFrom}>
          {(control) => (
            <Input
              {...control}
              type="date"
              name="effectiveFrom"
              defaultValue={typed("effectiveFrom", today)}
            />
          )}
        </Field>
      </div>
      <div>
        <SubmitButton pending={pending} pendingLabel="Adding it…">
          Add the rate
        </SubmitButton>
      </div>
    </form>
  );
}
