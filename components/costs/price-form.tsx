"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { formatInstant } from "@/lib/kernel/local-time";
import { addPriceAction } from "@/lib/usage/actions";

type Props = {
  /** Filled in from the address: a model that has no price, and from when. */
  prefilled: { model: string; effectiveFrom: string };
  currency: string;
  currencies: string[];
  models: string[];
  zone: string;
  mostYear: number;
};

const amounts = [
  ["perMillion.input", "Input"],
  ["perMillion.output", "Output"],
  ["perMillion.cachedInput", "Cached input"],
  ["perMillion.reasoning", "Reasoning"],
  ["perMillion.cacheWrite", "Cache write"],
  ["perMillion.audioInput", "Audio input"],
  ["perMillion.audioOutput", "Audio output"],
] as const;

/** As many lengths as a price on this form tells apart; the API takes eight. */
const TIERS = [0, 1, 2] as const;
const serviceTiers = ["batch", "flex", "priority", "thinking"];

/** A new price version: it settles what is unpriced and leaves what is priced. */
export function PriceForm({ prefilled, currency, currencies, models, zone, mostYear }: Props) {
  const { state, pending, form } = useFormAction(addPriceAction, null);
  const refused = state && !state.ok ? state : null;
  const errors = refused?.errors ?? {};
  const typed = (name: string, otherwise = "") => refused?.values[name] ?? otherwise;
  // a class that is not priced takes its parent's; what is wrong with all of them stands at the first
  const amountError = (name: string) =>
    errors[name] ?? (name === "perMillion.input" ? errors.perMillion : undefined);
  return (
    <form
      {...form}
      key={state?.ok ? state.price.id : `${prefilled.model} ${prefilled.effectiveFrom}`}
      className="grid gap-3"
      noValidate
    >
      {state?.ok && (
        <Note alert>
          {state.price.model} has a price from {formatInstant(state.price.effectiveFrom, zone, mostYear)} on.
          What it settles counts at once, or within the minute when it is much.
        </Note>
      )}
      {refused && (
        <Note look="red" alert>
          {refused.detail}
        </Note>
      )}
      <input type="hidden" name="timeZone" value={zone} />
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <Field
          label="Model"
          hint="* stands for any model without one"
          error={errors.model}
          className="lg:col-span-2"
        >
          {(control) => (
            <Input
              {...control}
              name="model"
              list="price-models"
              autoComplete="off"
              spellCheck={false}
              defaultValue={typed("model", prefilled.model)}
            />
          )}
        </Field>
        <datalist id="price-models">
          {models.map((model) => (
            <option key={model} value={model} />
          ))}
        </datalist>
        <Field label="Holds from" hint={zone} error={errors.effectiveFrom}>
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              name="effectiveFrom"
              defaultValue={typed("effectiveFrom", prefilled.effectiveFrom)}
            />
          )}
        </Field>
        <Field label="Currency" error={errors.currency}>
          {(control) => (
            <Select {...control} name="currency" defaultValue={typed("currency", currency)}>
              {currencies.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <fieldset>
        <legend className="mb-1 text-meta font-medium text-ink-2">
          For a million tokens; a class without a price of its own takes that of input or output
        </legend>
        <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
          {amounts.map(([name, label]) => (
            <Field key={name} label={label} error={amountError(name)}>
              {(control) => (
                <Input
                  {...control}
                  name={name}
                  inputMode="decimal"
                  autoComplete="off"
                  defaultValue={typed(name)}
                />
              )}
            </Field>
          ))}
        </div>
      </fieldset>
      <details
        className="rounded-control border border-line px-3 py-2"
        open={Object.keys(errors).some((name) => name.startsWith("contextTiers")) || undefined}
      >
        <summary className="cursor-pointer text-meta font-medium text-ink-2">
          Longer requests cost something else
        </summary>
        <p className="pt-2 text-meta text-ink-3">
          For a million tokens of every request with more input tokens than that, all of it. What sums several
          requests stays unpriced where nobody can tell how long each was.
        </p>
        {errors.contextTiers && <Note look="red">{errors.contextTiers}</Note>}
        {TIERS.map((nth) => {
          const row = `contextTiers.${nth}`;
          return (
            <fieldset key={row} className="grid grid-cols-2 gap-3 pt-3 lg:grid-cols-4">
              <legend className="sr-only">Longer requests, {nth + 1} of 3</legend>
              <Field label="Above input tokens" error={errors[`${row}.aboveInputTokens`]}>
                {(control) => (
                  <Input
                    {...control}
                    name={`${row}.aboveInputTokens`}
                    inputMode="numeric"
                    autoComplete="off"
                    defaultValue={typed(`${row}.aboveInputTokens`)}
                  />
                )}
              </Field>
              {amounts.map(([name, label]) => (
                <Field
                  key={name}
                  label={`${label} above it`}
                  error={
                    errors[`${row}.${name}`] ??
                    (name === "perMillion.input" ? errors[`${row}.perMillion`] : undefined)
                  }
                >
                  {(control) => (
                    <Input
                      {...control}
                      name={`${row}.${name}`}
                      inputMode="decimal"
                      autoComplete="off"
                      defaultValue={typed(`${row}.${name}`)}
                    />
                  )}
                </Field>
              ))}
            </fieldset>
          );
        })}
      </details>
      <details
        className="rounded-control border border-line px-3 py-2"
        open={
          ["provider", "region", "source", "serviceTier", "effectiveTo", "perGpuHour"].some(
            (name) => errors[name],
          ) || undefined
        }
      >
        <summary className="cursor-pointer text-meta font-medium text-ink-2">
          GPU hours, an end, or only for one provider, region, source or service tier
        </summary>
        <div className="grid gap-3 pt-3 sm:grid-cols-2 lg:grid-cols-3">
          <Field label="For a GPU hour" error={errors.perGpuHour}>
            {(control) => (
              <Input
                {...control}
                name="perGpuHour"
                inputMode="decimal"
                autoComplete="off"
                defaultValue={typed("perGpuHour")}
              />
            )}
          </Field>
          <Field label="Until" hint="Empty: until a later price" error={errors.effectiveTo}>
            {(control) => (
              <Input
                {...control}
                type="datetime-local"
                name="effectiveTo"
                defaultValue={typed("effectiveTo")}
              />
            )}
          </Field>
          {(["provider", "region", "source"] as const).map((name) => (
            <Field key={name} label={`Only for this ${name}`} hint="Empty: any" error={errors[name]}>
              {(control) => <Input {...control} name={name} autoComplete="off" defaultValue={typed(name)} />}
            </Field>
          ))}
          <Field label="Only for this service tier" hint="Empty: any" error={errors.serviceTier}>
            {(control) => (
              <Input
                {...control}
                name="serviceTier"
                list="service-tiers"
                autoComplete="off"
                defaultValue={typed("serviceTier")}
              />
            )}
          </Field>
          <datalist id="service-tiers">
            {serviceTiers.map((tier) => (
              <option key={tier} value={tier} />
            ))}
          </datalist>
        </div>
      </details>
      <div>
        <SubmitButton kind="primary" pending={pending} pendingLabel="Adding it…">
          Add the price
        </SubmitButton>
      </div>
    </form>
  );
}
