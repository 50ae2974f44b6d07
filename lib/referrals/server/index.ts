import "server-only";

export * from "./carry-out-referrals";
export * from "./invite";
export * from "./join";
export * from "./referral-queries";
export { getSubjectReferrals, type SubjectReferrals } from "./subject-referral-queries";
export { replaceReferralSubject } from "./subject-referral-store";
