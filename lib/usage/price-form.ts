import { z } from "zod";
import { toInstant } from "../kernel/local-time";
import { isTimeZone } from "../kernel/time-zone";
import { exchangeRateInput, priceInput } from "./price-input";

type Typed = Record<string, unknown>;

const isSet = (value: unknown) => value !== undefined && value !== "";
const present = (object: Typed) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => isSet(value)));

/** "1,200.5" and ".5" as people type them; what is no amount stays as typed, for the schema to refuse. */
export function parseAmount(typed: unknown): unknown {
  if (typeof typed !== "string") return typed;
  const text = typed.replaceAll(/[\s, _]/g, "");
  return text.startsWith(".") ? `0${text}` : text.replace(/^0+(?=\d)/, "");
}

function parseTime(typed: unknown, zone: unknown): unknown {
  const at = typeof zone === "string" && isTimeZone(zone) ? zone : "UTC";
  return toInstant(String(typed), at) ?? typed;
}

const text = (value: unknown) => (typeof value === "string" ? value.trim() : value);

/** A filled-in form as the API's body: times on the wall of the form's zone, empty fields left away. */
export function fromPriceForm(form: Typed): Typed {
  const perMillion = (form.perMillion ?? {}) as Typed;
  const amounts = present({
    input: isSet(perMillion.input) ? parseAmount(perMillion.input) : undefined,
    output: isSet(perMillion.output) ? parseAmount(perMillion.output) : undefined,
    cachedInput: isSet(perMillion.cachedInput) ? parseAmount(perMillion.cachedInput) : undefined,
    reasoning: isSet(perMillion.reasoning) ? parseAmount(perMillion.reasoning) : undefined,
  });
  const time = (value: unknown) => (isSet(value) ? parseTime(value, form.timeZone) : undefined);
  return present({
    model: text(form.model),
    provider: text(form.provider),
    region: text(form.region),
    source: text(form.source),
    currency: text(form.currency),
    effectiveFrom: time(form.effectiveFrom),
    effectiveTo: time(form.effectiveTo),
    perMillion: Object.keys(amounts).length > 0 ? amounts : undefined,
    perGpuHour: isSet(form.perGpuHour) ? parseAmount(form.perGpuHour) : undefined,
  });
}

const typed = z.record(z.string(), z.unknown());

export const priceForm = typed.transform(fromPriceForm).pipe(priceInput);
export const exchangeRateForm = typed
  .transform(
    (form: Typed): Typed =>
      present({
        currency: text(form.currency),
        rate: isSet(form.rate) ? parseAmount(form.rate) : undefined,
        effectiveFrom: form.effectiveFrom,
      }),
  )
  .pipe(exchangeRateInput);
