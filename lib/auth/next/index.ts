import "server-only";

export * from "./auth-options";
export * from "./session";
export * from "./sign-in";
