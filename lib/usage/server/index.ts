import "server-only";

export * from "./add-exchange-rate";
export * from "./add-price";
export * from "./close-period";
export * from "./count-users-until";
export * from "./get-usage-report";
export * from "./load-list-prices";
export { getPeriod, listPeriods } from "./period-queries";
export { listExchangeRates, listPrices } from "./price-queries";
export * from "./receive-events";
export * from "./receive-otlp";
export * from "./record-usage";
export * from "./reopen-period";
export { reportingCurrency } from "./reporting-currency";
export { settleUsage } from "./settle-usage";
export * from "./usage-queries";
export * from "./usage-sum-queries";
export * from "./warm-usage-reports";
