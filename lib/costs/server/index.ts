import "server-only";

export { getBudgetNow, listBudgets } from "./budget-queries";
export * from "./export-focus";
export * from "./export-usage";
export * from "./get-cohorts-view";
export * from "./get-cost-to-serve";
export * from "./get-costs-report";
export * from "./get-holdout-effect";
export * from "./get-overview";
export * from "./get-pause-effects";
export * from "./get-spend-around";
export * from "./get-spend-pace";
export * from "./get-user-costs";
export * from "./learn-serve-basis";
export { livePulse } from "./live-pulse";
export * from "./live-stream";
export { getCatalog, reportingZone } from "./scope";
export * from "./set-monthly-budget";
