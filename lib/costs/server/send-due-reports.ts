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
import { claimDueReport, insertRun, lockReport, saveReport } from "./report-store";
import { reportingZone } from "./scope";

const sender: SystemActor = { kind: "system", id: "schedule", name: "Scheduled report" };
/** Reading and sending together; whoever claimed a report and is not heard of for so long left it to the next. */
const LEASE_MS = 180_000;
const MOST_ERROR = 300;

type Mail = { url: string; from: string };

/** How many addresses the mail server refused. */
async function send(row: CostReport, mail: Mail, now: Date): Promise<number> {
  const report = await readReport(sender, toScheduledReport(row, true), now);
  if (!report.ok) throw new Error(report.error.detail);
  const { content, csv, link } = report.value;
  const { refused } = await sendMail(mail, {
    to: row.recipients,
    subject: `${row.name}: ${content.figures[0]?.value ?? ""}`,
    text: toReportText(content, link),
    html: toReportHtml(content, link),
    // the same for every attempt at one sending, so that mailboxes may know a repetition
    messageId: `<${row.id}.${row.lastSentAt?.getTime() ?? 0}@${mail.from.split("@").at(-1)}>`,
    attachments: [{ filename: "costs.csv", content: csv, contentType: "text/csv; charset=utf-8" }],
  });
  return refused;
}

/** What went wrong, without what an answer of a server might repeat of the address or the password. */
function errorWords(error: unknown): string {
  const { message } = error instanceof Error ? error : new Error("unknown");
  return message.replaceAll(/[\p{Cc}]+/gu, " ").slice(0, MOST_ERROR);
}

/** Takes one that is due out of the others' sight, attempt and all, before anything is sent. */
function claim(now: Date): Promise<CostReport | null> {
  return db().$transaction(async (tx) => {
    const row = await claimDueReport(tx, now);
    if (row)
      await saveReport(tx, row.id, {
        nextAt: new Date(now.getTime() + LEASE_MS),
        attempts: row.attempts + 1,
      });
    return row;
  });
}

/** Writes down how it went, unless the report was deleted meanwhile; whether it was paused meanwhile, the row says. */
async function settle(id: string, attempt: number, now: Date, error: string | null, isSent: boolean) {
  await db().$transaction(async (tx) => {
    const row = await lockReport(tx, id);
    if (!row) return;
    const again = isSent ? null : retryAt(attempt, now.getTime());
    const due = new Date(nextDue(toScheduledReport(row, true), reportingZone(), now.getTime()));
    await saveReport(tx, id, {
      nextAt: row.paused ? null : again === null ? due : new Date(again),
      attempts: again === null ? 0 : attempt,
      lastError: error,
      ...(isSent && { lastSentAt: now }),
    });
    await insertRun(tx, { reportId: id, at: now, attempt, error });
  });
}

/** Sends one due report; null when none is due. */
async function sendNext(mail: Mail, now: Date): Promise<"sent" | "failed" | null> {
  const row = await claim(now);
  if (!row) return null;
  const attempt = row.attempts + 1;
  try {
    // processes that ended while they sent it
    if (row.attempts > 0 && retryAt(row.attempts, now.getTime()) === null)
      throw new Error("It was begun several times and never ended.");
    const refused = await send(row, mail, now);
    const many = row.recipients.length;
    const words = refused === 0 ? null : `${refused} of ${many} addresses were refused by the mail server.`;
    await settle(row.id, attempt, now, words, true);
    return "sent";
  } catch (error) {
    const words = errorWords(error);
    log.warn({ report: row.id, attempt, error: words }, "a report could not be sent");
    await settle(row.id, attempt, now, words, false);
    return "failed";
  }
}

/**
 * Sends what is due, each once however many workers ask: it is claimed for some minutes in a transaction of its own, so that
 * a slow mail server holds nothing. A process that ends between the mail server's answer and what it writes of it sends it
 * once more, under the same Message-ID. Without SMTP_URL nothing is claimed, and what fell due goes out once when it is set.
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
