import "server-only";
import type { Tx } from "../../platform/db";

/**
 * Puts another name in the place of a subject that invites or was invited, and forgets what the chatbot told of it. Its
 * code stays, and earns nothing more that could be redeemed. Before the coupons: a reward under way has locked its
 * referral first. Returns how many rows bore the name.
 */
export async function replaceReferralSubject(tx: Tx, subject: string, replacement: string): Promise<number> {
  await tx.$executeRaw`
    SELECT 1 FROM referral r JOIN invitation i ON i.id = r.invitation_id
    WHERE i.inviter = ${subject} OR r.invited = ${subject} ORDER BY r.id FOR UPDATE OF r`;
  const invited = await tx.referral.updateMany({
    where: { invited: subject },
    data: { invited: replacement, attributes: {} },
  });
  const invitations = await tx.invitation.updateMany({
    where: { inviter: subject },
    data: { inviter: replacement, attributes: {} },
  });
  return invited.count + invitations.count;
}
