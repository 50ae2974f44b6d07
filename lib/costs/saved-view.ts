import { z } from "zod";
import { oneLine } from "../kernel/text";
import { firstParam } from "../kernel/trail";
import { readChartView, writeChartView } from "./chart-view";
import type { Day } from "./day";
import { readLedgerFilter, toLedgerFilterParams } from "./ledger-url";
import { daysAhead, viewFields } from "./view";
import { readViewUrl, toViewParams, usualComparisons, type ViewPath } from "./view-url";

/** Pages whose address can be kept under a name. */
export const savedViewPaths = Object.keys(usualComparisons) as ViewPath[];
/** Of one person. */
export const MOST_SAVED_VIEWS = 100;

const name = oneLine(80)
  .transform((text) => text.trim())
  .refine((text) => text !== "", "is needed");
const id = z.string("must be text");

export const saveViewInput = z.strictObject({
  path: z.enum(savedViewPaths as [ViewPath, ...ViewPath[]], {
    message: `must be one of ${savedViewPaths.join(", ")}`,
  }),
  /** What stands behind the question mark. */
  query: z.string().max(8_000, "is too long").default(""),
  name,
  /** A ticked box. */
  shared: z.enum(["on"]).optional(),
});
export type SaveViewInput = z.output<typeof saveViewInput>;
export const viewId = z.strictObject({ id });
export const renameViewInput = z.strictObject({ id, name });

export const savedViewSchema = z.object({
  id: z.uuid(),
  path: z.enum(savedViewPaths as [ViewPath, ...ViewPath[]]),
  name: z.string(),
  /** What stands behind the question mark of its address. */
  query: z.string(),
  shared: z.boolean(),
  /** Whose it is; null: the reader's own. */
  by: z.string().nullable(),
});
export type SavedView = z.infer<typeof savedViewSchema>;

function paramsOf(query: string): Record<string, string[]> {
  const given: Record<string, string[]> = {};
  for (const [field, value] of new URLSearchParams(query)) given[field] = [...(given[field] ?? []), value];
  return given;
}

/** The first of the days that a query asks for while all of them are ahead: the page would show others. */
export function savedDaysAhead(query: string, at: { now: number; zone: string }): Day | null {
  const given = paramsOf(query);
  const read = (field: "from" | "to" | "timeZone") =>
    viewFields[field].safeParse(firstParam(given, field)).data;
  return daysAhead({ from: read("from"), to: read("to"), timeZone: read("timeZone") }, at);
}

/** What of a query the page itself would understand, written as the page writes it; the rest is left away. */
export function cleanSavedQuery(path: ViewPath, query: string, at: { now: number; zone: string }): string {
  const given = paramsOf(query);
  const { view } = readViewUrl(given, { ...at, path });
  const params = toViewParams(view, at.zone, usualComparisons[path]);
  if (path === "/") writeChartView(params, readChartView(given).chart);
  if (path === "/costs/ledger") {
    const filter = toLedgerFilterParams(readLedgerFilter(given).filter);
    for (const [field, value] of Object.entries(filter)) params.set(field, value);
  }
  return params.toString();
}

export const toSavedViewUrl = ({ path, query }: Pick<SavedView, "path" | "query">): string =>
  query ? `${path}?${query}` : path;
