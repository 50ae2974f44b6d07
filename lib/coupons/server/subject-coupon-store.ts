import "server-only";
import type { Tx } from "../../platform/db";

/** Where a name stood: coupons of its own, and rows in all, of which each may be the only one. */
export type ReplacedSubject = { coupons: number; rows: number };

/**
 * Puts another name in the place of a subject, wherever a coupon, its redemption, the count behind the limit per subject, a
 * list, a revocation by name or an answer kept for its Idempotency-Key bears it. Every counter stays as it is. The number
 * of an order leads back to the buyer, and goes. The coupons are locked before what hangs on them: whoever redeems or rolls
 * back finds them busy and asks again.
 */
export async function replaceCouponSubject(
  tx: Tx,
  subject: string,
  replacement: string,
): Promise<ReplacedSubject> {
  // first, as a batch takes its job before its coupons
  const jobs = await tx.$executeRaw`
    UPDATE job SET params = jsonb_set(params, '{conditions,subjects}',
      (params #> '{conditions,subjects}') - ${subject}::text || to_jsonb(${replacement}::text))
    WHERE kind = 'revoke_coupons' AND params #> '{conditions,subjects}' @> to_jsonb(${subject}::text)`;
  // whoever counts what coupons share has read the name before this, or not at all
  await tx.$executeRaw`SELECT 1 FROM coupon_shared_until WHERE id = 1 FOR UPDATE`;
  const coupons = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM coupon WHERE lower(subject) = lower(${subject}) AND subject = ${subject} ORDER BY id FOR UPDATE`;
  const ids = coupons.map(({ id }) => id);
  await tx.coupon.updateMany({
    where: { id: { in: ids } },
    data: { subject: replacement, device: null, address: null, inviter: null, heldOrder: null },
  });
  const inviter = await tx.coupon.updateMany({ where: { inviter: subject }, data: { inviter: replacement } });
  // what was earned by inviting this subject keeps its worth; the traces of its device go
  const invited = await tx.coupon.updateMany({
    where: { invited: subject },
    data: { invited: replacement, device: null, address: null },
  });
  const counted = await tx.$executeRaw`
    UPDATE coupon_shared SET value = ${replacement}
    WHERE attribute = 'inviter' AND value = ${subject} AND campaign_id = ANY (ARRAY(SELECT id FROM campaign))`;
  // of shared codes, which are nobody's coupons
  const shared = await tx.redemption.updateMany({
    where: { shared: true, subject },
    data: { subject: replacement, orderId: null },
  });
  await tx.redemption.updateMany({
    where: { couponId: { in: ids } },
    data: { subject: replacement, orderId: null },
  });
  const limits = await tx.$executeRaw`
    UPDATE coupon_subject SET subject = ${replacement}
    WHERE subject = ${subject} AND campaign_id = ANY (ARRAY(SELECT id FROM campaign))`;
  const away = await tx.$executeRaw`
    UPDATE turned_away SET subject = ${replacement}
    WHERE subject = ${subject} AND campaign_id = ANY (ARRAY(SELECT id FROM campaign))`;
  const listed = await tx.$executeRaw`
    UPDATE campaign_list_entry SET subject = ${replacement}
    WHERE subject = ${subject} AND campaign_id = ANY (ARRAY(SELECT id FROM campaign)) AND list IN ('allow', 'deny')`;
  const denied = await tx.$executeRaw`
    UPDATE deny_entry SET value = ${replacement} WHERE attribute IN ('subject', 'inviter') AND value = ${subject}`;
  const answers = await tx.$executeRaw`
    UPDATE idempotency_record
    SET response = jsonb_set(response, '{subject}', to_jsonb(${replacement}::text)) - 'orderId'
    WHERE jsonb_typeof(response) = 'object' AND response->>'subject' = ${subject}`;
  const denials = await tx.$executeRaw`
    UPDATE idempotency_record SET response = jsonb_set(response, '{value}', to_jsonb(${replacement}::text))
    WHERE jsonb_typeof(response) = 'object' AND response->>'attribute' IN ('subject', 'inviter')
      AND response->>'value' = ${subject}`;
  const rows = [jobs, ids.length, inviter.count, invited.count, counted, shared.count]
    .concat(limits, away, listed, denied, answers, denials)
    .reduce((sum, count) => sum + count, 0);
  return { coupons: ids.length, rows };
}
