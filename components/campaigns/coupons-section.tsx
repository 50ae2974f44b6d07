type Props = { campaignKey: string };

/** The campaign's coupons and its rate an hour stand here once lib/coupons can list and count them. */
export function CouponsSection(_: Props) {
  return null;
}
