import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import {
  MOST_REPORTS,
  nextDue,
  type ReportAct,
  type ScheduledReport,
  type ScheduledReportInput,
} from "../scheduled-report";
import { takeBudgetLock } from "./budget-store";
import { toScheduledReport } from "./report-queries";
import { countReports, deleteReport, insertReport, lockReport, saveReport } from "./report-store";
import { reportingZone } from "./scope";

/** Sets up a report by e-mail; finance and administrators. `invalid_request` when there are too many. */
export async function createScheduledReport(
  actor: Actor,
  input: ScheduledReportInput,
  now: Date = new Date(),
): Promise<Result<ScheduledReport>> {
  const may = authorize(actor, "write_costs");
  if (!may.ok) return may;
  return db().$transaction(async (tx) => {
    await takeBudgetLock(tx);
    if ((await countReports(tx)) >= MOST_REPORTS)
      return refuse("invalid_request", `There may be at most ${MOST_REPORTS} reports; delete one first.`);
    const nextAt = new Date(nextDue(input, reportingZone(), now.getTime()));
    const row = await insertReport(tx, { ...input, createdByName: actor.name, nextAt });
    await recordAudit(tx, actor, {
      action: "report.created",
      target: { kind: "report", id: row.id },
      // whoever may read the audit need not know who gets it
      after: { ...input, recipients: input.recipients.length },
    });
    return ok(toScheduledReport(row, true));
  });
}

const acts = {
  send: "report.sent_now",
  pause: "report.paused",
  resume: "report.resumed",
  delete: "report.deleted",
} as const;

/** Sends one as soon as the worker comes to it, pauses it, resumes it, deletes it; `not_found`. Pausing twice is no error. */
export async function changeScheduledReport(
  actor: Actor,
  { id, act }: { id: string; act: ReportAct },
  now: Date = new Date(),
): Promise<Result<{ name: string; act: ReportAct }>> {
  const may = authorize(actor, "write_costs");
  if (!may.ok) return may;
  return db().$transaction(async (tx) => {
    const row = await lockReport(tx, id);
    if (!row) return refuse("not_found", "There is no such report; it may have been deleted.");
    const done = ok({ name: row.name, act });
    if ((act === "pause" && row.paused) || (act === "resume" && !row.paused)) return done;
    if (act === "delete") await deleteReport(tx, id);
    else if (act === "send") await saveReport(tx, id, { nextAt: now, attempts: 0 });
    else {
      const when = toScheduledReport(row, true);
      const nextAt = act === "pause" ? null : new Date(nextDue(when, reportingZone(), now.getTime()));
      await saveReport(tx, id, { nextAt, paused: act === "pause", attempts: 0 });
    }
    await recordAudit(tx, actor, {
      action: acts[act],
      target: { kind: "report", id },
      before: { name: row.name, paused: row.paused },
    });
    return done;
  });
}
