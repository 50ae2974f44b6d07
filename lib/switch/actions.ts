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

// With JavaScript the answer comes alone, at the commit, and the page is read again after it; a form that the browser sends
// itself is answered with the whole page anyway. Revalidating here would keep "Paused" waiting for a page.

/** The one click. */
export async function pauseNow(_: SwitchState, form: FormData): Promise<SwitchState> {
  return runAction(pauseInput, form, pausePromotions, { isPause: true });
}

/** One field of the pause that stands. */
export async function amendNow(_: SwitchState, form: FormData): Promise<SwitchState> {
  return runAction(amendForm, form, amendPause);
}

/** The second step of resuming. */
export async function resumeNow(_: SwitchState, form: FormData): Promise<SwitchState> {
  return runAction(resumeInput, form, resumePromotions);
}

export async function undoNow(_: SwitchState, form: FormData): Promise<SwitchState> {
  return runAction(undoForm, form, (actor, { version }) => undoPause(actor, version));
}

export type DrillState = ActionState<Drill> | null;

/** A rehearsal by hand. */
export async function drillNow(_: DrillState, form: FormData): Promise<DrillState> {
  const state = await runAction(drillForm, form, (actor) => runDrill(actor));
  revalidatePath("/pause");
  return state;
}
