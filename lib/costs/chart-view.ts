import { firstParam, type SearchParams } from "../kernel/trail";
import { type Day, daysBetween, isDay } from "./day";

/** How growth and spend are held against each other: one above the other, as lines from 100 on, or as a path. */
export const chartViews = ["panels", "indexed", "scatter"] as const;
export type ChartView = (typeof chartViews)[number];

export type ChartChoice = {
  view: ChartView;
  /** The day that is 100 in the indexed view; null: the first day of the range. */
  since: Day | null;
};

/** What the address of the overview says about its chart; what it cannot mean falls back, with a sentence. */
export function readChartView(params: SearchParams): { chart: ChartChoice; notes: string[] } {
  const asked = firstParam(params, "view");
  const since = firstParam(params, "since");
  const view = chartViews.find((one) => one === asked);
  const notes: string[] = [];
  if (asked !== undefined && !view)
    notes.push(
      `“${asked.slice(0, 60)}” in the address: view must be one of ${chartViews.join(", ")}. Two panels are shown instead.`,
    );
  if (since !== undefined && !isDay(since))
    notes.push(
      `“${since.slice(0, 60)}” in the address: since must be a day such as 2026-11-21. The first day is 100 instead.`,
    );
  return { chart: { view: view ?? "panels", since: since && isDay(since) ? since : null }, notes };
}

/** Adds to the query of a view what its chart is, when that is not the usual. */
export function writeChartView(query: URLSearchParams, { view, since }: Partial<ChartChoice>): void {
  if (view === undefined || view === "panels") return;
  query.set("view", view);
  if (view === "indexed" && since) query.set("since", since);
}

/** Which bucket is 100: that of the chosen day when it is among them; else the first that has any figure. */
export function baseOf(buckets: readonly { users: object | null }[], from: Day, since: Day | null): number {
  const chosen = since === null ? -1 : daysBetween(from, since);
  if (chosen >= 0 && chosen < buckets.length) return chosen;
  const known = buckets.findIndex(({ users }) => users !== null);
  return Math.max(0, known);
}
