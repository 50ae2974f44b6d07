import "server-only";

export * from "./add-exchange-rate";
export * from "./add-invoices";
export * from "./add-price";
export * from "./age-cost-queries";
export * from "./apply-price-import";
export { carryOutReratings } from "./carry-out-rerating";
export * from "./close-period";
export * from "./count-users-until";
export * from "./export-ledger";
export * from "./get-cohorts";
export * from "./get-ledger-entry";
export * from "./get-usage-report";
export * from "./import-exchange-rates";
export { usageJobs } from "./import-jobs";
export { listInvoices } from "./invoice-queries";
export * from "./kept-rows";
export { findDroppedMonth } from "./kept-rows-queries";
export { listLedger } from "./ledger-queries";
export * from "./load-list-prices";
export { getPeriod, listPeriods } from "./period-queries";
export * from "./preview-price-import";
export { getPriceImport, getWholePriceImport, listPriceImports } from "./price-import-queries";
export { listExchangeRates, listPrices, listPricesFor, pageExchangeRates } from "./price-queries";
export * from "./propose-rerating";
export * from "./receive-events";
export * from "./receive-otlp";
export * from "./receive-usage-file";
export { getReconciliation } from "./reconciliation-queries";
export * from "./record-usage";
export * from "./reopen-period";
export { reportingCurrency } from "./reporting-currency";
export { getRerating, listReratings } from "./rerating-queries";
export { settleUsage } from "./settle-usage";
export * from "./start-usage-import";
export { type Charge, streamCharges } from "./stream-charges";
export * from "./subject-usage-queries";
export { replaceUsageSubject } from "./subject-usage-store";
export * from "./subject-watch-store";
export {
  exportRejected,
  getUsageImport,
  listUsageImports,
} from "./usage-import-queries";
export { forgetOldUploads, forgetUpload as discardUpload } from "./usage-import-store";
export * from "./usage-queries";
export * from "./usage-sum-queries";
export * from "./user-cost-queries";
export * from "./user-days";
export * from "./users-before";
export * from "./warm-usage-reports";
