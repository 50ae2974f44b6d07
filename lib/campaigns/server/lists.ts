import "server-only";
import { CsvError, parse } from "csv-parse/sync";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { parseCursor, toCursor } from "../../kernel/cursor";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import {
  type AllowAgainInput,
  type DenyEntry,
  type DenyInput,
  type ListImport,
  type ListName,
  readSubject,
} from "../list-input";
import { noSuchCampaign } from "./change-campaign";
import { findDenied, findListed } from "./list-queries";
import { addToList, countList, lockCampaign, removeDenied, saveDenied, takeOffList } from "./list-store";

const MOST_ROWS = 50_000;
/** Under the campaign's lock: issuing waits for it. */
const AT_ONCE = 2_500;
const MOST_TOLD = 100;
const patience = { maxWait: 5_000, timeout: 30_000 };

function wrongFile(detail: string) {
  return refuse("invalid_request", `The file ${detail}.`, [{ pointer: "#", detail }]);
}

type Row = { row: number; value: string };

/** The cells under `subject`, else those of the first column. */
function readRows(bytes: Uint8Array): Result<Row[]> {
  try {
    const records = parse(Buffer.from(bytes), {
      bom: true,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    const headed = records[0]?.record.findIndex((cell) => /^subjects?$/i.test(cell.trim())) ?? -1;
    const rows = records
      .slice(headed >= 0 ? 1 : 0)
      .map(({ record, info }) => ({ row: info.lines, value: record[Math.max(headed, 0)] ?? "" }));
    if (rows.length === 0) return wrongFile("has no subjects; send one a line");
    if (rows.length > MOST_ROWS) return wrongFile("has more than 50,000 rows; send it in parts");
    return ok(rows);
  } catch (error) {
    if (error instanceof CsvError) return wrongFile(`is not CSV: ${error.message}`);
    throw error;
  }
}

/**
 * Puts the subjects of a CSV file on a campaign's list, all that can be, and says of each other row why not. Whoever is
 * there already stays there. `not_found`.
 * In parts, each with its counter and its audit entry, so that issuing has its turn between them. Until the last one is in,
 * a list is a part of the file: a new allow list admits fewer than it will, never somebody else.
 */
export async function importList(
  actor: Actor,
  key: string,
  list: ListName,
  bytes: Uint8Array,
): Promise<Result<ListImport>> {
  const may = authorize(actor, "write_campaigns");
  if (!may.ok) return may;
  const rows = readRows(bytes);
  if (!rows.ok) return rows;
  const subjects = new Set<string>();
  const rejections: ListImport["rejections"] = [];
  for (const { row, value } of rows.value) {
    const read = readSubject(value);
    if ("reason" in read) rejections.push({ row, value: value.slice(0, 200), reason: read.reason });
    else subjects.add(read.subject);
  }
  const wanted = [...subjects];
  let added = 0;
  let total = 0;
  let at = 0;
  do {
    const part = await importPart(actor, key, list, wanted.slice(at, at + AT_ONCE));
    if (!part) return noSuchCampaign(key);
    added += part.added;
    total = part.total;
    at += AT_ONCE;
  } while (at < wanted.length);
  return ok({ added, total, rejected: rejections.length, rejections: rejections.slice(0, MOST_TOLD) });
}

function importPart(actor: Actor, key: string, list: ListName, subjects: readonly string[]) {
  return db().$transaction(async (tx): Promise<{ added: number; total: number } | null> => {
    const campaign = await lockCampaign(tx, key);
    if (!campaign) return null;
    const added = await addToList(tx, campaign.id, list, subjects);
    const total = await countList(tx, campaign.id, list, added);
    if (added > 0) {
      await recordAudit(tx, actor, {
        action: "list.imported",
        target: { kind: "campaign", id: key },
        after: { list, added, total },
      });
    }
    return { added, total };
  }, patience);
}

/**
 * Empties a campaign's list; without an allow list everybody is eligible again. `not_found`.
 * In parts, each with its counter and its audit entry. While one is left the allow list holds: only the last part opens the
 * campaign, and a process that dies before it leaves it shut.
 */
export async function clearList(
  actor: Actor,
  key: string,
  list: ListName,
): Promise<Result<{ removed: number; total: number }>> {
  const may = authorize(actor, "write_campaigns");
  if (!may.ok) return may;
  let removed = 0;
  for (;;) {
    const part = await clearPart(actor, key, list);
    if (part === null) return noSuchCampaign(key);
    removed += part;
    // fewer than asked for may also be a name that an erasure changed just then
    if (part === 0) return ok({ removed, total: 0 });
  }
}

function clearPart(actor: Actor, key: string, list: ListName) {
  return db().$transaction(async (tx): Promise<number | null> => {
    const campaign = await lockCampaign(tx, key);
    if (!campaign) return null;
    const removed = await takeOffList(tx, campaign.id, list, AT_ONCE);
    if (removed > 0) {
      await recordAudit(tx, actor, {
        action: "list.cleared",
        target: { kind: "campaign", id: key },
        before: { list, subjects: removed },
      });
    }
    return removed;
  }, patience);
}

/** Who is on a campaign's list, in order. `not_found`. */
export async function listListed(
  actor: Actor,
  key: string,
  list: ListName,
  { cursor, limit = 50 }: { cursor?: string; limit?: number } = {},
): Promise<Result<{ data: string[]; nextCursor: string | null }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const place = cursor === undefined ? ok<string[]>([]) : parseCursor(cursor, 1);
  if (!place.ok) return place;
  const found = await findListed(key, list, place.value[0], limit + 1);
  if (!found) return noSuchCampaign(key);
  const data = found.slice(0, limit);
  const last = data.at(-1);
  return ok({ data, nextCursor: found.length > limit && last !== undefined ? toCursor([last]) : null });
}

/**
 * What the audit may keep of an entry: an audit entry is never changed, so a chatbot user's name in it could not be erased.
 * The list itself names whom.
 */
function auditedDenial({ attribute, value }: Pick<DenyInput, "attribute" | "value">) {
  const isName = attribute === "subject" || attribute === "inviter";
  return {
    target: { kind: "deny_list" as const, id: isName ? attribute : `${attribute}:${value}` },
    said: isName ? { attribute } : { attribute, value },
  };
}

/** Keeps a subject, a device, an address or an inviter out of every campaign. Twice is no error. */
export async function denyEverywhere(actor: Actor, input: DenyInput): Promise<Result<DenyInput>> {
  const may = authorize(actor, "write_campaigns");
  if (!may.ok) return may;
  const { target, said } = auditedDenial(input);
  await db().$transaction(async (tx) => {
    if (!(await saveDenied(tx, input, actor.name))) return;
    await recordAudit(tx, actor, {
      action: "deny_list.added",
      target,
      after: said,
      reason: input.reason ?? null,
    });
  });
  return ok(input);
}

/** Takes an entry off again. `not_found`. */
export async function allowAgain(actor: Actor, input: AllowAgainInput): Promise<Result<AllowAgainInput>> {
  const may = authorize(actor, "write_campaigns");
  if (!may.ok) return may;
  const { attribute, value } = input;
  const { target, said } = auditedDenial(input);
  const removed = await db().$transaction(async (tx) => {
    if (!(await removeDenied(tx, input))) return false;
    await recordAudit(tx, actor, {
      action: "deny_list.removed",
      target,
      before: said,
    });
    return true;
  });
  return removed ? ok(input) : refuse("not_found", `The ${attribute} ${value} is not on the deny list.`);
}

/** The deny list of all campaigns, by attribute and value. */
export async function listDenied(
  actor: Actor,
  { cursor, limit = 50 }: { cursor?: string; limit?: number } = {},
): Promise<Result<{ data: DenyEntry[]; nextCursor: string | null }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const place = cursor === undefined ? null : parseCursor(cursor, 2);
  if (place && !place.ok) return place;
  const [attribute = "", value = ""] = place?.value ?? [];
  const found = await findDenied(place ? { attribute, value } : undefined, limit + 1);
  const data = found.slice(0, limit);
  const last = data.at(-1);
  return ok({
    data,
    nextCursor: found.length > limit && last ? toCursor([last.attribute, last.value]) : null,
  });
}
