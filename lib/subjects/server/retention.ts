import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import { type Retention, retentionCutoff } from "../retention";
import { eraseSubject } from "./erase-subject";
import { listSilentSubjects, RETENTION, readRetention } from "./retention-queries";
import { writeRetention } from "./retention-store";

const schedule: Actor = { kind: "system", id: "schedule", name: "Schedule" };
const A_READ = 100;

/** After how many silent months chatbot users are erased. Administrators only. */
export async function getRetention(actor: Actor): Promise<Result<Retention>> {
  const may = authorize(actor, "manage_personal_data");
  return may.ok ? ok(await readRetention()) : may;
}

/** Sets it; the worker follows within the hour. Administrators only. */
export async function setRetention(actor: Actor, months: Retention): Promise<Result<Retention>> {
  const may = authorize(actor, "manage_personal_data");
  if (!may.ok) return may;
  const before = await readRetention();
  if (before === months) return ok(months);
  await db().$transaction(async (tx) => {
    await writeRetention(tx, months);
    await recordAudit(tx, actor, {
      action: "retention.set",
      target: { kind: "setting", id: RETENTION },
      before: { months: before },
      after: { months },
    });
  });
  return ok(months);
}

/**
 * Erases, as a person would by name, whoever was silent for longer than the setting says, `most` at most; every one
 * has its audit entry. Returns how many. A setting of "never" costs one read.
 */
export async function carryOutRetention({ now = new Date(), most = 1_000 } = {}): Promise<number> {
  let erased = 0;
  let after = "";
  while (erased < most) {
    const cutoff = retentionCutoff(await readRetention(), now);
    const silent = cutoff ? await listSilentSubjects(cutoff, after, Math.min(A_READ, most - erased)) : [];
    if (silent.length === 0) break;
    for (const subject of silent) await eraseSubject(schedule, subject);
    erased += silent.length;
    after = silent.at(-1) ?? after;
  }
  return erased;
}
