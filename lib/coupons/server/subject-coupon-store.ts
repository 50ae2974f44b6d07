import "server-only";
import type { Tx } from "../../platform/db";

/**
 * Puts another name in the place of a subject, wherever a coupon, its redemption, the count behind the limit per subject or
 * an answer kept for its Idempotency-Key bears it. Every counter stays as it is. The number of an order leads back to the
 * buyer, and goes. The coupons are locked first: whoever redeems or rolls back finds them busy and asks again. Returns how
 * many coupons.
 */
export async function replaceCouponSubject(tx: Tx, subject: string, replacement: string): Promise<number> {
  // whoever counts what coupons share has read the name before this, or not at all
  await tx.$executeRaw`SELECT 1 FROM coupon_shared_until WHERE id = 1 FOR UPDATE`;
  const coupons = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM coupon WHERE lower(subject) = lower(${subject}) AND subject = ${subject} ORDER BY id FOR UPDATE`;
  const ids = coupons.map(({ id }) => id);
  await tx.coupon.updateMany({
    where: { id: { in: ids } },
    data: { subject: replacement, device: null, address: null, inviter: null, heldOrder: null },
  });
  await tx.coupon.updateMany({ where: { inviter: subject }, data: { inviter: replacement } });
  // what was earned by inviting this subject keeps its worth; the traces of its device go
  await tx.coupon.updateMany({
    where: { invited: subject },
    data: { invited: replacement, device: null, address: null },
  });
  await tx.$executeRaw`
    UPDATE coupon_shared SET value = ${replacement}
    WHERE attribute = 'inviter' AND value = ${subject} AND campaign_id = ANY (ARRAY(SELECT id FROM campaign))`;
  // of shared codes, which are nobody's coupons
  await tx.redemption.updateMany({
    where: { shared: true, subject },
    data: { subject: replacement, orderId: null },
  });
  await tx.redemption.updateMany({
    where: { couponId: { in: ids } },
    data: { subject: replacement, orderId: null },
  });
  await tx.$executeRaw`
    UPDATE coupon_subject SET subject = ${replacement}
    WHERE subject = ${subject} AND campaign_id = ANY (ARRAY(SELECT id FROM campaign))`;
  await tx.$executeRaw`
    UPDATE turned_away SET subject = ${replacement}
    WHERE subject = ${subject} AND campaign_id = ANY (ARRAY(SELECT id FROM campaign))`;
  await tx.$executeRaw`
    UPDATE campaign_list_entry SET subject = ${replacement}
    WHERE subject = ${subject} AND campaign_id = ANY (ARRAY(SELECT id FROM campaign)) AND list IN ('allow', 'deny')`;
  await tx.$executeRaw`
    UPDATE deny_entry SET value = ${replacement} WHERE attribute IN ('subject', 'inviter') AND value = ${subject}`;
  await tx.$executeRaw`
    UPDATE idempotency_record
    SET response = jsonb_set(response, '{subject}', to_jsonb(${replacement}::text)) - 'orderId'
    WHERE jsonb_typeof(response) = 'object' AND response->>'subject' = ${subject}`;
  return ids.length;
}
