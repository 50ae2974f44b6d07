import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { getCampaign } from "../../campaigns/server";
import { parseCursor, toCursor, wrongCursor } from "../../kernel/cursor";
import { ok, type Result, refuse } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import { type Annotation, type AnnotationInput, type AnnotationsQuery, mayChange } from "../annotation";
import { type AnnotatedRange, findAnnotation, findAnnotations } from "./annotation-queries";
import { deleteAnnotation, insertAnnotation, lockAnnotation, updateAnnotation } from "./annotation-store";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** On the charts of one view; the latest where there are more. */
const MOST_SHOWN = 500;

const told = ({ text, from, to, campaign }: Annotation) => ({ text, from, to, campaign });

function noSuchAnnotation() {
  return refuse("not_found", "There is no such note; it may have been removed.");
}

async function wrongCampaign(actor: Actor, campaign: string | undefined) {
  if (campaign === undefined) return null;
  const found = await getCampaign(actor, campaign);
  if (found.ok) return null;
  if (found.error.code !== "not_found") return found;
  return refuse(
    "invalid_request",
    `There is no campaign ${campaign}. Leave it away, or name one by its key.`,
    [{ pointer: "#/campaign", detail: "is no campaign's key; leave it away for a note about everything" }],
  );
}

/**
 * Notes what happened. Everybody who may see the charts may (`annotate`). `invalid_request` for a campaign that there
 * is not. Open pages show it a second later: they follow the audit.
 */
export async function addAnnotation(actor: Actor, input: AnnotationInput): Promise<Result<Annotation>> {
  const may = authorize(actor, "annotate");
  if (!may.ok) return may;
  const wrong = await wrongCampaign(actor, input.campaign);
  if (wrong) return wrong;
  return db().$transaction(async (tx) => {
    const annotation = await insertAnnotation(tx, actor, input);
    await recordAudit(tx, actor, {
      action: "annotation.added",
      target: { kind: "annotation", id: annotation.id },
      after: told(annotation),
    });
    return ok(annotation);
  });
}

/** Changes one that is there, as its author or an administrator, in one transaction with its audit. */
async function change(
  actor: Actor,
  id: string,
  carryOut: (tx: Tx, before: Annotation) => Promise<Annotation>,
): Promise<Result<Annotation>> {
  const may = authorize(actor, "annotate");
  if (!may.ok) return may;
  if (!uuid.test(id)) return noSuchAnnotation();
  return db().$transaction(async (tx): Promise<Result<Annotation>> => {
    await lockAnnotation(tx, id);
    const before = await findAnnotation(id, tx);
    if (!before) return noSuchAnnotation();
    if (!mayChange(before, actor))
      return refuse("forbidden", `${before.by.name} wrote this. Only its author or an administrator may.`);
    return ok(await carryOut(tx, before));
  });
}

/** `not_found`; `forbidden` for who neither wrote it nor is an administrator; `invalid_request` as for a new one. */
export async function editAnnotation(
  actor: Actor,
  id: string,
  input: AnnotationInput,
  now: Date = new Date(),
): Promise<Result<Annotation>> {
  const wrong = await wrongCampaign(actor, input.campaign);
  if (wrong) return wrong;
  return change(actor, id, async (tx, before) => {
    const after = await updateAnnotation(tx, id, input, now);
    await recordAudit(tx, actor, {
      action: "annotation.edited",
      target: { kind: "annotation", id },
      before: told(before),
      after: told(after),
    });
    return after;
  });
}

/** What was removed; the audit keeps its words. `not_found`, `forbidden`. */
export async function removeAnnotation(actor: Actor, id: string): Promise<Result<Annotation>> {
  return change(actor, id, async (tx, before) => {
    await deleteAnnotation(tx, id);
    await recordAudit(tx, actor, {
      action: "annotation.removed",
      target: { kind: "annotation", id },
      before: told(before),
    });
    return before;
  });
}

/** A page of them, the latest first. */
export async function listAnnotations(
  actor: Actor,
  { from, to, cursor, limit = 50 }: AnnotationsQuery = {},
): Promise<Result<{ data: Annotation[]; nextCursor: string | null }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const place = cursor === undefined ? ok<string[]>([]) : parseCursor(cursor, 2);
  if (!place.ok) return place;
  const [at, id] = place.value;
  if (at !== undefined && (Number.isNaN(Date.parse(at)) || !uuid.test(id ?? ""))) return wrongCursor();
  const instant = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));
  const after = at === undefined || id === undefined ? undefined : { at: new Date(at), id };
  const found = await findAnnotations({ from: instant(from), to: instant(to) }, limit + 1, after);
  const data = found.slice(0, limit);
  const last = data.at(-1);
  return ok({ data, nextCursor: found.length > limit && last ? toCursor([last.from, last.id]) : null });
}

/** For the charts of one view: all that touch [from, to), in milliseconds. */
export async function listAnnotationsWithin(
  actor: Actor,
  range: AnnotatedRange,
): Promise<Result<Annotation[]>> {
  const may = authorize(actor, "see");
  return may.ok ? ok(await findAnnotations(range, MOST_SHOWN)) : may;
}

/** `not_found`. */
export async function getAnnotation(actor: Actor, id: string): Promise<Result<Annotation>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const found = uuid.test(id) ? await findAnnotation(id) : null;
  return found ? ok(found) : noSuchAnnotation();
}
