import { z } from "zod";
import { aboutSchema } from "./overview-view";
import type { View } from "./view";

const micros = z.string();

/** What a user cost over the full days of a view, by nearest rank: each figure is the cost of some user. */
export const userCostsSchema = z.object({
  about: aboutSchema,
  /** First and last full day; null when there is none. */
  days: z.object({ from: z.iso.date(), to: z.iso.date() }).nullable(),
  /** Users with at least one request that has a cost. */
  users: z.int(),
  p50Micros: micros.nullable(),
  p95Micros: micros.nullable(),
  mostMicros: micros.nullable(),
  meanMicros: micros.nullable(),
  /** Those who cost as much as P95 or more, and their part of all these costs. */
  top: z.object({ users: z.int(), share: z.number() }).nullable(),
});
export type UserCostsView = z.infer<typeof userCostsSchema>;

/** Where the figures of a view come from, for the screen that fills them in. */
export function toUserCostsUrl({ from, to, source, timeZone }: View): string {
  const query = new URLSearchParams({ from, to, timeZone, ...(source ? { source } : {}) });
  return `/api/v1/user-costs?${query}`;
}
