import "server-only";
import { type Actor, authorize, isAllowed } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import type { CostReport } from "../../platform/prisma-client/client";
import { groupings } from "../../usage";
import { MOST_REPORTS, type ScheduledReport } from "../scheduled-report";

const groupingOf = (row: CostReport) => groupings.find((one) => one === row.groupBy) ?? "model";

export function toScheduledReport(row: CostReport, showsRecipients: boolean): ScheduledReport {
  return {
    id: row.id,
    name: row.name,
    cadence: row.cadence === "month" ? "month" : "week",
    day: row.day,
    hour: row.hour,
    recipients: showsRecipients ? row.recipients : null,
    rangeDays: row.rangeDays,
    source: row.source,
    groupBy: groupingOf(row),
    paused: row.paused,
    nextAt: row.nextAt?.toISOString() ?? null,
    attempts: row.attempts,
    lastSentAt: row.lastSentAt?.toISOString() ?? null,
    // a mail server repeats addresses in what it refuses
    lastError: showsRecipients ? row.lastError : row.lastError && "It could not be sent.",
    createdBy: row.createdByName,
  };
}

/** Reports by e-mail by their names; addresses only for whoever may write them. */
export async function listScheduledReports(actor: Actor): Promise<Result<ScheduledReport[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const rows = await db().costReport.findMany({
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: MOST_REPORTS,
  });
  return ok(rows.map((row) => toScheduledReport(row, isAllowed(actor, "write_costs"))));
}
