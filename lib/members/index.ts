export * from "./key-input";
export * from "./person-input";
