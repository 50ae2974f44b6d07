import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { parseCursor, toCursor } from "../../kernel/cursor";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import type { Template, TemplateInput } from "../template-view";
import { getCampaignInput } from "./campaign-queries";
import { noSuchCampaign } from "./change-campaign";
import { findTemplate, findTemplates } from "./template-queries";
import { insertTemplate, removeTemplateRow } from "./template-store";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function noSuchTemplate() {
  return refuse("not_found", "There is no such template; it may have been removed.");
}

/** Keeps what a campaign says, without key, start, end and shared code. `not_found`; `key_taken` for a name that exists. */
export async function saveTemplate(
  actor: Actor,
  { name, campaign }: TemplateInput,
): Promise<Result<Template>> {
  const may = authorize(actor, "write_campaigns");
  if (!may.ok) return may;
  const original = await getCampaignInput(campaign);
  if (!original) return noSuchCampaign(campaign);
  const { key: _key, startsAt: _start, endsAt: _end, sharedCode: _code, ...wording } = original;
  const title = name.trim();
  const saved = await db().$transaction(async (tx) => {
    const template = await insertTemplate(tx, title, wording, actor.name);
    if (!template) return null;
    await recordAudit(tx, actor, {
      action: "template.saved",
      target: { kind: "template", id: template.id },
      after: { name: title, campaign },
    });
    return template;
  });
  if (saved) return ok(saved);
  return refuse("key_taken", `There is a template ${title} already. Choose another name.`, [
    { pointer: "#/name", detail: "is taken; choose another" },
  ]);
}

/** `not_found`. Campaigns that were made from it stay as they are. */
export async function removeTemplate(actor: Actor, id: string): Promise<Result<Template>> {
  const may = authorize(actor, "write_campaigns");
  if (!may.ok) return may;
  if (!uuid.test(id)) return noSuchTemplate();
  const removed = await db().$transaction(async (tx) => {
    const template = await removeTemplateRow(tx, id);
    if (!template) return null;
    await recordAudit(tx, actor, {
      action: "template.removed",
      target: { kind: "template", id },
      before: { name: template.name },
    });
    return template;
  });
  return removed ? ok(removed) : noSuchTemplate();
}

/** Templates by name. */
export async function listTemplates(
  actor: Actor,
  { cursor, limit = 50 }: { cursor?: string; limit?: number } = {},
): Promise<Result<{ data: Template[]; nextCursor: string | null }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const place = cursor === undefined ? ok<string[]>([]) : parseCursor(cursor, 1);
  if (!place.ok) return place;
  const found = await findTemplates(place.value[0], limit + 1);
  const data = found.slice(0, limit);
  const last = data.at(-1);
  return ok({ data, nextCursor: found.length > limit && last ? toCursor([last.name]) : null });
}

/** `not_found`. */
export async function getTemplate(actor: Actor, id: string): Promise<Result<Template>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const template = uuid.test(id) ? await findTemplate(id) : null;
  return template ? ok(template) : noSuchTemplate();
}
