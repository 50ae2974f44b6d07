import "server-only";
import type { Tx } from "../../platform/db";
import { takePriceBookLock } from "./price-store";
import { forgetRejectionsOf } from "./usage-import-store";

/**
 * Puts another name in the place of a subject. Events know a subject by its number only, so that every figure stays as it
 * is. Writers are held off meanwhile, and forget the number before they write again (write-usage.ts): what they send later
 * for the same subject is somebody new. Returns how many rows bore the name.
 */
export async function replaceUsageSubject(tx: Tx, subject: string, replacement: string): Promise<number> {
  const rejections = await forgetRejectionsOf(tx, subject);
  const signups = await tx.usageSignup.updateMany({ where: { subject }, data: { subject: replacement } });
  await takePriceBookLock(tx);
  const subjects = await tx.usageSubject.updateMany({ where: { subject }, data: { subject: replacement } });
  await tx.priceBook.update({ where: { id: 1 }, data: { subjectsVersion: { increment: 1 } } });
  return rejections + signups.count + subjects.count;
}
