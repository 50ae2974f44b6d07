import "server-only";

export * from "./create-api-key";
export * from "./create-person";
export * from "./demo-settings";
export * from "./member-queries";
export * from "./revoke-api-key";
