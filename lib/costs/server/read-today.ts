import "server-only";
import { ok, type Result } from "../../kernel/result";
import { countUsersUntil, sumUsageBetween } from "../../usage/server";
import { addDays, type Day, sameTimeOfDay, startOfDay } from "../day";
import { type SpendPace, toSpendPace } from "../spend-pace";
import type { Scope } from "./scope";

const HOUR_MS = 3_600_000;
const DAYS_BACK = [1, 2, 3, 4, 5, 6, 7] as const;

export type WeekBefore = { day: Day; spendMicros: bigint; newUsers: number; activeUsers: number };

/**
 * The same weekday a week before until the same time of day, exact to the event; null when usage does not reach back to
 * that day.
 */
export async function readWeekBefore(scope: Scope): Promise<Result<WeekBefore | null>> {
  const { actor, now, today, view, filter, span } = scope;
  const day = addDays(today, -7);
  if (!span || day < span.first) return ok(null);
  const start = startOfDay(day, view.timeZone);
  const end = startOfDay(addDays(day, 1), view.timeZone);
  const until = Math.min(end, Math.max(start, sameTimeOfDay(now, -7, view.timeZone)));
  const before = startOfDay(addDays(day, -1), view.timeZone);
  const [spend, users] = await Promise.all([
    sumUsageBetween(actor, [{ from: start, to: until }], filter),
    countUsersUntil(actor, { before, start, until, zone: view.timeZone }, filter),
  ]);
  if (!spend.ok) return spend;
  if (!users.ok) return users;
  const { newUsers, activeUsers } = users.value;
  return ok({ day, spendMicros: spend.value[0]?.costMicros ?? 0n, newUsers, activeUsers });
}

/** Spend of the last sixty minutes, and of the same sixty minutes of each of the last seven days. */
export async function readHour(scope: Scope): Promise<Result<SpendPace>> {
  const { actor, now, view, filter, about } = scope;
  const first = about.firstEventAt ? Date.parse(about.firstEventAt) : Number.POSITIVE_INFINITY;
  const ends = [now, ...DAYS_BACK.map((days) => sameTimeOfDay(now, -days, view.timeZone))];
  const windows = ends.map((to) => ({ from: to - HOUR_MS, to }));
  const sums = await sumUsageBetween(actor, windows, filter);
  if (!sums.ok) return sums;
  const [current, ...earlier] = sums.value.map(({ costMicros }) => costMicros);
  // hours before the first event tell nothing about what is usual
  const known = earlier.filter((_, nth) => (windows[nth + 1]?.from ?? 0) >= first);
  return ok(toSpendPace(current ?? 0n, known));
}
