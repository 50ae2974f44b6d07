import "server-only";
import type { Attributes } from "../../campaigns";
import { toPlainCode } from "../../coupons";
import { newCode, newId } from "../../coupons/server";
import { db } from "../../platform/db";
import { keepSubjectKnown, watchNewSubject } from "../../usage/server";

/**
 * Makes the invitation unless another call was faster; tells which. Whoever invites is known from then on, before anybody
 * can join: so a user who joins has invited nobody yet, and no ring of invitations can close.
 */
export function saveInvitation(
  campaignId: string,
  inviter: string,
  attributes: Attributes,
): Promise<boolean> {
  const code = toPlainCode(newCode({ prefix: "" })) ?? "";
  return db().$transaction(async (tx) => {
    await keepSubjectKnown(tx, inviter);
    const { count } = await tx.invitation.createMany({
      data: [{ id: newId(), campaignId, inviter, code, attributes, madeAt: new Date() }],
      skipDuplicates: true,
    });
    return count === 1;
  });
}

/** The invited user joins, once in this installation; null when they are known already. */
export function saveReferral(
  invitation: { id: string; campaignId: string },
  invited: string,
  attributes: Attributes,
): Promise<string | null> {
  return db().$transaction(async (tx) => {
    const subjectId = await watchNewSubject(tx, invited);
    if (subjectId === null) return null;
    const id = newId();
    await tx.referral.create({
      data: {
        id,
        invitationId: invitation.id,
        campaignId: invitation.campaignId,
        invited,
        subjectId,
        attributes,
        joinedAt: new Date(),
      },
    });
    return id;
  });
}
