import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import type { UserRevenue as Row } from "../../platform/prisma-client/client";
import { toDecimal } from "../budget-input";
import type { RevenuePlan } from "../user-revenue";
import type { UserRevenue } from "../user-revenue-input";

const monthOfRow = ({ effectiveMonth }: Pick<Row, "effectiveMonth">) =>
  effectiveMonth.toISOString().slice(0, 7);

export function toUserRevenue(row: Row): UserRevenue {
  return {
    month: monthOfRow(row),
    campaign: row.campaign === "" ? null : row.campaign,
    revenue: row.revenueMicros === null ? null : toDecimal(row.revenueMicros),
    currency: row.currency,
    ...(row.reason === null ? {} : { reason: row.reason }),
    setBy: row.setByName,
    setAt: row.setAt.toISOString(),
  };
}

/** Every one that was ever set, in the order in which it was set. */
export async function getRevenuePlans(tx: Tx = db()): Promise<RevenuePlan[]> {
  const rows = await tx.userRevenue.findMany({
    orderBy: { id: "asc" },
    select: { campaign: true, effectiveMonth: true, revenueMicros: true },
  });
  return rows.map((row) => ({
    campaign: row.campaign,
    month: monthOfRow(row),
    revenueMicros: row.revenueMicros,
  }));
}

const MOST = 200;

/** Revenues per user as they were set, the last one first; the last 200. */
export async function listUserRevenues(actor: Actor): Promise<Result<UserRevenue[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const rows = await db().userRevenue.findMany({ orderBy: { id: "desc" }, take: MOST });
  return ok(rows.map(toUserRevenue));
}
