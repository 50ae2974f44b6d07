export * from "./key-input";
export * from "./person-input";
export * from "./scope-words";
