import { firstParam, type SearchParams } from "../kernel/trail";
import { writeChartView } from "./chart-view";
import { dayAt, isDay } from "./day";
import {
  type AskedView,
  type Comparison,
  DEFAULT_RANGE,
  resolveView,
  type View,
  type ViewField,
  viewFields,
  wrongRange,
} from "./view";

const fieldNames = Object.keys(viewFields) as ViewField[];
const words: Record<ViewField, string> = {
  range: "The last 21 days are shown instead.",
  from: "The last 21 days are shown instead.",
  to: "The last 21 days are shown instead.",
  compare: "The usual comparison is shown instead.",
  source: "The usual sources are shown instead.",
  timeZone: "The time zone of the reports is used instead.",
  groupBy: "Spend is shown by model.",
};

/** What a page compares with unless its address says otherwise. */
export const usualComparisons = {
  "/": "none",
  "/costs": "plan",
  "/costs/ledger": "none",
  "/costs/users": "none",
} as const satisfies Record<string, Comparison>;
export type ViewPath = keyof typeof usualComparisons;

/** A page's address as a view. What it cannot mean falls back to the default, with a sentence for the reader. */
export function readViewUrl(
  params: SearchParams,
  at: { now: number; zone: string; path?: ViewPath; sources?: readonly string[] },
): { view: View; notes: string[] } {
  const notes: string[] = [];
  const asked: AskedView = {};
  for (const field of fieldNames) {
    const given = firstParam(params, field);
    if (given === undefined) continue;
    const read = viewFields[field].safeParse(given);
    if (read.success) Object.assign(asked, { [field]: read.data });
    else
      notes.push(
        `“${given.slice(0, 60)}” in the address: ${field} ${read.error.issues[0]?.message}. ${words[field]}`,
      );
  }
  const wrong = wrongRange(asked);
  if (wrong) {
    notes.push(`The address has no range of days: ${wrong.field} ${wrong.detail}. ${words.range}`);
    for (const field of ["range", "from", "to"] as const) delete asked[field];
  }
  const known = [...(at.sources ?? []), "*"];
  if (at.sources && asked.source !== undefined && !known.includes(asked.source)) {
    notes.push(`Nothing was ever received from the source “${asked.source.slice(0, 60)}”. ${words.source}`);
    delete asked.source;
  }
  const view = resolveView(asked, { ...at, compare: usualComparisons[at.path ?? "/"] });
  const today = dayAt(at.now, view.timeZone);
  if (asked.from !== undefined && asked.from > today)
    notes.push(`${asked.from} is not here yet. ${words.range}`);
  else if (asked.to !== undefined && asked.to > today)
    notes.push(`${asked.to} is not here yet: the days until today are shown.`);
  return { view, notes };
}

/** The query of a view, without what is the default anyway. `zone`: the zone of the reports; `usual`: the comparison. */
export function toViewParams(view: Partial<View>, zone: string, usual: Comparison = "none"): URLSearchParams {
  const query = new URLSearchParams();
  if (view.range) {
    if (view.range !== DEFAULT_RANGE) query.set("range", String(view.range));
  } else if (view.from && view.to) {
    query.set("from", view.from);
    query.set("to", view.to);
  }
  if (view.compare && view.compare !== usual) query.set("compare", view.compare);
  if (view.groupBy && view.groupBy !== "model") query.set("groupBy", view.groupBy);
  if (view.source) query.set("source", view.source);
  if (view.timeZone && view.timeZone !== zone) query.set("timeZone", view.timeZone);
  writeChartView(query, view);
  return query;
}

/** The address of a view on a page: the same address shows the same view to whoever opens it. */
export function toViewUrl(path: ViewPath, view: Partial<View>, zone: string): string {
  const query = toViewParams(view, zone, usualComparisons[path]);
  return query.size ? `${path}?${query}` : path;
}

/** What the address fills into the price form: a model that has no price, and the day from which it needs one. */
export function readPricePrefill(
  params: SearchParams,
  today: string,
): { model: string; effectiveFrom: string } {
  const from = firstParam(params, "priceFrom");
  return {
    model: firstParam(params, "price")?.slice(0, 200) ?? "",
    effectiveFrom: `${from && isDay(from) ? from : today}T00:00`,
  };
}
