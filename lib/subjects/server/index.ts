import "server-only";

export * from "./erase-subject";
export * from "./export-subject";
export * from "./get-subject-holdings";
export { carryOutRetention, getRetention, setRetention } from "./retention";
