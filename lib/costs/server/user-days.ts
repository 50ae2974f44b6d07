import "server-only";
import { USER_DAYS_AFTER_MS } from "../../usage/server";
import { addDays, type Day, dayAt, dayEdges } from "../day";
import type { Scope } from "./scope";

/** The last day that is over for long enough to be worked out user by user. */
export function lastUserDay({ now, view, span }: Scope): Day | null {
  if (!span) return null;
  const over = addDays(dayAt(Math.min(now, Date.now()) - USER_DAYS_AFTER_MS, view.timeZone), -1);
  return over < span.last ? over : span.last;
}

export type Days = { from: Day; to: Day; edges: number[] };

/** Full days from `from` to `to`, as far as there is usage, and of those the last `most`; null when there is none. */
export function userDaysOf(
  scope: Scope,
  { from, to }: { from: Day; to: Day },
  most: number,
): (Days & { isCut: boolean }) | null {
  const last = lastUserDay(scope);
  if (!scope.span || !last) return null;
  const until = to < last ? to : last;
  const begin = from > scope.span.first ? from : scope.span.first;
  const earliest = addDays(until, 1 - most);
  const isCut = begin < earliest;
  const start = isCut ? earliest : begin;
  if (start > until) return null;
  return { from: start, to: until, edges: dayEdges(start, until, scope.view.timeZone), isCut };
}
