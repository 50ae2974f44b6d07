import { z } from "zod";
import { toInstant } from "../kernel/local-time";
import { ungroup } from "../kernel/money";
import { isTimeZone } from "../kernel/time-zone";
import { exchangeRateInput, priceInput, tokenClasses } from "./price-input";

type Typed = Record<string, unknown>;

const isSet = (value: unknown) => value !== undefined && value !== "";
const present = (object: Typed) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => isSet(value)));

/** "1,200.5" and ".5" as people type them; what is no amount stays as typed, for the schema to refuse. */
export function parseAmount(typed: unknown): unknown {
  if (typeof typed !== "string") return typed;
  const text = ungroup(typed);
  return text.startsWith(".") ? `0${text}` : text.replace(/^0+(?=\d)/, "");
}

function parseTime(typed: unknown, zone: unknown): unknown {
  const at = typeof zone === "string" && isTimeZone(zone) ? zone : "UTC";
  return toInstant(String(typed), at) ?? typed;
}

const text = (value: unknown) => (typeof value === "string" ? value.trim() : value);

function amountsOf(typed: Typed): Typed {
  return present(
    Object.fromEntries(
      tokenClasses.map((name) => [name, isSet(typed[name]) ? parseAmount(typed[name]) : undefined]),
    ),
  );
}

/** "200,000" as people type it; what is no number stays as typed, for the schema to refuse. */
function parseCount(typed: unknown): unknown {
  const amount = parseAmount(typed);
  return typeof amount === "string" && /^\d+$/.test(amount) ? Number(amount) : amount;
}

/** The rows of longer requests; one in which nothing stands is none. */
function contextTiersOf(form: Typed): Typed[] {
  return Object.values((form.contextTiers ?? {}) as Record<string, Typed>).flatMap((row) => {
    const perMillion = amountsOf((row.perMillion ?? {}) as Typed);
    const from = row.aboveInputTokens;
    if (!isSet(from) && Object.keys(perMillion).length === 0) return [];
    return [{ aboveInputTokens: isSet(from) ? parseCount(from) : undefined, perMillion }];
  });
}

/** A filled-in form as the API's body: times on the wall of the form's zone, empty fields left away. */
export function fromPriceForm(form: Typed): Typed {
  const amounts = amountsOf((form.perMillion ?? {}) as Typed);
  const contextTiers = contextTiersOf(form);
  const time = (value: unknown) => (isSet(value) ? parseTime(value, form.timeZone) : undefined);
  return present({
    model: text(form.model),
    provider: text(form.provider),
    region: text(form.region),
    source: text(form.source),
    serviceTier: text(form.serviceTier),
    currency: text(form.currency),
    effectiveFrom: time(form.effectiveFrom),
    effectiveTo: time(form.effectiveTo),
    perMillion: Object.keys(amounts).length > 0 ? amounts : undefined,
    contextTiers: contextTiers.length > 0 ? contextTiers : undefined,
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
