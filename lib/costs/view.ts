import { z } from "zod";
import { isTimeZone } from "../kernel/time-zone";
import { type Grouping, groupings } from "../usage";
import type { ChartChoice } from "./chart-view";
import { addDays, type Day, dayAt, daysBetween, formatDays, isDay } from "./day";

export const rangeDays = [7, 14, 21, 30] as const;
export type RangeDays = (typeof rangeDays)[number];
export const DEFAULT_RANGE: RangeDays = 21;
/** A year and a month of days. */
export const MOST_DAYS = 400;

export const comparisons = ["none", "previous", "weekdays", "plan"] as const;
export type Comparison = (typeof comparisons)[number];

/** `source=*`: every source, the demo too. Without it the demo is left out once there is another. */
export const ALL_SOURCES = "*";

const day = z.string("must be text").refine(isDay, "must be a day such as 2026-11-21");

/** What the address of overview and costs may say, field by field; absent is the default. */
export const viewFields = {
  range: z.enum(["7", "14", "21", "30"], { message: "must be one of 7, 14, 21 and 30 days" }),
  /** First and last day, both included, of the calendar of `timeZone`; instead of `range`. */
  from: day,
  to: day,
  compare: z.enum(comparisons, { message: `must be one of ${comparisons.join(", ")}` }),
  source: z.string().min(1).max(400, "is too long"),
  timeZone: z.string().refine(isTimeZone, "must be a time zone such as Asia/Shanghai"),
  groupBy: z.enum(groupings, { message: `must be one of ${groupings.join(", ")}` }),
} as const;
export type ViewField = keyof typeof viewFields;
export type AskedView = { [F in ViewField]?: z.output<(typeof viewFields)[F]> | undefined };

/** Why a pair of days is no range; null when it is one. */
export function wrongRange({ range, from, to }: AskedView): { field: ViewField; detail: string } | null {
  if (from === undefined && to === undefined) return null;
  if (range !== undefined)
    return { field: "range", detail: "goes without from and to; give one or the other" };
  if (from === undefined) return { field: "from", detail: "is needed with to" };
  if (to === undefined) return { field: "to", detail: "is needed with from" };
  if (to < from) return { field: "to", detail: "must not be before from" };
  if (daysBetween(from, to) >= MOST_DAYS)
    return { field: "to", detail: `may be at most ${MOST_DAYS} days from from` };
  return null;
}

const { range, from, to, compare, source, timeZone, groupBy } = viewFields;

/** The same as the query of the machine API: nothing falls back there. */
export const viewQuery = z
  .strictObject({
    range: range.optional(),
    from: from.optional(),
    to: to.optional(),
    compare: compare.optional(),
    source: source.optional(),
    timeZone: timeZone.optional(),
    groupBy: groupBy.optional(),
  })
  .superRefine((asked, context) => {
    const wrong = wrongRange(asked);
    if (wrong) context.addIssue({ code: "custom", path: [wrong.field], message: wrong.detail });
  });

/** A view as it is shown; what its chart is goes along in the address, and asks for no other figures. */
export type View = {
  from: Day;
  to: Day;
  /** null: days of one's own. */
  range: RangeDays | null;
  compare: Comparison;
  /** "" = the default of the screens. */
  source: string;
  timeZone: string;
  groupBy: Grouping;
} & Partial<ChartChoice>;

/** The days that a view means at `now` (milliseconds) and what it leaves open. Days that are not here yet are left out. */
export function resolveView(
  asked: AskedView,
  { now, zone, compare: usual = "none" }: { now: number; zone: string; compare?: Comparison },
): View {
  const timeZone = asked.timeZone ?? zone;
  const today = dayAt(now, timeZone);
  const own = asked.from !== undefined && asked.to !== undefined && asked.from <= today;
  const days = rangeDays.find((one) => String(one) === asked.range) ?? DEFAULT_RANGE;
  const to = own && asked.to && asked.to < today ? asked.to : today;
  return {
    from: own && asked.from ? asked.from : addDays(today, 1 - days),
    to,
    range: own ? null : days,
    compare: asked.compare ?? usual,
    source: asked.source ?? "",
    timeZone,
    groupBy: asked.groupBy ?? "model",
  };
}

/** What a view is held against: as many days before it, or the same weekdays before it. null without. */
export function comparedDays({ from, to, compare }: View): { from: Day; to: Day } | null {
  if (compare !== "previous" && compare !== "weekdays") return null;
  const days = daysBetween(from, to) + 1;
  const back = compare === "previous" ? days : Math.ceil(days / 7) * 7;
  return { from: addDays(from, -back), to: addDays(to, -back) };
}

/** "the days before, 8–14 Nov 2026"; `days`: those among them that are meant. */
export function comparisonWords(view: View, days = comparedDays(view)): string | null {
  if (!days) return view.compare === "plan" ? "the plan" : null;
  return `${view.compare === "previous" ? "the days before" : "the same weekdays before"}, ${formatDays(days.from, days.to)}`;
}

/** The first of days that are all ahead: nothing can be shown of them. null when they have begun, or are a range. */
export function daysAhead(asked: AskedView, { now, zone }: { now: number; zone: string }): Day | null {
  const { from, to, timeZone = zone } = asked;
  return from !== undefined && to !== undefined && from > dayAt(now, timeZone) ? from : null;
}

/** A view as what was asked for: resolving it again gives the same view. */
export function toAsked({ from, to, range: days, compare, source, timeZone, groupBy }: View): AskedView {
  return {
    ...(days === null ? { from, to } : { range: String(days) as AskedView["range"] }),
    compare,
    ...(source ? { source } : {}),
    timeZone,
    groupBy,
  };
}
