"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import type { PersonActor } from "../auth";
import { type ActionState, runAction } from "../entry/define-action";
import { typedValues } from "../entry/form-to-object";
import type { Result } from "../kernel/result";
import { campaignEditForm, campaignForm } from "./campaign-form";
import type { Campaign } from "./campaign-view";
import { toFormErrors } from "./form-errors";
import * as commands from "./server";

/** What a form of this area shows again: what was wrong, by field, and what was typed. */
export type CampaignFormState = {
  code: string;
  detail: string;
  errors: Record<string, string>;
  values: Record<string, string>;
  /** After edit_conflict: the revision that stands now. */
  revision?: number;
} | null;

/** What a button's form says when it was refused. */
export type CampaignMoveState = { code: string; detail: string } | null;

const keyOf = (form: FormData) => String(form.get("key") ?? "");
const pathOf = (key: string) => `/campaigns/${encodeURIComponent(key)}`;

function shownAgain(state: ActionState & { ok: false }, form: FormData) {
  const { code, detail, errors } = state;
  const values = typedValues(form);
  return { code, detail, errors: toFormErrors(errors, values), values };
}

/** /campaigns/new: a draft, and on to its page; with the button `then=launch` on to the launch's last look. */
export async function createCampaignAction(_: CampaignFormState, form: FormData): Promise<CampaignFormState> {
  const state = await runAction(campaignForm, form, commands.createCampaign);
  if (!state.ok) return shownAgain(state, form);
  const path = pathOf(state.value.key);
  redirect(form.get("then") === "launch" ? `${path}?confirm=launch` : path);
}

/** …/edit, with the revision that the form was opened with. */
export async function editCampaignAction(_: CampaignFormState, form: FormData): Promise<CampaignFormState> {
  const key = keyOf(form);
  const state = await runAction(campaignEditForm, form, (actor, { revision, ...edit }) =>
    commands.editCampaign(actor, key, edit, revision),
  );
  if (state.ok) redirect(pathOf(key));
  if (state.code !== "edit_conflict") return shownAgain(state, form);
  const now = await runAction(z.unknown(), null, (actor) => commands.getCampaign(actor, key));
  return { ...shownAgain(state, form), ...(now.ok ? { revision: now.value.revision } : {}) };
}

const moved = z.object({ key: z.string(), revision: z.coerce.number().int().optional() });
type Move = (actor: PersonActor, key: string, seen: { revision?: number }) => Promise<Result<Campaign>>;

async function move(form: FormData, command: Move, options = {}): Promise<CampaignMoveState> {
  const state = await runAction(
    moved,
    form,
    (actor, { key, revision }) => command(actor, key, revision === undefined ? {} : { revision }),
    options,
  );
  if (state.ok) return null;
  // what stands now, beside the sentence that says why nothing was done
  refresh();
  return { code: state.code, detail: state.detail };
}

/** Two-step moves end on the campaign's page; a refusal stays where the person is. */
async function moveAndShow(form: FormData, command: Move): Promise<CampaignMoveState> {
  const refused = await move(form, command);
  if (refused) return refused;
  redirect(pathOf(keyOf(form)));
}

export async function launchCampaignAction(_: CampaignMoveState, form: FormData) {
  return moveAndShow(form, commands.launchCampaign);
}

export async function unscheduleCampaignAction(_: CampaignMoveState, form: FormData) {
  return moveAndShow(form, commands.unscheduleCampaign);
}

export async function endCampaignAction(_: CampaignMoveState, form: FormData) {
  return moveAndShow(form, commands.endCampaign);
}

export async function archiveCampaignAction(_: CampaignMoveState, form: FormData) {
  return moveAndShow(form, commands.archiveCampaign);
}

export async function resumeCampaignAction(_: CampaignMoveState, form: FormData) {
  const reason = String(form.get("reason") ?? "").trim();
  return moveAndShow(form, (actor, key) => commands.resumeCampaign(actor, key, reason ? { reason } : {}));
}

/** One click, whatever page it was on; nothing asks first. */
export async function pauseCampaignAction(_: CampaignMoveState, form: FormData): Promise<CampaignMoveState> {
  const refused = await move(form, (actor, key) => commands.pauseCampaign(actor, key), {
    isPause: true,
  });
  if (!refused) refresh();
  return refused;
}

/** A copy as a draft, opened for editing: its key and name want a look. */
export async function duplicateCampaignAction(
  _: CampaignMoveState,
  form: FormData,
): Promise<CampaignMoveState> {
  const state = await runAction(moved, form, (actor, { key }) => commands.duplicateCampaign(actor, key));
  if (!state.ok) return { code: state.code, detail: state.detail };
  redirect(`${pathOf(state.value.key)}/edit`);
}
