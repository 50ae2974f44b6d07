import "server-only";
import type { Actor } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { nameSubjects, readUserDays } from "../../usage/server";
import { dearestUsers, describeUsers, type UserSum } from "../user-distribution";
import { MOST_DEAREST, type UserDistribution, type UserDistributionQuery } from "../user-distribution-view";
import { whileUnchanged } from "./kept-reads";
import type { Scope } from "./scope";
import { workUserDays } from "./user-days";

const text = (micros: bigint | number | null) => (micros === null ? null : String(micros));

type Summed = UserSum & { isKnown: boolean };

/** Every user's days added up; a cost that is not known adds nothing. */
async function sumUsers(edges: readonly number[], filter: Scope["filter"]) {
  const byUser = new Map<number, Summed>();
  let unpricedRequests = 0;
  let namelessMicros = 0n;
  for await (const day of readUserDays(edges, filter)) {
    if (!day) continue;
    unpricedRequests += day.unpricedRequests;
    namelessMicros += day.namelessMicros;
    for (const [nth, user] of day.users.entries()) {
      let sum = byUser.get(user);
      if (!sum) {
        sum = { user, costMicros: 0, requests: 0, isKnown: false };
        byUser.set(user, sum);
      }
      const cost = day.costs[nth] ?? -1;
      sum.requests += day.requests[nth] ?? 0;
      if (cost < 0) continue;
      sum.isKnown = true;
      sum.costMicros += cost;
    }
  }
  const known = [...byUser.values()].filter(({ isKnown }) => isKnown);
  return { known, unknownUsers: byUser.size - known.length, unpricedRequests, namelessMicros };
}

/** All but the names. */
async function readFigures(edges: readonly number[], filter: Scope["filter"]) {
  const { known, unknownUsers, unpricedRequests, namelessMicros } = await sumUsers(edges, filter);
  const told = describeUsers(known);
  const dearest = dearestUsers(known, MOST_DEAREST);
  return {
    users: told.users,
    unknownUsers,
    usersMicros: String(told.sumMicros),
    namelessMicros: String(namelessMicros),
    meanMicros: text(told.meanMicros),
    p50Micros: text(told.p50),
    p90Micros: text(told.p90),
    p95Micros: text(told.p95),
    p99Micros: text(told.p99),
    mostMicros: text(dearest[0]?.costMicros ?? null),
    unpricedRequests,
    tops: told.tops.map((top) => ({ ...top, costMicros: String(top.costMicros) })),
    bins: told.bins.map(({ fromMicros, toMicros, users, costMicros }) => ({
      fromMicros: String(fromMicros),
      toMicros: String(toMicros),
      users,
      costMicros: String(costMicros),
    })),
    dearest: dearest.map(({ user, costMicros, requests }) => ({
      user,
      costMicros: String(costMicros),
      requests,
    })),
  };
}

/**
 * What users cost over the full days of a view, the last MOST_USER_DAYS of them, and who cost most. Days are worked out
 * from the events once; while that goes on `figures` is null and `progress` says how far it is. `forbidden`.
 */
export async function getUserDistribution(
  actor: Actor,
  asked: UserDistributionQuery = {},
  now: Date = new Date(),
): Promise<Result<UserDistribution>> {
  const opened = await workUserDays(actor, asked, now);
  if (!opened.ok) return opened;
  const { told, worked } = opened.value;
  if (!worked) return ok({ ...told, figures: null });
  const { scope, days, filter } = worked;
  const key = JSON.stringify(["user distribution", filter, days.edges]);
  const { dearest, ...figures } = await whileUnchanged(key, `late ${scope.latePulse}`, () =>
    readFigures(days.edges, filter),
  );
  // asked for each time: whoever is erased keeps the number alone
  const names = await nameSubjects(dearest.map(({ user }) => user));
  const named = dearest.map(({ user, ...rest }) => ({ subject: names.get(user) ?? "", ...rest }));
  return ok({ ...told, figures: { ...figures, dearest: named } });
}
