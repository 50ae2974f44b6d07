import "server-only";
import { randomUUID } from "node:crypto";
import type { Tx } from "../../platform/db";
import type { CostReport } from "../../platform/prisma-client/client";
import type { ScheduledReportInput } from "../scheduled-report";

export const countReports = (tx: Tx): Promise<number> => tx.costReport.count();

export function insertReport(
  tx: Tx,
  { createdByName, nextAt, ...input }: ScheduledReportInput & { createdByName: string; nextAt: Date },
): Promise<CostReport> {
  return tx.costReport.create({ data: { id: randomUUID(), ...input, createdByName, nextAt } });
}

/** Held until the end of the transaction; null when there is none. */
export async function lockReport(tx: Tx, id: string): Promise<CostReport | null> {
  await tx.$queryRaw`SELECT 1 FROM cost_report WHERE id = ${id}::uuid FOR UPDATE`;
  return tx.costReport.findUnique({ where: { id } });
}

/** A report that is due and that no other process is at. */
export async function claimDueReport(tx: Tx, now: Date): Promise<CostReport | null> {
  const [due] = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM cost_report WHERE next_at <= ${now}
    ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`;
  return due ? tx.costReport.findUnique({ where: { id: due.id } }) : null;
}

export async function saveReport(
  tx: Tx,
  id: string,
  data: {
    nextAt: Date | null;
    paused?: boolean;
    attempts?: number;
    lastSentAt?: Date;
    lastError?: string | null;
  },
): Promise<void> {
  await tx.costReport.update({ where: { id }, data });
}

export async function insertRun(
  tx: Tx,
  run: { reportId: string; at: Date; attempt: number; error: string | null },
): Promise<void> {
  await tx.costReportRun.create({ data: run });
}

export async function deleteReport(tx: Tx, id: string): Promise<void> {
  await tx.costReport.delete({ where: { id } });
}
