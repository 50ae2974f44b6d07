import "server-only";

export * from "./add-exchange-rate";
export * from "./add-price";
export * from "./count-users-until";
export * from "./get-usage-report";
export * from "./load-list-prices";
export { listExchangeRates, listPrices } from "./price-queries";
export * from "./receive-events";
export * from "./record-usage";
export { reportingCurrency } from "./reporting-currency";
export { settleUsage } from "./settle-usage";
export * from "./subject-usage-queries";
export { replaceUsageSubject } from "./subject-usage-store";
export * from "./usage-queries";
export * from "./usage-sum-queries";
export * from "./warm-usage-reports";
