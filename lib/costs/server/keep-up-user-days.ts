import "server-only";
import type { Actor } from "../../auth";
import { hasUserDays, prepareUserDays } from "../../usage/server";
import { ECONOMICS_DAYS } from "../campaign-economics-view";
import { addDays } from "../day";
import { openScope } from "./scope";
import { userDaysOf } from "./user-days";

const schedule: Actor = { kind: "system", id: "schedule", name: "Schedule" };
const PATIENCE_MS = 60_000;

/**
 * Works out the days of users that the usual view shows, so that whoever looks again does not wait. For the worker; where
 * nobody looked for a month it costs one read.
 */
export async function keepUpUserDays(now: Date = new Date()): Promise<void> {
  if (!(await hasUserDays())) return;
  const scope = await openScope(schedule, {}, now);
  if (!scope.ok) return;
  const { filter, today } = scope.value;
  const days = await userDaysOf(
    scope.value,
    { from: addDays(today, -2 * ECONOMICS_DAYS), to: today },
    ECONOMICS_DAYS,
  );
  if (days) await prepareUserDays(schedule, days.edges, filter, { waitMs: PATIENCE_MS });
}
