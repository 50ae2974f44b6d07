"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { type ActionState, runAction } from "../entry/define-action";
import { typedValues } from "../entry/form-to-object";
import { refuse } from "../kernel/result";
import { removeInvoiceInput } from "./invoice-input";
import { keptRowsInput } from "./kept-rows";
import type { Period } from "./period";
import { closePeriodForm, reopenPeriodForm } from "./period-form";
import { exchangeRateForm, priceForm } from "./price-form";
import { applyPriceImportForm } from "./price-import-form";
import type { ExchangeRate, Price } from "./price-input";
import { type Rerating, reratingInput } from "./rerating";
import * as commands from "./server";

/** What a form shows again when it was refused: what was wrong, by field, and what was typed. */
type Refused = { ok: false; detail: string; errors: Record<string, string>; values: Record<string, string> };
export type PriceFormState = { ok: true; price: Price } | Refused | null;
export type RateFormState = { ok: true; rate: ExchangeRate } | Refused | null;

export type PeriodFormState = { ok: true; period: Period } | Refused | null;

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

/** What was typed is not given back: thousands of names may be ticked, and the page still has them. */
export type ApplyPriceImportState = { ok: true; prices: number } | { ok: false; detail: string } | null;

/** Applies a preview; when prices changed meanwhile, the page shows the comparison that was made anew. */
export async function applyPriceImportAction(
  _: ApplyPriceImportState,
  form: FormData,
): Promise<ApplyPriceImportState> {
  const state = await runAction(applyPriceImportForm, form, (actor, { id, given }) =>
    commands.applyPriceImport(actor, id, given),
  );
  if (state.ok || state.code === "edit_conflict" || state.code === "invalid_transition") refresh();
  return state.ok
    ? { ok: true, prices: state.value.appliedPrices ?? 0 }
    : { ok: false, detail: state.detail };
}

export async function closePeriodAction(_: PeriodFormState, form: FormData): Promise<PeriodFormState> {
  const state = await runAction(closePeriodForm, form, (actor, { period, given }) =>
    commands.closePeriod(actor, period, given),
  );
  if (!state.ok) return shownAgain(state, form);
  refresh();
  return { ok: true, period: state.value };
}

export async function reopenPeriodAction(_: PeriodFormState, form: FormData): Promise<PeriodFormState> {
  const state = await runAction(reopenPeriodForm, form, (actor, { period, given }) =>
    commands.reopenPeriod(actor, period, given),
  );
  if (!state.ok) return shownAgain(state, form);
  refresh();
  return { ok: true, period: state.value };
}

const reratingId = z
  .strictObject({ id: z.string().regex(/^[1-9]\d{0,8}$/, "must be a number") })
  .transform(({ id }) => Number(id));
export type ReratingFormState = { ok: true; rerating: Rerating } | Refused | null;

export async function proposeReratingAction(
  _: ReratingFormState,
  form: FormData,
): Promise<ReratingFormState> {
  const state = await runAction(reratingInput, form, commands.proposeRerating);
  if (!state.ok) return shownAgain(state, form);
  refresh();
  return { ok: true, rerating: state.value };
}

export async function approveReratingAction(
  _: ReratingFormState,
  form: FormData,
): Promise<ReratingFormState> {
  const state = await runAction(reratingId, form, commands.approveReratingBy);
  if (!state.ok) return shownAgain(state, form);
  refresh();
  return { ok: true, rerating: state.value };
}

export async function withdrawReratingAction(
  _: ReratingFormState,
  form: FormData,
): Promise<ReratingFormState> {
  const state = await runAction(reratingId, form, commands.withdrawReratingBy);
  if (!state.ok) return shownAgain(state, form);
  refresh();
  return { ok: true, rerating: state.value };
}

export type KeptRowsState = { detail: string; errors: Record<string, string> } | null;

/** Rows that are dropped are gone: it asks once. */
export async function setKeptRowsAction(_: KeptRowsState, form: FormData): Promise<KeptRowsState> {
  const state = await runAction(keptRowsInput, form, async (actor, { months, confirmed }) => {
    if (months !== "never" && !confirmed)
      return refuse("invalid_request", "Tick that rows of old months may be dropped for good.", [
        { pointer: "#/confirmed", detail: "tick this: it cannot be undone" },
      ]);
    return commands.setKeptRows(actor, months);
  });
  if (!state.ok) return { detail: state.detail, errors: state.errors };
  redirect("/settings?kept=rows#ledger-rows");
}

const importId = z.strictObject({ id: z.string().max(60) });
/** `null` while nothing was refused. */
export type ImportActState = { ok: boolean; detail?: string } | null;

export async function startUsageImportAction(_: ImportActState, form: FormData): Promise<ImportActState> {
  const state = await runAction(importId, form, (actor, { id }) => commands.startUsageImport(actor, id));
  refresh();
  return state.ok ? { ok: true } : { ok: false, detail: state.detail };
}

export async function cancelUsageImportAction(_: ImportActState, form: FormData): Promise<ImportActState> {
  const state = await runAction(importId, form, (actor, { id }) => commands.cancelUsageImport(actor, id));
  refresh();
  return state.ok ? { ok: true } : { ok: false, detail: state.detail };
}

export async function removeInvoiceAction(_: ImportActState, form: FormData): Promise<ImportActState> {
  const state = await runAction(removeInvoiceInput, form, commands.removeInvoice);
  refresh();
  return state.ok ? { ok: true } : { ok: false, detail: state.detail };
}
