export * from "./browser-of";
export * from "./form-state";
export * from "./key-input";
export * from "./person-input";
export * from "./scope-words";
export * from "./snippets";
