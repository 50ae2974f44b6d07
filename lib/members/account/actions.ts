"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { toOwnPath } from "../../auth";
import { readSecondStep, startSession, triesFrom } from "../../auth/next";
import { type ActionState, runAction, runOpenAction } from "../../entry/define-action";
import { typedValues } from "../../entry/form-to-object";
import { refuse } from "../../kernel/result";
import type { CodesFormState, PlainFormState, RefusedForm, SettingState } from "../form-state";
import { codeInput, joinInput, passwordChangeInput, resetInput } from "../person-input";
import * as commands from "../server";

const ACCOUNT = "/settings/account";

function shownAgain({ detail, errors }: ActionState & { ok: false }, form: FormData): RefusedForm {
  const { code: _, token: __, ...values } = typedValues(form);
  return { ok: false, detail, errors, values };
}

/** Joins by an invitation and signs in. */
export async function acceptInviteAction(_: PlainFormState, form: FormData): Promise<PlainFormState> {
  const state = await runOpenAction(joinInput, form, commands.acceptInvite);
  if (!state.ok) return shownAgain(state, form);
  await startSession(state.value, "link");
  redirect("/");
}

/** A new password by a link. Signing in with it comes after, with the second factor if there is one. */
export async function resetPasswordAction(_: PlainFormState, form: FormData): Promise<PlainFormState> {
  const state = await runOpenAction(resetInput, form, commands.resetPassword);
  if (!state.ok) return shownAgain(state, form);
  redirect("/sign-in?done=password");
}

/** The second step of signing in. */
export async function secondStepAction(_: PlainFormState, form: FormData): Promise<PlainFormState> {
  const step = await readSecondStep();
  const state = await runOpenAction(codeInput, { code: form.get("code") || undefined }, async ({ code }) => {
    if (!step)
      return refuse(
        "unauthenticated",
        "More than five minutes have passed. Sign in again from the beginning.",
      );
    return commands.passSecondStep(step.personId, code, await triesFrom(step.email));
  });
  if (!state.ok) return shownAgain(state, form);
  await startSession(state.value, "password");
  redirect(toOwnPath(form.get("callbackUrl")));
}

/** One's own password: every session ends, and this browser's begins anew. */
export async function changePasswordAction(_: PlainFormState, form: FormData): Promise<PlainFormState> {
  // the address stands in the form for password stores alone
  form.delete("email");
  const state = await runAction(passwordChangeInput, form, async (actor, input) => {
    const changed = await commands.changePassword(actor, input);
    if (changed.ok) await startSession(actor, "password");
    return changed;
  });
  if (!state.ok) return shownAgain(state, form);
  redirect(`${ACCOUNT}?done=password`);
}

export async function endOwnSessionAction(_: SettingState, form: FormData): Promise<SettingState> {
  const input = z.object({ session: z.string().optional() });
  const state = await runAction(input, form, (actor, { session }, current) =>
    commands.endSessionsOf(actor, actor.id, session ? { only: session } : { except: current }),
  );
  if (!state.ok) return { detail: state.detail };
  redirect(`${ACCOUNT}#sessions`);
}

export async function confirmSecondFactorAction(_: CodesFormState, form: FormData): Promise<CodesFormState> {
  const state = await runAction(codeInput, form, (actor, { code }) =>
    commands.confirmSecondFactor(actor, code),
  );
  return state.ok ? { ok: true, codes: state.value } : shownAgain(state, form);
}

export async function renewRecoveryCodesAction(_: CodesFormState, form: FormData): Promise<CodesFormState> {
  const state = await runAction(codeInput, form, (actor, { code }) =>
    commands.renewRecoveryCodes(actor, code),
  );
  return state.ok ? { ok: true, codes: state.value } : shownAgain(state, form);
}

export async function removeSecondFactorAction(_: PlainFormState, form: FormData): Promise<PlainFormState> {
  const state = await runAction(codeInput, form, (actor, { code }, session) =>
    commands.removeSecondFactor(actor, code, session),
  );
  if (!state.ok) return shownAgain(state, form);
  redirect(`${ACCOUNT}#second-factor`);
}
