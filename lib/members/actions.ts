"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { type ActionState, runAction } from "../entry/define-action";
import { typedValues } from "../entry/form-to-object";
import { type CreatedKey, keyInput } from "./key-input";
import { type Person, personInput } from "./person-input";
import * as commands from "./server";

type Refused = {
  ok: false;
  detail: string;
  errors: Record<string, string>;
  values: Record<string, string>;
  /** What was ticked, for fields that take several. */
  scopes: string[];
};
export type KeyFormState = { ok: true; key: CreatedKey } | Refused | null;
export type PersonFormState = { ok: true; person: Person } | Refused | null;
/** What a button's form says when it was refused. */
export type SettingState = { detail: string } | null;

function shownAgain({ detail, errors }: ActionState & { ok: false }, form: FormData): Refused {
  // one line of a list that is wrong makes its field wrong
  const byField = Object.fromEntries(
    Object.entries(errors).map(([name, words]) => [name.replace(/\.\d+$/, ""), words]),
  );
  return {
    ok: false,
    detail,
    errors: byField,
    values: typedValues(form),
    scopes: form.getAll("scopes").map(String),
  };
}

/** A new key, shown this one time: whoever loads the page again does not see it. */
export async function createKeyAction(_: KeyFormState, form: FormData): Promise<KeyFormState> {
  const given = {
    name: String(form.get("name") ?? ""),
    scopes: form.getAll("scopes").map(String),
    allowedOrigins: String(form.get("allowedOrigins") ?? "")
      .split(/[\s,]+/)
      .filter(Boolean),
  };
  // a browser never chooses the key itself
  const state = await runAction(keyInput.omit({ key: true }), given, commands.createApiKey);
  if (!state.ok) return shownAgain(state, form);
  refresh();
  return { ok: true, key: state.value };
}

export async function revokeKeyAction(_: SettingState, form: FormData): Promise<SettingState> {
  const state = await runAction(z.object({ id: z.string() }), form, (actor, { id }) =>
    commands.revokeApiKey(actor, id),
  );
  if (!state.ok) return { detail: state.detail };
  redirect("/settings#keys");
}

export async function addPersonAction(_: PersonFormState, form: FormData): Promise<PersonFormState> {
  const state = await runAction(personInput, form, commands.createPerson);
  if (!state.ok) return shownAgain(state, form);
  refresh();
  return { ok: true, person: state.value };
}

export async function setDemoChatbotAction(_: SettingState, form: FormData): Promise<SettingState> {
  const state = await runAction(z.object({ value: z.enum(["on", "off"]) }), form, (actor, { value }) =>
    commands.setDemoChatbot(actor, value),
  );
  if (!state.ok) return { detail: state.detail };
  refresh();
  return null;
}
