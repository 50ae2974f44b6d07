import "server-only";

export type { KnownKey } from "./api-key-queries";
export * from "./password";
export * from "./person-queries";
export * from "./verify-api-key";
export * from "./verify-credentials";
