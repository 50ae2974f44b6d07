import { addDays, startOfDay } from "./day";
import type { About } from "./overview-view";

/** Where the rows of a view come as a file: the same days, sources and groups. */
export function toExportUrl({ view, sources }: About): string {
  const at = (day: string) => new Date(startOfDay(day, view.timeZone)).toISOString();
  const query = new URLSearchParams({
    from: at(view.from),
    to: at(addDays(view.to, 1)),
    interval: "day",
    timeZone: view.timeZone,
    groupBy: view.groupBy,
    ...sources.filter,
  });
  return `/api/v1/usage.csv?${query}`;
}
