import "server-only";
import { type Actor, authorize } from "../../auth";
import type { CampaignPauseBand } from "../../campaigns";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import type { PauseReceipt } from "../pause-view";
import { mayResume } from "../switch";
import type { Switch } from "../switch-view";
import { getDeliveries, nobody } from "./delivery-queries";
import { toStandingPause, toSwitch } from "./switch-store";

/** Whether this actor would be let to resume what stands; true while all is on and the actor may ever resume. */
export async function getMayResume(actor: Actor): Promise<boolean> {
  const open = await db().pause.findFirst({
    where: { campaignId: null, resumedAt: null },
    orderBy: { pausedAt: "desc" },
  });
  return mayResume({ pause: open && toStandingPause(open) }, actor);
}

/** The two global switches as they stand, straight from the database. */
export async function getSwitch(actor: Actor): Promise<Result<Switch>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  return ok(toSwitch(await db().promotionSwitch.findUniqueOrThrow({ where: { id: 1 } })));
}

/** True when a resume that was set has come, by the database's clock. */
export async function isResumeDue(): Promise<boolean> {
  const [row] = await db().$queryRaw<{ due: boolean }[]>`
    SELECT issuance = 'paused' AND resume_at <= clock_timestamp() AS due FROM promotion_switch WHERE id = 1`;
  return row?.due === true;
}

/** Issued and not yet redeemed, expired or revoked, and the soonest of their ends; by counters and one index. */
export async function getOpenCoupons(): Promise<{ count: number; firstExpiry: string | null }> {
  const [row] = await db().$queryRaw<{ count: bigint; first_expiry: Date | null }[]>`
    SELECT coalesce(sum(c.issued - c.redeemed - c.expired - c.revoked), 0)::bigint AS count,
      min(next.expires_at) AS first_expiry
    FROM campaign c LEFT JOIN LATERAL (
      SELECT k.expires_at FROM coupon k
      WHERE k.campaign_id = c.id AND k.status IN ('issued', 'held') AND k.expires_at > clock_timestamp()
      ORDER BY k.expires_at LIMIT 1
    ) next ON true WHERE c.issued > 0 AND c.kind <> 'shared_code'`;
  return { count: Number(row?.count ?? 0), firstExpiry: row?.first_expiry?.toISOString() ?? null };
}

/** What happened at the pause that stands: when, what was last before it, who has seen it; null while all is on. */
export async function getPauseReceipt(actor: Actor): Promise<Result<PauseReceipt | null>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const pause = await db().pause.findFirst({
    where: { campaignId: null, resumedAt: null },
    orderBy: { pausedAt: "desc" },
  });
  if (!pause) return ok(null);
  const [deliveries, standing, current, open] = await Promise.all([
    getDeliveries([pause.version]),
    db().promotionSwitch.findUniqueOrThrow({ where: { id: 1 }, select: { version: true } }),
    db().changeVersion.findUniqueOrThrow({ where: { id: 1 }, select: { version: true } }),
    getOpenCoupons(),
  ]);
  const state = toStandingPause(pause);
  return ok({
    pauseId: pause.id,
    version: Number(pause.version),
    committedAt: pause.pausedAt.toISOString(),
    by: state.by,
    lastCoupon:
      pause.lastCouponId && pause.lastCouponAt
        ? { id: pause.lastCouponId, at: pause.lastCouponAt.toISOString() }
        : null,
    extendedDays: pause.extendedDays,
    firstExpiry: open.firstExpiry,
    refused: Number(pause.refused),
    delivery: deliveries.get(pause.version) ?? nobody,
    canUndo:
      pause.takenOverAt === null &&
      standing.version === current.version &&
      mayResume({ pause: state }, actor),
  });
}

/** Pauses of everything that stood at any time since `from`, oldest first; the last 200. */
export async function listPauseBands(actor: Actor, from: Date): Promise<Result<CampaignPauseBand[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const rows = await db().pause.findMany({
    where: { campaignId: null, OR: [{ resumedAt: null }, { resumedAt: { gte: from } }] },
    orderBy: { pausedAt: "desc" },
    take: 200,
    select: { pausedAt: true, pausedByName: true, reason: true, resumedAt: true, resumedByName: true },
  });
  return ok(
    rows.reverse().map((row) => ({
      scope: "all",
      pausedAt: row.pausedAt.toISOString(),
      pausedBy: row.pausedByName,
      reason: row.reason,
      resumedAt: row.resumedAt?.toISOString() ?? null,
      resumedBy: row.resumedByName,
    })),
  );
}
