import "server-only";
import type { Actor } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { getCohorts } from "../../usage/server";
import { type CohortsQuery, type CohortsView, USUAL_COHORTS } from "../cohorts-view";
import { dayAt } from "../day";
import { whileUnchanged } from "./kept-reads";
import { openScope } from "./scope";

/** New users of the last weeks, who of them came back, and which campaign brought them; by the sources of the screens. */
export async function getCohortsView(
  actor: Actor,
  { weeks, ...asked }: Partial<CohortsQuery> = {},
  now: Date = new Date(),
): Promise<Result<CohortsView>> {
  const opened = await openScope(actor, asked, now);
  if (!opened.ok) return opened;
  const { about, filter, today, usagePulse, view } = opened.value;
  const many = weeks ?? USUAL_COHORTS;
  const key = JSON.stringify(["cohorts", filter, view.timeZone, today, many]);
  const cohorts = await whileUnchanged(key, usagePulse, () =>
    getCohorts(actor, { weeks: many, zone: view.timeZone, now: now.getTime() }, filter),
  );
  if (!cohorts.ok) return cohorts;
  const { weeksOver } = cohorts.value;
  return ok({
    about,
    weeks: cohorts.value.weeks.map(({ start, users, cells }, cohort) => ({
      week: dayAt(start, view.timeZone),
      users,
      cells: cells.map((cell) => ({ ...cell, isOver: cohort + cell.after < weeksOver })),
    })),
    campaigns: cohorts.value.campaigns.map(({ campaign, users, cells }) => ({
      campaign: campaign || null,
      users,
      cells: cells.map((cell) => ({ ...cell, isOver: true })),
    })),
  });
}
