export * from "./retention";
export * from "./subject-export";
