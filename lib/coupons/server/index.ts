import "server-only";

export * from "./coupon-queries";
export * from "./discount-queries";
export * from "./expire-coupons";
export * from "./get-flow";
export * from "./issue-count-queries";
export * from "./issue-coupon";
export * from "./lanes";
export * from "./outcomes";
export * from "./rate-queries";
export * from "./redeem-coupon";
export * from "./revoke-coupon";
export * from "./subject-coupon-queries";
export { replaceCouponSubject } from "./subject-coupon-store";
