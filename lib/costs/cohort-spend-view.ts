import { z } from "zod";
import { aboutSchema } from "./overview-view";
import { daysMadeSchema, userDistributionQuery } from "./user-distribution-view";
import type { View } from "./view";

const micros = z.string();
const count = z.int();

/** Query of GET /api/v1/cohort-spend: the view, and which usage of it. */
export const cohortSpendQuery = userDistributionQuery;

const cohort = z.object({
  /** First day of the week or month in which these users were first seen; null: before all of those. */
  start: z.iso.date().nullable(),
  /** Of them, who was seen in these days. */
  users: count,
  costMicros: micros,
});
export type SpendCohort = z.infer<typeof cohort>;

export const cohortSpendSchema = z.object({
  about: aboutSchema,
  /** First and last day, full ones that ended ninety minutes ago; null when there is none. */
  days: z.object({ from: z.iso.date(), to: z.iso.date() }).nullable(),
  /** The view has more days than an answer, or days whose rows are no longer kept: the last ones are told. */
  isCut: z.boolean(),
  filter: z.object({ model: z.string().nullable(), campaign: z.string().nullable() }),
  progress: daysMadeSchema,
  figures: z
    .object({
      /** Weeks up to 42 days, months beyond, on the clock of the view. */
      unit: z.enum(["week", "month"]),
      /** Those who came before first, then the earliest; who was seen first under the same filter. */
      cohorts: z.array(cohort),
      /** Day by day, cohort by cohort in the same order; with `namelessMicros` it is the spend of the day. */
      rows: z.array(z.object({ day: z.iso.date(), costMicros: z.array(micros), namelessMicros: micros })),
      /** Events that name no user, and corrections of closed months. */
      namelessMicros: micros,
      unpricedRequests: count,
    })
    .nullable(),
});
export type CohortSpendView = z.infer<typeof cohortSpendSchema>;

type Filter = { model?: string | undefined; campaign?: string | undefined };

/** Where the figures of a view come from, for the screen that fills them in. */
export function toCohortSpendUrl({ from, to, source, timeZone }: View, filter: Filter): string {
  const query = new URLSearchParams({ from, to, timeZone, ...(source ? { source } : {}) });
  for (const [field, value] of Object.entries(filter)) if (value) query.set(field, value);
  return `/api/v1/cohort-spend?${query}`;
}
