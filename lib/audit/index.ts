export * from "./changes";
export * from "./event";
export * from "./list-url";
