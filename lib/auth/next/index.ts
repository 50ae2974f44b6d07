import "server-only";

export * from "./auth-options";
export * from "./begin-single-sign-on";
export * from "./origin";
export * from "./session";
export { readSecondStep } from "./session-cookie";
export * from "./sign-in";
export * from "./single-sign-on";
