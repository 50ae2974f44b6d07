import "server-only";
import type pg from "pg";
import type { Actor } from "../../auth";
import { MOST_SERVE_DAYS, type ServeForecast } from "../../campaigns";
import { pool } from "../../platform/db";
import { type AgeCosts, listExchangeRates, readAgeCosts } from "../../usage/server";
import { addDays, dayEdges, daysBetween, formatDays, listDays } from "../day";
import { type AgeCohort, daysNeeded, leftOut, serveCurve } from "../serve-curve";
import { minorRates } from "../serve-rates";
import { whileUnchanged } from "./kept-reads";
import { openScope, type Scope } from "./scope";
import { saveServeBasis } from "./serve-basis-store";

const schedule: Actor = { kind: "system", id: "schedule", name: "Schedule" };
const DAY_MS = 86_400_000;
/** Users of longer ago tell little about those to come. */
const RECENT_DAYS = 70;
/** Something late moves a mean of thousands little: it is read again after so long, and with each new day. */
const KEPT_MS = 600_000;

/** What a change of must be heard of at once, and when late usage was last read. */
type Read = { key: string; pulse: string; at: number; failed?: boolean };
const lastRead = new WeakMap<pg.Pool, Read>();

const needed = Array.from({ length: MOST_SERVE_DAYS }, (_, nth) => daysNeeded(nth + 1));

/** Cost by age of each day's newcomers, as far as all of them have come. `edges` in milliseconds. */
function toCohorts(
  days: readonly string[],
  edges: readonly number[],
  costs: readonly AgeCosts[],
): AgeCohort[] {
  const until = edges.at(-1) ?? 0;
  return days.map((day, nth) => {
    const { users = 0, byAge = [] } = costs[nth] ?? {};
    const lived = Math.floor((until - (edges[nth + 1] ?? until)) / DAY_MS);
    return { day, users, costs: Array.from({ length: lived }, (_, age) => byAge[age] ?? 0n) };
  });
}

async function readForecast({ view, filter, span, today, currency }: Scope): Promise<ServeForecast> {
  const nothing = { currency, days: [], restsOn: null, unpricedRequests: 0, usageDays: 0, needed };
  if (!span) return nothing;
  const [last = ""] = [span.last, addDays(today, -1)].sort();
  const usageDays = Math.max(0, daysBetween(span.first, last) + 1);
  const [from = ""] = [addDays(span.first, leftOut(usageDays)), addDays(last, 1 - RECENT_DAYS)]
    .sort()
    .slice(-1);
  if (usageDays === 0 || from > last) return { ...nothing, usageDays };
  const days = listDays(from, last);
  const edges = dayEdges(from, last, view.timeZone);
  const asked = { edges, zone: view.timeZone, days: MOST_SERVE_DAYS };
  const { cohorts: costs, unpricedRequests } = await readAgeCosts(asked, filter);
  const cohorts = toCohorts(days, edges, costs);
  const told = cohorts.filter((cohort) => cohort.users > 0 && cohort.costs.length > 0);
  const [first, final] = [told[0]?.day, told.at(-1)?.day];
  const free = cohorts.every((cohort) => cohort.costs.every((cost) => cost === 0n));
  const users = told.reduce((sum, cohort) => sum + cohort.users, 0);
  return {
    ...nothing,
    usageDays,
    unpricedRequests,
    // without a single price nobody knows what they cost, and 0 would be a lie
    days: (free && unpricedRequests > 0 ? [] : serveCurve(cohorts)).map((day) => ({
      micros: String(day.micros),
      lowMicros: String(day.lowMicros),
      highMicros: String(day.highMicros),
    })),
    restsOn: first && final ? { users, from: first, to: final, words: formatDays(first, final) } : null,
  };
}

/**
 * Learns what a new user costs from the usage of the last ten weeks and tells lib/campaigns, with what discounts of other
 * currencies are worth today. For the worker, every few seconds: what did not change is not read again.
 */
export async function learnServeBasis(now: Date = new Date()): Promise<void> {
  const opened = await openScope(schedule, {}, now);
  if (!opened.ok) throw new Error(opened.error.detail);
  const scope = opened.value;
  const { filter, view, today, span, currency, latePulse } = scope;
  const key = JSON.stringify(["serve", filter, view.timeZone, today, span, currency]);
  const before = lastRead.get(pool());
  const stands = before?.key === key && Math.abs(now.getTime() - before.at) < KEPT_MS;
  const read = stands ? before : { key, pulse: latePulse, at: now.getTime() };
  if (stands && before?.failed) return;
  lastRead.set(pool(), read);
  const forecast = await whileUnchanged(key, read.pulse, () => readForecast(scope)).catch((error) => {
    // what takes too long now is not tried again at once
    lastRead.set(pool(), { ...read, failed: true });
    throw error;
  });
  const rates = await listExchangeRates(schedule);
  if (!rates.ok) throw new Error(rates.error.detail);
  await saveServeBasis(forecast, minorRates(currency, rates.value, now), now);
}
