import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import type { Rerating as Row } from "../../platform/prisma-client/client";
import { type ModelChanges, type Rerating, toPreview } from "../rerating";
import { reportingCurrency } from "./reporting-currency";

const MOST = 100;

export function toRerating(row: Row, currency: string): Rerating {
  return {
    id: row.id,
    period: row.period,
    status: row.status as Rerating["status"],
    ...(row.reason === null ? {} : { reason: row.reason }),
    currency,
    seenRows: Number(row.seenRows),
    preview: toPreview(row.models as ModelChanges),
    corrected: { rows: Number(row.correctedRows), micros: String(row.correctedMicros) },
    proposedBy: row.proposedByName,
    proposedById: row.proposedById,
    proposedAt: row.proposedAt.toISOString(),
    ...(row.approvedByName !== null && { approvedBy: row.approvedByName }),
    ...(row.approvedAt !== null && { approvedAt: row.approvedAt.toISOString() }),
    ...(row.doneAt !== null && { doneAt: row.doneAt.toISOString() }),
  };
}

/** The last hundred, the newest first. */
export async function listReratings(actor: Actor): Promise<Result<Rerating[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const currency = await reportingCurrency();
  const rows = await db().rerating.findMany({ orderBy: { id: "desc" }, take: MOST });
  return ok(rows.map((row) => toRerating(row, currency)));
}

export async function readRerating(id: number): Promise<Rerating | null> {
  const row = await db().rerating.findUnique({ where: { id } });
  return row && toRerating(row, await reportingCurrency());
}

export async function getRerating(actor: Actor, id: number): Promise<Result<Rerating>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const found = await readRerating(id);
  return found ? ok(found) : refuse("not_found", `There is no rerating ${id}.`);
}
