export * from "./actor";
export * from "./authorize";
export * from "./describe-role";
export * from "./own-origin";
export * from "./own-path";
export * from "./request-path";
export * from "./roles";
