import "server-only";

export * from "./accept-invite";
export * from "./admit-sso-person";
export * from "./change-password";
export * from "./change-person";
export * from "./create-api-key";
export * from "./create-person";
export * from "./demo-settings";
export * from "./invite-person";
export * from "./link-queries";
export * from "./machine-address";
export * from "./member-queries";
export * from "./reset-password";
export * from "./revoke-api-key";
export * from "./rotate-api-key";
export * from "./second-factor";
