import "server-only";
import { type Actor, type ActorStamp, authorize } from "../../auth";
import { parseCursor, toCursor } from "../../kernel/cursor";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import type { Delivery, PauseRecord } from "../pause-view";
import { getDeliveries, nobody } from "./delivery-queries";

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const MOST = 100;

type Row = Awaited<ReturnType<typeof findRows>>[number];

function findRows(where: object, take: number) {
  return db().pause.findMany({ where, orderBy: [{ pausedAt: "desc" }, { id: "desc" }], take });
}

function stamp(kind: string | null, id: string | null, name: string | null): ActorStamp {
  return { kind: kind as ActorStamp["kind"], id: id ?? "", name: name ?? "" };
}

function toRecord(row: Row, keys: Map<string, string>, deliveries: Map<bigint, Delivery>): PauseRecord {
  const at = (field: string, moment: Date | null) => (moment ? { [field]: moment.toISOString() } : {});
  const words = (field: string, text: string | null) => (text ? { [field]: text } : {});
  return {
    id: row.id,
    campaign: row.campaignId === null ? null : (keys.get(row.campaignId) ?? null),
    version: Number(row.version),
    pausedAt: row.pausedAt.toISOString(),
    pausedBy: stamp(row.pausedByKind, row.pausedById, row.pausedByName),
    ...at("takenOverAt", row.takenOverAt),
    ...words("reason", row.reason),
    ...words("message", row.message),
    ...at("resumeAt", row.resumeAt),
    redemption: row.redemption === "paused" ? "paused" : "on",
    extendedDays: row.extendedDays,
    lastCoupon:
      row.lastCouponId && row.lastCouponAt
        ? { id: row.lastCouponId, at: row.lastCouponAt.toISOString() }
        : null,
    ...(row.resumedAt
      ? {
          resumedAt: row.resumedAt.toISOString(),
          resumedBy: stamp(row.resumedByKind, row.resumedById, row.resumedByName),
        }
      : {}),
    ...words("resumeReason", row.resumeReason),
    refused: Number(row.refused),
    delivery: deliveries.get(row.version) ?? nobody,
  };
}

async function toRecords(rows: Row[]): Promise<PauseRecord[]> {
  const campaignIds = rows.flatMap(({ campaignId }) => campaignId ?? []);
  const [campaigns, deliveries] = await Promise.all([
    db().campaign.findMany({ where: { id: { in: campaignIds } }, select: { id: true, key: true } }),
    getDeliveries(rows.map(({ version }) => version).filter((version) => version > 1n)),
  ]);
  const keys = new Map(campaigns.map(({ id, key }) => [id, key]));
  return rows.map((row) => toRecord(row, keys, deliveries));
}

/** One pause and how it was received; `not_found`. */
export async function getPause(actor: Actor, id: string): Promise<Result<PauseRecord>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const [row] = UUID.test(id) ? await findRows({ id }, 1) : [];
  if (!row) return refuse("not_found", "There is no such pause.");
  const [record] = await toRecords([row]);
  return record ? ok(record) : refuse("not_found", "There is no such pause.");
}

/** Pauses, the newest first: of everything, or with `campaign` of that one. `limit` 1–100. */
export async function listPauses(
  actor: Actor,
  { campaign, cursor, limit = 50 }: { campaign?: string; cursor?: string; limit?: number } = {},
): Promise<Result<{ data: PauseRecord[]; nextCursor: string | null }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const take = Math.max(1, Math.min(limit, MOST));
  const of = campaign
    ? await db().campaign.findUnique({ where: { key: campaign }, select: { id: true } })
    : null;
  if (campaign && !of) return ok({ data: [], nextCursor: null });
  let behind = {};
  if (cursor) {
    const parts = parseCursor(cursor, 2);
    if (!parts.ok) return parts;
    const [at = "", id = ""] = parts.value;
    if (Number.isNaN(Date.parse(at)) || !UUID.test(id)) {
      return refuse("invalid_request", "cursor is not one of this list; leave it away to start over", [
        { pointer: "#/query/cursor", detail: "take it unchanged from nextCursor" },
      ]);
    }
    const pausedAt = new Date(at);
    behind = { OR: [{ pausedAt: { lt: pausedAt } }, { pausedAt, id: { lt: id } }] };
  }
  const rows = await findRows({ AND: [{ campaignId: of?.id ?? null }, behind] }, take + 1);
  const page = rows.slice(0, take);
  const last = page.at(-1);
  return ok({
    data: await toRecords(page),
    nextCursor: rows.length > take && last ? toCursor([last.pausedAt.toISOString(), last.id]) : null,
  });
}
