export * from "./subject-export";
