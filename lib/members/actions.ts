"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { roles } from "../auth";
import { ownOrigin } from "../auth/next";
import { type ActionState, runAction } from "../entry/define-action";
import { typedValues } from "../entry/form-to-object";
import type { LinkFormState, RefusedForm, SettingState } from "./form-state";
import { type CreatedKey, keyInput, rotateInput } from "./key-input";
import { inviteInput, type MadeLink } from "./person-input";
import * as commands from "./server";

export type KeyFormState =
  | { ok: true; key: CreatedKey; address: string }
  /** `scopes`: what was ticked. */
  | (RefusedForm & { scopes: string[] })
  | null;

const idOnly = z.object({ id: z.string() });
const DAY_MS = 86_400_000;

function shownAgain({ detail, errors }: ActionState & { ok: false }, form: FormData): RefusedForm {
  // one line of a list that is wrong makes its field wrong
  const byField = Object.fromEntries(
    Object.entries(errors).map(([name, words]) => [name.replace(/\.\d+$/, ""), words]),
  );
  return { ok: false, detail, errors: byField, values: typedValues(form) };
}

/** A new key, shown this one time: whoever loads the page again does not see it. */
export async function createKeyAction(_: KeyFormState, form: FormData): Promise<KeyFormState> {
  const days = Number(form.get("expiresInDays") ?? 0);
  const given = {
    name: String(form.get("name") ?? ""),
    scopes: form.getAll("scopes").map(String),
    allowedOrigins: String(form.get("allowedOrigins") ?? "")
      .split(/[\s,]+/)
      .filter(Boolean),
    expiresAt: days > 0 && days <= 3_650 ? new Date(Date.now() + days * DAY_MS).toISOString() : null,
  };
  // a browser never chooses the key itself
  const state = await runAction(keyInput.omit({ key: true }), given, commands.createApiKey);
  if (!state.ok) return { ...shownAgain(state, form), scopes: form.getAll("scopes").map(String) };
  refresh();
  return { ok: true, key: state.value, address: commands.machineAddress(await ownOrigin()) };
}

/** A new secret for a key, shown this one time. */
export async function rotateKeyAction(_: KeyFormState, form: FormData): Promise<KeyFormState> {
  const state = await runAction(rotateInput, form, (actor, { id, overlapHours }) =>
    commands.rotateApiKey(actor, id, overlapHours),
  );
  if (!state.ok) return { ...shownAgain(state, form), scopes: [] };
  refresh();
  return { ok: true, key: state.value, address: commands.machineAddress(await ownOrigin()) };
}

export async function revokeKeyAction(_: SettingState, form: FormData): Promise<SettingState> {
  const state = await runAction(idOnly, form, (actor, { id }) => commands.revokeApiKey(actor, id));
  if (!state.ok) return { detail: state.detail };
  redirect("/settings#keys");
}

async function toLink({ email, token, expiresAt }: MadeLink, path: string): Promise<LinkFormState> {
  return { ok: true, email, href: `${await ownOrigin()}${path}/${token}`, expiresAt };
}

/** A link that the administrator hands over: Sluice sends no mail. */
export async function inviteAction(_: LinkFormState, form: FormData): Promise<LinkFormState> {
  const state = await runAction(inviteInput, form, commands.invitePerson);
  if (!state.ok) return shownAgain(state, form);
  refresh();
  return toLink(state.value, "/sign-in/invite");
}

export async function resetLinkAction(_: LinkFormState, form: FormData): Promise<LinkFormState> {
  const state = await runAction(idOnly, form, (actor, { id }) => commands.makeResetLink(actor, id));
  if (!state.ok) return shownAgain(state, form);
  return toLink(state.value, "/sign-in/reset");
}

export async function withdrawInviteAction(_: SettingState, form: FormData): Promise<SettingState> {
  const state = await runAction(idOnly, form, (actor, { id }) => commands.withdrawInvitation(actor, id));
  if (!state.ok) return { detail: state.detail };
  redirect("/settings#people");
}

/** After a change the person's page shows what holds now. */
function back(state: ActionState, id: string): SettingState {
  if (!state.ok) return { detail: state.detail };
  redirect(`/settings/people/${id}`);
}

export async function setRoleAction(_: SettingState, form: FormData): Promise<SettingState> {
  const input = z.object({ id: z.string(), role: z.enum(roles) });
  const state = await runAction(input, form, (actor, { id, role }) => commands.setRole(actor, id, role));
  return back(state, String(form.get("id")));
}

export async function disablePersonAction(_: SettingState, form: FormData): Promise<SettingState> {
  const state = await runAction(idOnly, form, (actor, { id }) => commands.disablePerson(actor, id));
  return back(state, String(form.get("id")));
}

export async function enablePersonAction(_: SettingState, form: FormData): Promise<SettingState> {
  const state = await runAction(idOnly, form, (actor, { id }) => commands.enablePerson(actor, id));
  return back(state, String(form.get("id")));
}

export async function removeSecondFactorOfAction(_: SettingState, form: FormData): Promise<SettingState> {
  const state = await runAction(idOnly, form, (actor, { id }) => commands.removeSecondFactorOf(actor, id));
  return back(state, String(form.get("id")));
}

/** One session of a person, or all without `session`. */
export async function endSessionsOfAction(_: SettingState, form: FormData): Promise<SettingState> {
  const input = z.object({ id: z.string(), session: z.string().optional() });
  const state = await runAction(input, form, (actor, { id, session }) =>
    commands.endSessionsOf(actor, id, session ? { only: session } : {}),
  );
  return back(state, String(form.get("id")));
}

export async function setDemoChatbotAction(_: SettingState, form: FormData): Promise<SettingState> {
  const state = await runAction(z.object({ value: z.enum(["on", "off"]) }), form, (actor, { value }) =>
    commands.setDemoChatbot(actor, value),
  );
  if (!state.ok) return { detail: state.detail };
  refresh();
  return null;
}
