export * from "./flagd";
export * from "./flags";
export * from "./flow-view";
export * from "./ofrep";
export * from "./switch";
export * from "./switch-form";
export * from "./switch-input";
export * from "./switch-view";
