"use server";

import { revalidatePath } from "next/cache";
import type { ActionState } from "../entry/define-action";
import { runAction } from "../entry/define-action";
import type { Drill } from "./drill";
import { amendPause, pausePromotions, resumePromotions, runDrill, undoPause } from "./server";
import { amendForm, drillForm, undoForm } from "./switch-form";
import { pauseInput, resumeInput } from "./switch-input";
import type { Switch } from "./switch-view";

export type SwitchState = ActionState<Switch> | null;

/** The one click. */
export async function pauseNow(_: SwitchState, form: FormData): Promise<SwitchState> {
  const state = await runAction(pauseInput, form, pausePromotions, { isPause: true });
  revalidatePath("/", "layout");
  return state;
}

/** One field of the pause that stands. */
export async function amendNow(_: SwitchState, form: FormData): Promise<SwitchState> {
  const state = await runAction(amendForm, form, amendPause);
  revalidatePath("/", "layout");
  return state;
}

/** The second step of resuming. */
export async function resumeNow(_: SwitchState, form: FormData): Promise<SwitchState> {
  const state = await runAction(resumeInput, form, resumePromotions);
  revalidatePath("/", "layout");
  return state;
}

export async function undoNow(_: SwitchState, form: FormData): Promise<SwitchState> {
  const state = await runAction(undoForm, form, (actor, { version }) => undoPause(actor, version));
  revalidatePath("/", "layout");
  return state;
}

export type DrillState = ActionState<Drill> | null;

/** A rehearsal by hand. */
export async function drillNow(_: DrillState, form: FormData): Promise<DrillState> {
  const state = await runAction(drillForm, form, (actor) => runDrill(actor));
  revalidatePath("/pause");
  return state;
}
