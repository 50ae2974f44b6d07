import { campaignRoutes } from "../campaigns/routes";
import type { ApiRoute } from "../entry";
import { usageRoutes } from "../usage/routes";
import { healthRoutes } from "./health-routes";

/** Every area's routes: the one list behind both lanes and the OpenAPI document. */
export const apiRoutes: ApiRoute[] = [...healthRoutes, ...campaignRoutes, ...usageRoutes];
