import "server-only";
import { randomUUID } from "node:crypto";
import type { ActorStamp } from "../../auth";
import type { Position } from "../../campaigns";
import type { Tx } from "../../platform/db";
import type { StandingPause, SwitchChange, SwitchState } from "../switch";
import type { Switch } from "../switch-view";

type SwitchRow = {
  issuance: string;
  redemption: string;
  version: bigint;
  reason: string | null;
  message: string | null;
  resumeAt: Date | null;
  changedAt: Date;
  changedByKind: string;
  changedById: string;
  changedByName: string;
};

type PauseRow = {
  id: string;
  pausedAt: Date;
  pausedByKind: string;
  pausedById: string;
  pausedByName: string;
  reason: string | null;
  message: string | null;
  resumeAt: Date | null;
  resumeAtByKind: string | null;
  resumeAtById: string | null;
  resumeAtByName: string | null;
};

const stamp = (kind: string | null, id: string | null, name: string | null): ActorStamp => ({
  kind: kind as ActorStamp["kind"],
  id: id ?? "",
  name: name ?? "",
});

/** The row of the open global pause as decisions read it. */
export function toStandingPause(row: PauseRow): StandingPause {
  return {
    id: row.id,
    at: row.pausedAt,
    by: stamp(row.pausedByKind, row.pausedById, row.pausedByName),
    reason: row.reason,
    message: row.message,
    resumeAt: row.resumeAt,
    resumeAtBy:
      row.resumeAtByKind === null ? null : stamp(row.resumeAtByKind, row.resumeAtById, row.resumeAtByName),
  };
}

export function toSwitch(row: SwitchRow): Switch {
  return {
    issuance: row.issuance as Position,
    redemption: row.redemption as Position,
    version: Number(row.version),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.message === null ? {} : { message: row.message }),
    ...(row.resumeAt === null ? {} : { resumeAt: row.resumeAt.toISOString() }),
    changedAt: row.changedAt.toISOString(),
    changedBy: stamp(row.changedByKind, row.changedById, row.changedByName),
  };
}

export type LoadedSwitch = { row: SwitchRow; state: SwitchState; now: Date; currentVersion: number };

/** The switch, its open pause and the database's time. Call it under the switch lock. */
export async function loadSwitch(tx: Tx): Promise<LoadedSwitch> {
  const row = await tx.promotionSwitch.findUniqueOrThrow({ where: { id: 1 } });
  const [clock] = await tx.$queryRaw<{ now: Date; version: bigint }[]>`
    SELECT clock_timestamp() AS now, version FROM change_version WHERE id = 1`;
  const open = await tx.pause.findFirst({
    where: { campaignId: null, resumedAt: null },
    orderBy: { pausedAt: "desc" },
  });
  const state: SwitchState = {
    issuance: row.issuance as Position,
    redemption: row.redemption as Position,
    pause: open && toStandingPause(open),
  };
  if (!clock) throw new Error("change_version has no row: the database is not migrated");
  return { row, state, now: clock.now, currentVersion: Number(clock.version) };
}

/** Writes what was decided into the one row. `at` is the time of its version. */
export async function saveSwitch(
  tx: Tx,
  loaded: LoadedSwitch,
  change: SwitchChange,
  version: number,
  at: Date,
): Promise<Switch> {
  const { pause, issuance, redemption } = change.next;
  const moved = change.act !== "pause_amended";
  const row = await tx.promotionSwitch.update({
    where: { id: 1 },
    data: {
      issuance,
      redemption,
      reason: pause?.reason ?? null,
      message: pause?.message ?? null,
      resumeAt: pause?.resumeAt ?? null,
      version,
      ...(moved
        ? {
            changedAt: loaded.state.pause && pause ? loaded.row.changedAt : at,
            changedByKind: change.by.kind,
            changedById: change.by.id,
            changedByName: change.by.name,
          }
        : {}),
    },
  });
  return toSwitch(row);
}

/** The history: a pause begins, is amended, is taken over, ends. */
export async function savePause(
  tx: Tx,
  loaded: LoadedSwitch,
  change: SwitchChange,
  version: number,
  at: Date,
): Promise<void> {
  const open = loaded.state.pause;
  const next = change.next.pause;
  if (open && !next) {
    await tx.pause.update({
      where: { id: open.id },
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
  if (!next) return;
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
  if (open) {
    const takenOver = change.act === "paused" ? { takenOverAt: at } : {};
    await tx.pause.update({ where: { id: open.id }, data: { ...fields, ...takenOver } });
    return;
  }
  // under the exclusive lock no issuing call is under way: this is the last coupon there is
  const last = await tx.coupon.findFirst({
    where: { issuedAt: { lte: at } },
    orderBy: [{ issuedAt: "desc" }, { id: "desc" }],
    select: { id: true, issuedAt: true },
  });
  await tx.pause.create({
    data: {
      id: randomUUID(),
      version,
      pausedAt: at,
      ...fields,
      lastCouponId: last?.id ?? null,
      lastCouponAt: last?.issuedAt ?? null,
    },
  });
}
