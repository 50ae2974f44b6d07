import "server-only";

export * from "./audit-queries";
export * from "./audit-store";
