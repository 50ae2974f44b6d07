import { z } from "zod";
import { MOST_COHORTS } from "../usage";
import { aboutSchema } from "./overview-view";
import { viewFields } from "./view";

const count = z.int();

/** How many weeks, the current one among them, unless asked for otherwise. */
export const USUAL_COHORTS = 12;

/** Query of GET /api/v1/cohorts: whose and on which clock, as for the costs. */
export const cohortsQuery = z.strictObject({
  source: viewFields.source.optional(),
  timeZone: viewFields.timeZone.optional(),
  weeks: z.coerce
    .number("must be a number of weeks")
    .int("must be a whole number of weeks")
    .min(2, "must be at least 2")
    .max(MOST_COHORTS, `must be at most ${MOST_COHORTS}`)
    .default(USUAL_COHORTS),
});
export type CohortsQuery = z.output<typeof cohortsQuery>;

/** `users` of the `of` users of a cohort were seen in the week `after` weeks after the one they came in. */
const cell = z.object({
  after: count,
  users: count,
  of: count,
  /** False: the week goes on, and more may come. */
  isOver: z.boolean(),
});
export type CohortCellView = z.infer<typeof cell>;

export const cohortsSchema = z.object({
  about: aboutSchema,
  /** New users by the week of their first event, the earliest first. */
  weeks: z.array(z.object({ week: z.iso.date(), users: count, cells: z.array(cell) })),
  /**
   * New users of all these weeks by the campaign whose usage they came with; null: with none. They are back with whatever
   * they use. Somebody may have come with two. Each cell is of the cohorts alone whose week that is over.
   */
  campaigns: z.array(z.object({ campaign: z.string().nullable(), users: count, cells: z.array(cell) })),
});
export type CohortsView = z.infer<typeof cohortsSchema>;

/** "42 %", "0.4 %"; a share that is something is never told as nothing. */
export function formatRetention({ users, of }: Pick<CohortCellView, "users" | "of">): string {
  if (of === 0) return "";
  const percent = (users / of) * 100;
  if (users > 0 && percent < 0.05) return "< 0.1 %";
  return `${percent >= 10 || percent === 0 ? Math.round(percent) : percent.toFixed(1)} %`;
}

/** The table as a file: a row a cohort, a column a week after it, users as they are. */
export function cohortLines({
  weeks,
  campaigns,
}: Pick<CohortsView, "weeks" | "campaigns">): (string | number)[][] {
  const columns = weeks.map((_, after) => after);
  const rows = [
    ...weeks.map(({ week, ...rest }) => ["week", week, rest] as const),
    ...campaigns.map(({ campaign, ...rest }) => ["campaign", campaign ?? "", rest] as const),
  ];
  return [
    [
      "cohort",
      "name",
      "new_users",
      ...columns.flatMap((after) => [`week_${after}_users`, `week_${after}_of`]),
    ],
    ...rows.map(([kind, name, { users, cells }]) => [
      kind,
      name,
      users,
      ...columns.flatMap((after): (string | number)[] => {
        const told = cells.find((one) => one.after === after && one.isOver);
        return told ? [told.users, told.of] : ["", ""];
      }),
    ]),
  ];
}
