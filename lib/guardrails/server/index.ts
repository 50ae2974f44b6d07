import "server-only";

export * from "./evaluate-guardrails";
export { listGuardrails } from "./guardrail-queries";
export * from "./set-guardrail";
