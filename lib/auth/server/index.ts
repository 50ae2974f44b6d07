import "server-only";

export type { KnownKey } from "./api-key-queries";
export * from "./follow-session";
export * from "./password";
export * from "./person-queries";
export * from "./seal";
export * from "./session-queries";
export * from "./session-sql";
export * from "./session-store";
export * from "./sign-in-allowance-sql";
export * from "./totp";
export * from "./verify-api-key";
export * from "./verify-credentials";
