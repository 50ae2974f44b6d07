import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { listSubjectCoupons } from "../../coupons/server";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import { getSubjectReferrals } from "../../referrals/server";
import { getSubjectUsage, listSubjectSignups, readSubjectEvents } from "../../usage/server";
import { nobodyOfThatName } from "./get-subject-holdings";

/** The file a part at a time: a subject may have sent millions of events. */
async function* partsOf(subject: string, head: Record<string, unknown>): AsyncGenerator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"events":[`;
  let first = true;
  for await (const events of readSubjectEvents(subject)) {
    if (events.length === 0) continue;
    yield (first ? "" : ",") + events.map((event) => JSON.stringify(event)).join(",");
    first = false;
  }
  yield "]}";
}

/**
 * Everything that is held of a subject, as JSON of subjectExportSchema. Administrators only; the entry in the audit does
 * not name the subject. `not_found` when nothing is held.
 */
export async function exportSubject(
  actor: Actor,
  subject: string,
): Promise<Result<ReadableStream<Uint8Array>>> {
  const may = authorize(actor, "manage_personal_data");
  if (!may.ok) return may;
  const [coupons, referrals, signups, usage] = await Promise.all([
    listSubjectCoupons(subject),
    getSubjectReferrals(subject),
    listSubjectSignups(subject),
    getSubjectUsage(subject),
  ]);
  const { invitations, joined } = referrals;
  if (coupons.length + invitations.length + joined.length + signups.length === 0 && !usage) {
    return nobodyOfThatName();
  }
  await db().$transaction((tx) =>
    recordAudit(tx, actor, {
      action: "subject.exported",
      target: { kind: "subject", id: "" },
      after: { coupons: coupons.length, signups: signups.length },
    }),
  );
  const exportedAt = new Date().toISOString();
  const parts = partsOf(subject, { subject, exportedAt, coupons, invitations, joined, signups });
  const text = new TextEncoder();
  return ok(
    new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { value, done } = await parts.next();
        if (done) controller.close();
        else controller.enqueue(text.encode(value));
      },
      async cancel() {
        await parts.return(undefined);
      },
    }),
  );
}
