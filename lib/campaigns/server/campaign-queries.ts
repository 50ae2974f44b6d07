import "server-only";
import { type Actor, authorize } from "../../auth";
import { parseCursor, toCursor } from "../../kernel/cursor";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import type { CampaignStatus } from "../campaign";
import type { ParsedCampaign } from "../campaign-input";
import type { Campaign, CampaignPauseBand, CampaignSort } from "../campaign-view";
import { type CampaignRow, toCampaign, toInput } from "./campaign-row";
import { noSuchCampaign } from "./change-campaign";

const MOST = 100;

async function findRow(key: string): Promise<CampaignRow | null> {
  return /^[a-z0-9-]{3,60}$/.test(key) ? db().campaign.findUnique({ where: { key } }) : null;
}

/** One campaign as it stands; `not_found`. */
export async function getCampaign(actor: Actor, key: string): Promise<Result<Campaign>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const row = await findRow(key);
  return row ? ok(toCampaign(row)) : noSuchCampaign(key);
}

/** What was given when it was made or edited; null when there is no such key. */
export async function getCampaignInput(key: string): Promise<ParsedCampaign | null> {
  const row = await findRow(key);
  return row && toInput(row);
}

/** With the pauses of the campaign and of everything since `from`, oldest first, for its chart. */
export async function getCampaignDetail(
  actor: Actor,
  key: string,
  from: Date,
): Promise<Result<{ campaign: Campaign; pauses: CampaignPauseBand[]; asOf: string }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const row = await findRow(key);
  if (!row) return noSuchCampaign(key);
  const pauses = await db().pause.findMany({
    where: {
      AND: [
        { OR: [{ campaignId: null }, { campaignId: row.id }] },
        { OR: [{ resumedAt: null }, { resumedAt: { gte: from } }] },
      ],
    },
    orderBy: { pausedAt: "desc" },
    take: 200,
    select: {
      campaignId: true,
      pausedAt: true,
      pausedByName: true,
      reason: true,
      resumedAt: true,
      resumedByName: true,
    },
  });
  const bands = pauses.reverse().map((pause) => ({
    scope: pause.campaignId === null ? ("all" as const) : ("campaign" as const),
    pausedAt: pause.pausedAt.toISOString(),
    pausedBy: pause.pausedByName,
    reason: pause.reason,
    resumedAt: pause.resumedAt?.toISOString() ?? null,
    resumedBy: pause.resumedByName,
  }));
  return ok({ campaign: toCampaign(row), pauses: bands, asOf: new Date().toISOString() });
}

export type CampaignFilter = {
  status?: CampaignStatus;
  /** Part of the name or key, in any case, or a whole tag. */
  search?: string;
  /** A tag, as it is written. */
  tag?: string;
  /** Those whose time touches [from, to): from their start or launch to their end; what has neither is left out. */
  from?: Date;
  to?: Date;
  sort?: CampaignSort;
  cursor?: string;
  /** 1–100. */
  limit?: number;
};

const isTime = (place: string) => !Number.isNaN(Date.parse(place));

// what a row's place is, and what lies behind a place, for each order; the id settles ties
const orders = {
  newest: {
    by: [{ createdAt: "desc" }, { id: "desc" }],
    place: (row: CampaignRow) => row.createdAt.toISOString(),
    isPlace: isTime,
    after: (place: string, id: string) => {
      const createdAt = new Date(place);
      return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
    },
  },
  name: {
    by: [{ name: "asc" }, { id: "asc" }],
    place: (row: CampaignRow) => row.name,
    isPlace: (place: string) => !place.includes("\0"),
    after: (name: string, id: string) => ({ OR: [{ name: { gt: name } }, { name, id: { gt: id } }] }),
  },
  issued: {
    by: [{ issued: "desc" }, { id: "desc" }],
    place: (row: CampaignRow) => row.issued.toString(),
    isPlace: (place: string) => /^\d{1,18}$/.test(place),
    after: (place: string, id: string) => {
      const issued = BigInt(place);
      return { OR: [{ issued: { lt: issued } }, { issued, id: { lt: id } }] };
    },
  },
  ends: {
    by: [{ endsAt: { sort: "asc", nulls: "last" } }, { id: "asc" }],
    place: (row: CampaignRow) => row.endsAt?.toISOString() ?? "",
    isPlace: (place: string) => place === "" || isTime(place),
    after: (place: string, id: string) => {
      if (place === "") return { endsAt: null, id: { gt: id } };
      const endsAt = new Date(place);
      return { OR: [{ endsAt: { gt: endsAt } }, { endsAt: null }, { endsAt, id: { gt: id } }] };
    },
  },
} as const;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function readPlace(cursor: string, sort: CampaignSort) {
  const parts = parseCursor(cursor, 3);
  if (!parts.ok) return parts;
  const [of = "", place = "", id = ""] = parts.value;
  const fits = of === sort && uuid.test(id) && orders[sort].isPlace(place);
  if (fits) return ok(orders[sort].after(place, id));
  return refuse("invalid_request", "cursor is not one of this list in this order; leave it away", [
    { pointer: "#/query/cursor", detail: "take it unchanged from nextCursor" },
  ]);
}

/** A launch tells more than the start that was planned, an end that came more than the one that was to come. */
function timeConditions(from: Date | undefined, to: Date | undefined) {
  const begun = to && {
    OR: [{ launchedAt: { lt: to } }, { launchedAt: null, startsAt: { lt: to } }],
  };
  const lasts = from && {
    OR: [{ endedAt: { gt: from } }, { endedAt: null, OR: [{ endsAt: { gt: from } }, { endsAt: null }] }],
  };
  return [...(begun ? [begun] : []), ...(lasts ? [lasts] : [])];
}

/** A page of campaigns, newest first unless `sort` says otherwise. */
export async function listCampaigns(
  actor: Actor,
  { status, search, tag, from, to, sort = "newest", cursor, limit = 50 }: CampaignFilter = {},
): Promise<Result<{ data: Campaign[]; nextCursor: string | null }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const order = orders[sort];
  const behind = cursor ? readPlace(cursor, sort) : ok({});
  if (!behind.ok) return behind;
  const words = search
    ?.replaceAll("\0", "")
    .trim()
    .replaceAll(/[\\%_]/g, "\\$&");
  const found = words
    ? {
        OR: [
          { name: { contains: words, mode: "insensitive" as const } },
          { key: { contains: words.toLowerCase() } },
          { tags: { has: search?.replaceAll("\0", "").trim() ?? "" } },
        ],
      }
    : {};
  const take = Math.max(1, Math.min(limit, MOST));
  const rows = await db().campaign.findMany({
    where: {
      AND: [
        behind.value,
        found,
        status ? { status } : {},
        tag ? { tags: { has: tag } } : {},
        ...timeConditions(from, to),
      ],
    },
    orderBy: [...order.by],
    take: take + 1,
  });
  const page = rows.slice(0, take);
  const last = page.at(-1);
  const nextCursor = rows.length > take && last ? toCursor([sort, order.place(last), last.id]) : null;
  return ok({ data: page.map(toCampaign), nextCursor });
}

/** How many campaigns are in each state; states without any are 0. */
export async function countCampaignsByStatus(actor: Actor): Promise<Result<Record<CampaignStatus, number>>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const groups = await db().campaign.groupBy({ by: ["status"], _count: true });
  const counts = { draft: 0, scheduled: 0, active: 0, paused: 0, ended: 0, archived: 0 };
  for (const { status, _count } of groups) counts[status as CampaignStatus] = _count;
  return ok(counts);
}

/** Keys of campaigns with a start, a resume or an end that has come, by the database's clock. */
export async function listDueCampaignKeys(): Promise<string[]> {
  const rows = await db().$queryRaw<{ key: string }[]>`
    SELECT key FROM campaign
    WHERE (status = 'scheduled' AND starts_at <= clock_timestamp())
       OR (status IN ('scheduled', 'active', 'paused') AND ends_at <= clock_timestamp())
       OR (paused_at IS NOT NULL AND resume_at <= clock_timestamp())
    ORDER BY key`;
  return rows.map(({ key }) => key);
}

/** What a coupon user of a campaign is expected to cost, micro-units; null where it limits no such thing. */
export async function findExpectedCost(key: string): Promise<bigint | null> {
  const row = await db().campaign.findUnique({ where: { key }, select: { serveExpectedMicros: true } });
  return row?.serveExpectedMicros ?? null;
}
