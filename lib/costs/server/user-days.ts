import "server-only";
import type { Actor } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { storedMonthEdges } from "../../usage";
import { type DaysMade, findDroppedMonth, prepareUserDays, USER_DAYS_AFTER_MS } from "../../usage/server";
import { addDays, type Day, dayAt, dayEdges, startOfDay } from "../day";
import { MOST_USER_DAYS, type UserDistributionQuery } from "../user-distribution-view";
import { openScope, type Scope } from "./scope";

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

/** What every answer tells that rests on days of users. */
type Told = {
  about: Scope["about"];
  days: { from: Day; to: Day } | null;
  isCut: boolean;
  filter: { model: string | null; campaign: string | null };
  progress: DaysMade;
};
export type WorkedDays = { scope: Scope; days: Days; filter: Scope["filter"] };

/**
 * Has the full days of a view worked out, the last MOST_USER_DAYS of them. `worked` is null until they are, and when there
 * is none. `forbidden`.
 */
export async function workUserDays(
  actor: Actor,
  { model, campaign, ...asked }: UserDistributionQuery,
  now: Date,
): Promise<Result<{ told: Told; worked: WorkedDays | null }>> {
  const opened = await openScope(actor, asked, now);
  if (!opened.ok) return opened;
  const scope = opened.value;
  const days = await userDaysOf(scope, scope.view, MOST_USER_DAYS);
  const told = {
    about: scope.about,
    days: days && { from: days.from, to: days.to },
    isCut: days?.isCut ?? false,
    filter: { model: model ?? null, campaign: campaign ?? null },
  };
  if (!days) return ok({ told: { ...told, progress: { done: 0, total: 0 } }, worked: null });
  const filter = { ...scope.filter, model, campaign };
  const progress = await prepareUserDays(actor, days.edges, filter);
  if (!progress.ok) return progress;
  const isMade = progress.value.done >= progress.value.total;
  return ok({
    told: { ...told, progress: progress.value },
    worked: isMade ? { scope, days, filter } : null,
  });
}
