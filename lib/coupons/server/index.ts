import "server-only";

export * from "./after-redeeming";
export * from "./coupon-list-queries";
export { countCouponsByStatus, getCoupon } from "./coupon-queries";
export * from "./discount-queries";
export * from "./expire-coupons";
export * from "./get-flow";
export { holdCoupon, releaseCoupon } from "./hold-coupon";
export * from "./issue-count-queries";
export * from "./issue-coupon";
export * from "./lanes";
export * from "./outcomes";
export * from "./rate-queries";
export { type Redeemed, redeemCoupon, validateCoupon } from "./redeem-coupon";
export * from "./reissue-coupon";
export * from "./revoke-coupon";
export { revokeCoupons } from "./revoke-coupons";
