import "server-only";
import { readUserDays } from "../../usage/server";
import type { AgedUsers } from "../payback";
import type { CameOnDay } from "./coupon-user-queries";
import type { Scope } from "./scope";

/** Who came to one campaign, and what they did since. */
export type CampaignCohort = Omit<AgedUsers, "discountMicros"> & { redeemed: number; newUsers: number };

/** One user who came to one campaign on one day. */
class Coming {
  wasSeenBefore = false;
  wasSeenSince = false;

  constructor(
    readonly cohort: { active: Float64Array; costMicros: Float64Array },
    readonly day: number,
  ) {}
}

/**
 * Goes through the days of users once and adds up what those who came to campaigns did at each age. A user counts as new
 * who was first seen on the day of coming or later: neither before these days (`before`) nor in them.
 */
export async function readCohorts(
  came: readonly CameOnDay[],
  edges: readonly number[],
  filter: Scope["filter"],
  before: { has(user: number): boolean },
): Promise<{ cohorts: Map<string, CampaignCohort>; unpricedRequests: number }> {
  const days = edges.length - 1;
  const cohorts = new Map<string, CampaignCohort & { active: Float64Array; costMicros: Float64Array }>();
  const comings = new Map<number, Coming[]>();
  for (const { campaign, day, users, redeemed, ids } of came) {
    const cohort = cohorts.get(campaign) ?? {
      days,
      users: Array<number>(days).fill(0),
      active: new Float64Array(days * days),
      costMicros: new Float64Array(days * days),
      redeemed: 0,
      newUsers: 0,
    };
    cohorts.set(campaign, cohort);
    (cohort.users as number[])[day] = users;
    cohort.redeemed += redeemed;
    for (const id of ids) {
      const coming = new Coming(cohort, day);
      coming.wasSeenBefore = before.has(id);
      const own = comings.get(id);
      if (own) own.push(coming);
      else comings.set(id, [coming]);
    }
  }
  let unpricedRequests = 0;
  let today = 0;
  for await (const read of readUserDays(edges, filter)) {
    unpricedRequests += read?.unpricedRequests ?? 0;
    for (const [nth, user] of (read?.users ?? []).entries()) {
      for (const coming of comings.get(user) ?? []) {
        if (coming.day > today) {
          coming.wasSeenBefore = true;
          continue;
        }
        coming.wasSeenSince = true;
        const at = coming.day * days + today - coming.day;
        coming.cohort.active[at] = (coming.cohort.active[at] ?? 0) + 1;
        const cost = read?.costs[nth] ?? -1;
        if (cost > 0) coming.cohort.costMicros[at] = (coming.cohort.costMicros[at] ?? 0) + cost;
      }
    }
    today += 1;
  }
  const byArrays = new Map([...cohorts.values()].map((cohort) => [cohort.active, cohort]));
  for (const own of comings.values())
    for (const { wasSeenBefore, wasSeenSince, cohort } of own) {
      const counted = byArrays.get(cohort.active);
      if (counted && wasSeenSince && !wasSeenBefore) counted.newUsers += 1;
    }
  return { cohorts, unpricedRequests };
}
