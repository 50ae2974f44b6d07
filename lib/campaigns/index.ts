export * from "./burn";
export * from "./campaign";
export * from "./campaign-form";
export * from "./campaign-input";
export * from "./campaign-view";
export * from "./describe";
export * from "./edit";
export * from "./list-url";
