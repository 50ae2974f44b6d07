export * from "./referral-input";
export * from "./referral-view";
export * from "./refusal";
