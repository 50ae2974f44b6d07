"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { type ActionState, runAction } from "../entry/define-action";
import { type GuardrailView, guardrailInput } from "./guardrail";
import { createGuardrail, removeGuardrail, switchGuardrail } from "./server";

export type GuardrailState = ActionState<GuardrailView> | null;

const named = z.strictObject({ id: z.string() });

export async function createGuardrailNow(_: GuardrailState, form: FormData): Promise<GuardrailState> {
  const state = await runAction(guardrailInput, form, createGuardrail);
  revalidatePath("/guardrails");
  return state;
}

export async function turnOnGuardrailNow(_: GuardrailState, form: FormData): Promise<GuardrailState> {
  const state = await runAction(named, form, (actor, { id }) => switchGuardrail(actor, id, true));
  revalidatePath("/guardrails");
  return state;
}

export async function turnOffGuardrailNow(_: GuardrailState, form: FormData): Promise<GuardrailState> {
  const state = await runAction(named, form, (actor, { id }) => switchGuardrail(actor, id, false));
  revalidatePath("/guardrails");
  return state;
}

export async function removeGuardrailNow(_: GuardrailState, form: FormData): Promise<GuardrailState> {
  const state = await runAction(named, form, (actor, { id }) => removeGuardrail(actor, id));
  revalidatePath("/guardrails");
  return state;
}
