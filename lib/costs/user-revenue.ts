import type { Month } from "./day";

/** What an active user brings in on a day, from a month on until a later month of its own. Micro-units. */
export type RevenuePlan = {
  /** Key of a campaign; "" = every campaign without one of its own. */
  campaign: string;
  /** The first month in which it holds. */
  month: Month;
  /** null = none from then on. */
  revenueMicros: bigint | null;
};

function inForce(plans: readonly RevenuePlan[], campaign: string, month: Month): RevenuePlan | null {
  let found: RevenuePlan | null = null;
  for (const plan of plans)
    if (plan.campaign === campaign && plan.month <= month && (!found || plan.month >= found.month))
      found = plan;
  return found;
}

/**
 * The revenue per active user and day of a campaign in a month: its own where it has one, else the one for all; null
 * without either. Of the latest effective month holds what was set last. `plans` oldest first.
 */
export function revenueIn(plans: readonly RevenuePlan[], campaign: string, month: Month): bigint | null {
  return inForce(plans, campaign, month)?.revenueMicros ?? inForce(plans, "", month)?.revenueMicros ?? null;
}
