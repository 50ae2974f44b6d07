export * from "./cors";
export * from "./field-errors";
export * from "./route";
export * from "./run-route";
