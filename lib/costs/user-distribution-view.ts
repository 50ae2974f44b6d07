import { z } from "zod";
import { aboutSchema } from "./overview-view";
import { type View, viewQuery } from "./view";

const micros = z.string();
const count = z.int();
const name = z.string().min(1).max(400, "is too long");

/** Days of one answer at most: the last ones of a longer view. */
export const MOST_USER_DAYS = 92;
/** Users that are told by name, the dearest first. */
export const MOST_DEAREST = 20;

/** Query of GET /api/v1/user-costs/distribution: the view, and which usage of it. */
export const userDistributionQuery = viewQuery.safeExtend({
  model: name.optional().describe("Usage of this model alone"),
  campaign: name.optional().describe("Usage that names this campaign alone"),
});
export type UserDistributionQuery = z.output<typeof userDistributionQuery>;

/** How many of the days are worked out; while it is not all of them there are no figures: ask again. */
export const daysMadeSchema = z.object({ done: count, total: count });

export const userDistributionSchema = z.object({
  about: aboutSchema,
  /** First and last day, full ones that ended ninety minutes ago; null when there is none. */
  days: z.object({ from: z.iso.date(), to: z.iso.date() }).nullable(),
  /** The view has more days than an answer, or days whose rows are no longer kept: the last ones are told. */
  isCut: z.boolean(),
  filter: z.object({ model: z.string().nullable(), campaign: z.string().nullable() }),
  progress: daysMadeSchema,
  figures: z
    .object({
      /** With at least one request that has a cost; the others are `unknownUsers` and in nothing else here. */
      users: count,
      unknownUsers: count,
      /** Users' cost and that of events that name nobody: together the spend of these days. */
      usersMicros: micros,
      namelessMicros: micros,
      meanMicros: micros.nullable(),
      /** By nearest rank: each is the cost of some user. */
      p50Micros: micros.nullable(),
      p90Micros: micros.nullable(),
      p95Micros: micros.nullable(),
      p99Micros: micros.nullable(),
      mostMicros: micros.nullable(),
      unpricedRequests: count,
      /** The dearest 1 and 10 percent, rounded up to whole users. */
      tops: z.array(z.object({ percent: count, users: count, costMicros: micros })),
      /** From `fromMicros` on and below `toMicros`. */
      bins: z.array(z.object({ fromMicros: micros, toMicros: micros, users: count, costMicros: micros })),
      dearest: z.array(z.object({ subject: z.string(), costMicros: micros, requests: count })),
    })
    .nullable(),
});
export type UserDistribution = z.infer<typeof userDistributionSchema>;

type Filter = { model?: string | undefined; campaign?: string | undefined };

/** Where the figures of a view come from, for the screen that fills them in. */
export function toUserDistributionUrl({ from, to, source, timeZone }: View, filter: Filter): string {
  const query = new URLSearchParams({ from, to, timeZone, ...(source ? { source } : {}) });
  for (const [field, value] of Object.entries(filter)) if (value) query.set(field, value);
  return `/api/v1/user-costs/distribution?${query}`;
}
