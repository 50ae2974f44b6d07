export * from "./answer-headers";
export * from "./cors";
export * from "./field-errors";
export { forgetOldAnswers } from "./idempotency-store";
export * from "./route";
export * from "./run-route";
