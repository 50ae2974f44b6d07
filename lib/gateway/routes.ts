import { jobRoutes } from "../campaigns/job-routes";
import { campaignRoutes } from "../campaigns/routes";
import { templateRoutes } from "../campaigns/template-routes";
import { termsRoutes } from "../campaigns/terms-routes";
import { annotationRoutes } from "../costs/annotation-routes";
import { costsRoutes } from "../costs/routes";
import { savedViewRoutes } from "../costs/saved-view-routes";
import { lifeRoutes } from "../coupons/life-routes";
import { couponRoutes } from "../coupons/routes";
import type { ApiRoute } from "../entry";
import { guardrailRoutes } from "../guardrails/routes";
import { referralRoutes } from "../referrals/routes";
import { subjectRoutes } from "../subjects/routes";
import { flagAndSwitchRoutes } from "../switch/routes";
import { exchangeRateRoutes } from "../usage/exchange-rate-routes";
import { importRoutes } from "../usage/import-routes";
import { invoiceRoutes } from "../usage/invoice-routes";
import { ledgerRoutes } from "../usage/ledger-routes";
import { otlpRoutes } from "../usage/otlp-routes";
import { periodRoutes } from "../usage/period-routes";
import { priceImportRoutes } from "../usage/price-import-routes";
import { reratingRoutes } from "../usage/rerating-routes";
import { usageRoutes } from "../usage/routes";
import { documentRoutes } from "./document-routes";
import { healthRoutes } from "./health-routes";
import { metricsRoutes } from "./metrics-routes";

const areas: ApiRoute[] = [
  ...campaignRoutes,
  ...templateRoutes,
  ...termsRoutes,
  ...couponRoutes,
  ...lifeRoutes,
  ...jobRoutes,
  ...flagAndSwitchRoutes,
  ...usageRoutes,
  ...priceImportRoutes,
  ...exchangeRateRoutes,
  ...ledgerRoutes,
  ...otlpRoutes,
  ...importRoutes,
  ...invoiceRoutes,
  ...periodRoutes,
  ...reratingRoutes,
  ...costsRoutes,
  ...annotationRoutes,
  ...savedViewRoutes,
  ...guardrailRoutes,
  ...referralRoutes,
  ...subjectRoutes,
  ...healthRoutes,
  ...metricsRoutes,
];

/** Every area's routes and their document: the one list behind both lanes. */
export const apiRoutes: ApiRoute[] = [...areas, ...documentRoutes(areas)];
