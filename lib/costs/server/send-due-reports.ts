import "server-only";
import type { SystemActor } from "../../auth";
import { db } from "../../platform/db";
import { log } from "../../platform/log";
import { mailSettings, sendMail } from "../../platform/mail";
import type { CostReport } from "../../platform/prisma-client/client";
import { toReportHtml, toReportText } from "../report-mail";
import { nextDue, retryAt } from "../scheduled-report";
import { readReport } from "./read-report";
import { toScheduledReport } from "./report-queries";
import { claimDueReport, insertRun, saveReport } from "./report-store";
import { reportingZone } from "./scope";

const sender: SystemActor = { kind: "system", id: "schedule", name: "Scheduled report" };
/** Reading and sending together; a row is held for so long at most. */
const TIMEOUT_MS = 90_000;
const MOST_ERROR = 300;

async function send(row: CostReport, mail: { url: string; from: string }, now: Date): Promise<void> {
  const report = await readReport(sender, toScheduledReport(row, true), now);
  if (!report.ok) throw new Error(report.error.detail);
  const { content, csv, link } = report.value;
  await sendMail(mail, {
    to: row.recipients,
    subject: `${row.name}: ${content.figures[0]?.value ?? ""}`,
    text: toReportText(content, link),
    html: toReportHtml(content, link),
    // the same for every attempt at one sending, so that mailboxes may know a repetition
    messageId: `<${row.id}.${row.lastSentAt?.getTime() ?? 0}@${mail.from.split("@").at(-1)}>`,
    attachments: [{ filename: "costs.csv", content: csv, contentType: "text/csv; charset=utf-8" }],
  });
}

/** What went wrong, without what an answer of a server might repeat of the address or the password. */
function errorWords(error: unknown): string {
  const { message } = error instanceof Error ? error : new Error("unknown");
  return message.replaceAll(/[\p{Cc}]+/gu, " ").slice(0, MOST_ERROR);
}

/** Sends one due report; null when none is due. The row is held while it is sent, so that no other worker sends it too. */
async function sendNext(mail: { url: string; from: string }, now: Date): Promise<"sent" | "failed" | null> {
  return db().$transaction(
    async (tx) => {
      const row = await claimDueReport(tx, now);
      if (!row) return null;
      const attempt = row.attempts + 1;
      const due = row.paused
        ? null
        : new Date(nextDue(toScheduledReport(row, true), reportingZone(), now.getTime()));
      try {
        await send(row, mail, now);
      } catch (error) {
        const words = errorWords(error);
        log.warn({ report: row.id, attempt, error: words }, "a report could not be sent");
        const again = retryAt(attempt, now.getTime());
        await saveReport(tx, row.id, {
          nextAt: again === null ? due : new Date(again),
          attempts: again === null ? 0 : attempt,
          lastError: words,
        });
        await insertRun(tx, { reportId: row.id, at: now, attempt, error: words });
        return "failed";
      }
      await saveReport(tx, row.id, { nextAt: due, attempts: 0, lastSentAt: now, lastError: null });
      await insertRun(tx, { reportId: row.id, at: now, attempt, error: null });
      return "sent";
    },
    { timeout: TIMEOUT_MS, maxWait: 10_000 },
  );
}

/**
 * Sends what is due, each once however many workers ask: the row is locked while it is read and sent, and its next time is
 * written with it. A process that ends between the mail server's answer and the commit sends it once more, under the same
 * Message-ID. Without SMTP_URL nothing is claimed, and what fell due goes out once when it is set.
 */
export async function sendDueReports(now?: Date): Promise<number> {
  const mail = mailSettings();
  if (!mail.ok) return 0;
  let sent = 0;
  for (let turn = 0; turn < 20; turn += 1) {
    const one = await sendNext(mail, now ?? new Date());
    if (one === null) break;
    if (one === "sent") sent += 1;
  }
  return sent;
}
