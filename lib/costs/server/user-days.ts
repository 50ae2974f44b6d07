import "server-only";
import { storedMonthEdges } from "../../usage";
import { findDroppedMonth, USER_DAYS_AFTER_MS } from "../../usage/server";
import { addDays, type Day, dayAt, dayEdges, startOfDay } from "../day";
import type { Scope } from "./scope";

/** The last day that is over for long enough to be worked out user by user. */
function lastUserDay({ now, view, span }: Scope): Day | null {
  if (!span) return null;
  const over = addDays(dayAt(Math.min(now, Date.now()) - USER_DAYS_AFTER_MS, view.timeZone), -1);
  return over < span.last ? over : span.last;
}

export type Days = { from: Day; to: Day; edges: number[] };

/** The first day of which every row is still kept, if some of these have lost theirs. */
export async function firstWithRows(from: Day, to: Day, zone: string): Promise<Day> {
  const stretch = { from: startOfDay(from, zone), to: startOfDay(addDays(to, 1), zone) };
  const dropped = await findDroppedMonth(stretch);
  if (!dropped) return from;
  const end = storedMonthEdges(dropped).to;
  const day = dayAt(end, zone);
  return startOfDay(day, zone) < end ? addDays(day, 1) : day;
}

/**
 * Full days from `from` to `to`, as far as there is usage whose rows are kept, and of those the last `most`; null when
 * there is none. `isCut`: days with usage are left out.
 */
export async function userDaysOf(
  scope: Scope,
  { from, to }: { from: Day; to: Day },
  most: number,
): Promise<(Days & { isCut: boolean }) | null> {
  const last = lastUserDay(scope);
  if (!scope.span || !last) return null;
  const { timeZone } = scope.view;
  const until = to < last ? to : last;
  const begin = from > scope.span.first ? from : scope.span.first;
  const earliest = addDays(until, 1 - most);
  const latest = begin < earliest ? earliest : begin;
  if (latest > until) return null;
  const start = await firstWithRows(latest, until, timeZone);
  if (start > until) return null;
  return { from: start, to: until, edges: dayEdges(start, until, timeZone), isCut: begin < start };
}
