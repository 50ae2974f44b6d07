export * from "./guardrail";
