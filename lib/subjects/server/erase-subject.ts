import "server-only";
import { randomUUID } from "node:crypto";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { replaceCouponSubject } from "../../coupons/server";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import { replaceReferralSubject } from "../../referrals/server";
import { replaceUsageSubject } from "../../usage/server";
import type { Erasure } from "..";
import { nobodyOfThatName } from "./get-subject-holdings";

const MOST_TRIES = 3;
const patience = { maxWait: 5_000, timeout: 120_000 };

function eraseOnce(actor: Actor, subject: string): Promise<Erasure | null> {
  return db().$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL statement_timeout = '100s'`;
    const replacement = `erased-${randomUUID()}`;
    const referrals = await replaceReferralSubject(tx, subject, replacement);
    const { coupons, rows: named } = await replaceCouponSubject(tx, subject, replacement);
    // last, since all writers of usage wait for this one
    const rows = await replaceUsageSubject(tx, subject, replacement);
    if (referrals + named + rows === 0) return null;
    await recordAudit(tx, actor, {
      action: "subject.erased",
      target: { kind: "subject", id: replacement },
      after: { coupons },
    });
    return { replacement, coupons };
  }, patience);
}

/** A deadlock, in which Postgres chose us: nothing is wrong and nothing was done. */
function isPassing(error: unknown): boolean {
  return /40P01|deadlock/i.test(String((error as Error)?.message));
}

/**
 * Erases a subject: a random name that nobody can lead back takes its place wherever it stands, so that every sum and every
 * count of users stays true. The order numbers of its redemptions go, its open coupons can no longer be redeemed, and if it
 * comes back it is somebody new. Nothing remembers which name was which, the audit neither. Administrators only;
 * `not_found` when nothing is held.
 */
export async function eraseSubject(actor: Actor, subject: string): Promise<Result<Erasure>> {
  const may = authorize(actor, "manage_personal_data");
  if (!may.ok) return may;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const erasure = await eraseOnce(actor, subject);
      return erasure ? ok(erasure) : nobodyOfThatName();
    } catch (error) {
      if (attempt >= MOST_TRIES || !isPassing(error)) throw error;
    }
  }
}
