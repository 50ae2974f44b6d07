export * from "./cluster-url";
export * from "./coupon-code";
export * from "./coupon-input";
export * from "./coupon-view";
export * from "./imported-code";
export * from "./list-url";
export * from "./reach-view";
export * from "./refusal";
