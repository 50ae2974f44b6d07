import "server-only";
import { randomUUID } from "node:crypto";
import type { ActorStamp } from "../../auth";
import type { Tx } from "../../platform/db";
import { Prisma } from "../../platform/prisma-client/client";
import type { CampaignChange } from "../campaign";
import type { ParsedCampaign } from "../campaign-input";
import { type CampaignRow, toColumns } from "./campaign-row";
import type { ServeTerms } from "./serve-terms";

export type OpenPauseRow = { id: string; resumeAtBy: ActorStamp | null };
export type LoadedCampaign = { row: CampaignRow; pause: OpenPauseRow | null; now: Date };

/** The campaign, its open pause and the database's time; null when there is no such key. */
export async function loadCampaign(tx: Tx, key: string): Promise<LoadedCampaign | null> {
  if (!/^[a-z0-9-]{3,60}$/.test(key)) return null;
  const row = await tx.campaign.findUnique({ where: { key } });
  if (!row) return null;
  const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  const pause = await tx.pause.findFirst({
    where: { campaignId: row.id, resumedAt: null },
    orderBy: { pausedAt: "desc" },
    select: { id: true, resumeAtByKind: true, resumeAtById: true, resumeAtByName: true },
  });
  const resumeAtBy = pause?.resumeAtByKind
    ? {
        kind: pause.resumeAtByKind as ActorStamp["kind"],
        id: pause.resumeAtById ?? "",
        name: pause.resumeAtByName ?? "",
      }
    : null;
  return { row, pause: pause && { id: pause.id, resumeAtBy }, now: clock?.now ?? new Date() };
}

function toDatabase(input: ParsedCampaign) {
  const { windows, eligibility, ...columns } = toColumns(input);
  const json = (value: unknown) => (value as Prisma.InputJsonValue | null) ?? Prisma.DbNull;
  return { ...columns, windows: json(windows), eligibility: json(eligibility) };
}

/** null when the key is taken, or its shared code is another campaign's. */
export async function insertCampaign(
  tx: Tx,
  input: ParsedCampaign,
  terms: ServeTerms,
  createdBy: string,
): Promise<CampaignRow | null> {
  const rows = await tx.campaign.createManyAndReturn({
    data: [{ id: randomUUID(), ...toDatabase(input), ...terms, createdBy }],
    skipDuplicates: true,
  });
  return rows[0] ?? null;
}

export async function isKeyTaken(tx: Tx, key: string): Promise<boolean> {
  return (await tx.campaign.count({ where: { key } })) > 0;
}

/** Whether the database can read this zone's clock: it knows fewer than Node. */
export async function isZoneKnown(tx: Tx, zone: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ known: boolean }[]>`SELECT knows_zone(${zone}) AS known`;
  return row?.known === true;
}

/** Thrown to take the whole transaction back: the code names another coupon, or did. */
export class CodeTaken extends Error {}

/** The coupon behind a shared code: nobody's, and many redeem it. null takes it away (drafts only). */
export async function saveSharedCode(tx: Tx, campaignId: string, code: string | null): Promise<void> {
  await tx.coupon.deleteMany({ where: { campaignId, issuedAt: null, status: "issued" } });
  if (code === null) return;
  const made = await tx.$executeRaw`
    INSERT INTO coupon (id, campaign_id, code, status)
    SELECT ${randomUUID()}::uuid, ${campaignId}::uuid, ${code}, 'issued'
    WHERE NOT EXISTS (SELECT 1 FROM retired_code WHERE plain = translate(${code}, '- ', ''))
    ON CONFLICT DO NOTHING`;
  if (made === 0) throw new CodeTaken(code);
}

/** Compare-and-set on the revision; null when somebody was faster. */
async function save(
  tx: Tx,
  row: CampaignRow,
  data: Record<string, unknown>,
  at: Date,
): Promise<CampaignRow | null> {
  const { count } = await tx.campaign.updateMany({
    where: { id: row.id, revision: row.revision },
    data: { ...data, revision: row.revision + 1, updatedAt: at },
  });
  return count === 1 ? tx.campaign.findUnique({ where: { id: row.id } }) : null;
}

export function saveEdit(tx: Tx, row: CampaignRow, input: ParsedCampaign, terms: ServeTerms, at: Date) {
  return save(tx, row, { ...toDatabase(input), ...terms, termsVersion: row.revision + 1 }, at);
}

/** Writes where the decision leads, with the times that go with it. */
export function saveMove(tx: Tx, row: CampaignRow, change: CampaignChange, at: Date) {
  const { status, issuance, redemption, pause } = change.next;
  const live = status === "active" || status === "scheduled";
  return save(
    tx,
    row,
    {
      status,
      issuance,
      redemption,
      pausedAt: pause?.at ?? null,
      pausedByKind: pause?.by.kind ?? null,
      pausedById: pause?.by.id ?? null,
      pausedByName: pause?.by.name ?? null,
      pauseReason: pause?.reason ?? null,
      pauseMessage: pause?.message ?? null,
      resumeAt: pause?.resumeAt ?? null,
      ...(live && row.firstLiveAt === null ? { firstLiveAt: at } : {}),
      ...(status === "active" && row.launchedAt === null ? { launchedAt: at } : {}),
      ...(status === "ended" && row.endedAt === null ? { endedAt: at } : {}),
      ...(status === "archived" ? { archivedAt: at } : {}),
    },
    at,
  );
}

/** Keeps the history of pauses in step: begins, amends or closes the campaign's row. */
export async function savePauseHistory(
  tx: Tx,
  { row, pause }: LoadedCampaign,
  change: CampaignChange,
  version: number,
  at: Date,
): Promise<void> {
  const next = change.next.pause;
  if (!next) {
    await tx.pause.updateMany({
      where: { campaignId: row.id, resumedAt: null },
      data: {
        resumedAt: at,
        resumedByKind: change.by.kind,
        resumedById: change.by.id,
        resumedByName: change.by.name,
        resumeReason: change.why,
      },
    });
    return;
  }
  const fields = {
    pausedByKind: next.by.kind,
    pausedById: next.by.id,
    pausedByName: next.by.name,
    reason: next.reason,
    message: next.message,
    resumeAt: next.resumeAt,
    resumeAtByKind: next.resumeAtBy?.kind ?? null,
    resumeAtById: next.resumeAtBy?.id ?? null,
    resumeAtByName: next.resumeAtBy?.name ?? null,
    redemption: change.next.redemption,
  };
  if (pause) {
    await tx.pause.update({ where: { id: pause.id }, data: fields });
    return;
  }
  const last = await tx.coupon.findFirst({
    where: { campaignId: row.id, issuedAt: { not: null } },
    orderBy: [{ issuedAt: "desc" }, { id: "desc" }],
    select: { id: true, issuedAt: true },
  });
  await tx.pause.create({
    data: {
      id: randomUUID(),
      campaignId: row.id,
      version,
      pausedAt: next.at,
      ...fields,
      lastCouponId: last?.id ?? null,
      lastCouponAt: last?.issuedAt ?? null,
    },
  });
}
