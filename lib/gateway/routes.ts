import { campaignRoutes } from "../campaigns/routes";
import { couponRoutes } from "../coupons/routes";
import type { ApiRoute } from "../entry";
import { healthRoutes } from "./health-routes";

/** Every area's routes: the one list behind both lanes and the OpenAPI document. */
export const apiRoutes: ApiRoute[] = [...healthRoutes, ...campaignRoutes, ...couponRoutes];
