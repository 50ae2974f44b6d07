import "server-only";
import { type Actor, authorize } from "../../auth";
import { listSubjectCoupons } from "../../coupons/server";
import { ok, type Result, refuse } from "../../kernel/result";
import { getSubjectReferrals } from "../../referrals/server";
import { getSubjectUsage, listSubjectSignups } from "../../usage/server";
import type { SubjectHoldings } from "..";

/** `not_found` without repeating the name: it may be somebody's. */
export const nobodyOfThatName = () =>
  refuse("not_found", "Nothing is held of this subject. Check the id, upper and lower case count.", [
    { pointer: "#/subject", detail: "nothing is held of it" },
  ]);

/** How much is held of a subject. Administrators only; `not_found` when nothing is. */
export async function getSubjectHoldings(actor: Actor, subject: string): Promise<Result<SubjectHoldings>> {
  const may = authorize(actor, "manage_personal_data");
  if (!may.ok) return may;
  const [coupons, { invitations, joined }, signups, usage] = await Promise.all([
    listSubjectCoupons(subject),
    getSubjectReferrals(subject),
    listSubjectSignups(subject),
    getSubjectUsage(subject),
  ]);
  if (coupons.length + invitations.length + joined.length + signups.length === 0 && !usage) {
    return nobodyOfThatName();
  }
  return ok({
    subject,
    coupons: coupons.length,
    redemptions: coupons.reduce((sum, { redemptions }) => sum + redemptions.length, 0),
    signups: signups.length,
    referrals: invitations.length + joined.length,
    usage,
  });
}
