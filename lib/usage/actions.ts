"use server";

import { refresh } from "next/cache";
import { type ActionState, runAction } from "../entry/define-action";
import { typedValues } from "../entry/form-to-object";
import { exchangeRateForm, priceForm } from "./price-form";
import type { ExchangeRate, Price } from "./price-input";
import * as commands from "./server";

/** What a form shows again when it was refused: what was wrong, by field, and what was typed. */
type Refused = { ok: false; detail: string; errors: Record<string, string>; values: Record<string, string> };
export type PriceFormState = { ok: true; price: Price } | Refused | null;
export type RateFormState = { ok: true; rate: ExchangeRate } | Refused | null;

function shownAgain({ detail, errors }: ActionState & { ok: false }, form: FormData): Refused {
  return { ok: false, detail, errors, values: typedValues(form) };
}

/** A new price; what it settles is settled before the answer, or soon after it. */
export async function addPriceAction(_: PriceFormState, form: FormData): Promise<PriceFormState> {
  const state = await runAction(priceForm, form, (actor, given) => commands.addPrice(actor, given));
  if (!state.ok) return shownAgain(state, form);
  refresh();
  return { ok: true, price: state.value };
}

export async function addExchangeRateAction(_: RateFormState, form: FormData): Promise<RateFormState> {
  const state = await runAction(exchangeRateForm, form, commands.addExchangeRate);
  if (!state.ok) return shownAgain(state, form);
  refresh();
  return { ok: true, rate: state.value };
}
