"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import type { PersonActor } from "../auth";
import { type ActionState, runAction } from "../entry/define-action";
import { typedValues } from "../entry/form-to-object";
import { ok, type Result } from "../kernel/result";
import { campaignEditForm, campaignForm } from "./campaign-form";
import type { Campaign } from "./campaign-view";
import { toFormErrors } from "./form-errors";
import { allowAgainInput, denyInput, listNames } from "./list-input";
import * as commands from "./server";
import { noteInput, templateInput } from "./template-view";

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

const count = new Intl.NumberFormat("en");
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

const bulkActs = ["pause", "end", "archive", "tag", "untag"] as const;
type BulkAct = (typeof bulkActs)[number];
const chosen = z
  .object({
    campaigns: z.array(z.string()).min(1, "needs one campaign or more: tick them in the table").max(100),
    act: z.enum(bulkActs, { message: "must be chosen" }),
    tag: z.string().trim().max(40).optional(),
    sure: z.literal("yes").optional(),
  })
  .superRefine(({ act, tag, sure }, context) => {
    const wrong = (field: string, message: string) =>
      context.addIssue({ code: "custom", path: [field], message });
    if ((act === "tag" || act === "untag") && !tag) wrong("tag", "is needed");
    if ((act === "end" || act === "archive") && !sure)
      wrong("sure", "must be ticked: it cannot be taken back");
  });

/** What was done with the ticked campaigns: how many, and of each other one why not. */
export type BulkFormState = {
  done?: string;
  detail?: string;
  refused?: { key: string; why: string }[];
} | null;

async function actOn(actor: PersonActor, key: string, act: BulkAct, tag: string): Promise<Result<unknown>> {
  if (act === "pause") return commands.pauseCampaign(actor, key);
  if (act === "end") return commands.endCampaign(actor, key);
  if (act === "archive") return commands.archiveCampaign(actor, key);
  const found = await commands.getCampaign(actor, key);
  if (!found.ok) return found;
  const { tags, revision } = found.value;
  const others = tags.filter((one) => one !== tag);
  return commands.editCampaign(actor, key, { tags: act === "tag" ? [...others, tag] : others }, revision);
}

const bulkWords: Record<BulkAct, string> = {
  pause: "paused",
  end: "ended",
  archive: "archived",
  tag: "tagged",
  untag: "without the tag",
};

/** The same for every campaign that is ticked, each by itself: what is refused keeps no other from being done. */
export async function bulkCampaignsAction(_: BulkFormState, form: FormData): Promise<BulkFormState> {
  const isPause = form.get("act") === "pause";
  const ticked = {
    campaigns: form.getAll("campaign"),
    act: form.get("act"),
    tag: form.get("tag") ?? undefined,
    sure: form.get("sure") ?? undefined,
  };
  const state = await runAction(
    chosen,
    ticked,
    async (actor, { campaigns, act, tag = "" }) => {
      const refused: { key: string; why: string }[] = [];
      for (const key of campaigns) {
        const done = await actOn(actor, key, act, tag);
        if (!done.ok) refused.push({ key, why: done.error.detail });
      }
      return ok({ act, done: campaigns.length - refused.length, refused });
    },
    { isPause },
  );
  if (!state.ok) {
    const { campaigns, tag, sure } = state.errors;
    if (campaigns) return { detail: "Tick one campaign or more first." };
    if (tag) return { detail: "Type the tag." };
    return { detail: sure ? "Tick the box: this cannot be taken back." : state.detail };
  }
  refresh();
  const { done, refused, act } = state.value;
  return { done: `${count.format(done)} ${bulkWords[act]}.`, refused };
}

/** What a form says whose field is wrong or whose name is taken. */
export type TemplateFormState = { detail?: string; done?: string } | null;

export async function saveTemplateAction(_: TemplateFormState, form: FormData): Promise<TemplateFormState> {
  const state = await runAction(templateInput, form, commands.saveTemplate);
  if (!state.ok) return { detail: state.errors.name ? `The name ${state.errors.name}.` : state.detail };
  return { done: `Kept as ${state.value.name}. New campaigns can start from it.` };
}

const identified = z.object({ id: z.string() });

export async function removeTemplateAction(_: TemplateFormState, form: FormData): Promise<TemplateFormState> {
  const state = await runAction(identified, form, (actor, { id }) => commands.removeTemplate(actor, id));
  refresh();
  return state.ok ? null : { detail: state.detail };
}

const note = noteInput.extend({ key: z.string() });

export async function writeNoteAction(_: TemplateFormState, form: FormData): Promise<TemplateFormState> {
  const state = await runAction(note, form, (actor, { key, text }) => commands.writeNote(actor, key, text));
  if (!state.ok) return { detail: state.errors.text ? "Write something first." : state.detail };
  refresh();
  return { done: "Written." };
}

/** The last edit taken back; asked again it puts it back. */
export async function undoEditAction(_: CampaignMoveState, form: FormData): Promise<CampaignMoveState> {
  const refused = await move(form, (actor, key, { revision = 0 }) => commands.undoEdit(actor, key, revision));
  if (!refused) refresh();
  return refused;
}

/** What a form about a list says: what it did, or why it was refused. */
export type ListFormState = {
  done?: string;
  detail?: string;
  rejections?: { row: number; value: string; reason: string }[];
} | null;

const added = z.object({ key: z.string(), list: z.enum(listNames), subjects: z.string().max(500_000) });

/** Subjects typed one a line, on a campaign's list; a file goes through the machines' door, which takes more. */
export async function addToListAction(_: ListFormState, form: FormData): Promise<ListFormState> {
  const state = await runAction(added, form, (actor, { key, list, subjects }) =>
    commands.importList(actor, key, list, new TextEncoder().encode(subjects)),
  );
  if (!state.ok) {
    return { detail: "subjects" in state.errors ? "Type one subject or more, one a line." : state.detail };
  }
  refresh();
  const { added: came, total, rejected, rejections } = state.value;
  const refused = rejected > 0 ? ` ${count.format(rejected)} refused.` : "";
  return { done: `${count.format(came)} added, ${count.format(total)} on it now.${refused}`, rejections };
}

const cleared = z.object({
  key: z.string(),
  list: z.enum(listNames),
  sure: z.literal("yes", { message: "must be ticked" }),
});

export async function clearListAction(_: ListFormState, form: FormData): Promise<ListFormState> {
  const state = await runAction(cleared, form, (actor, { key, list }) =>
    commands.clearList(actor, key, list),
  );
  if (!state.ok) return { detail: "sure" in state.errors ? "Tick the box to empty the list." : state.detail };
  refresh();
  return { done: `${count.format(state.value.removed)} taken off.` };
}

export async function denyEverywhereAction(_: ListFormState, form: FormData): Promise<ListFormState> {
  const state = await runAction(denyInput, form, commands.denyEverywhere);
  if (!state.ok) return { detail: Object.keys(state.errors).length > 0 ? "Say who is meant." : state.detail };
  refresh();
  return { done: `${state.value.value} gets nothing any more.` };
}

export async function allowAgainAction(_: ListFormState, form: FormData): Promise<ListFormState> {
  const state = await runAction(allowAgainInput, form, commands.allowAgain);
  refresh();
  return state.ok ? null : { detail: state.detail };
}
